import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Supervisor } from '@ynput/ftrack-common/service';
import type { ServiceConfiguration } from '@ynput/ftrack-common/settings';
import { SUPERVISOR } from './tokens.ts';

/** Starts and stops the leecher's core with the application. */
@Injectable()
export class LeecherService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #supervisor: Supervisor<ServiceConfiguration>;

  constructor(@Inject(SUPERVISOR) supervisor: Supervisor<ServiceConfiguration>) {
    this.#supervisor = supervisor;
  }

  onApplicationBootstrap(): void {
    this.#supervisor.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.#supervisor.stop();
  }
}
