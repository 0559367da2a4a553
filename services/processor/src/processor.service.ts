import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type ServiceHost, type Supervisor, superviseCore } from '@ynput/ftrack-common/service';
import type { ServiceConfiguration } from '@ynput/ftrack-common/settings';
import type { ProcessorMetrics } from './metrics.ts';
import { startProcessorCore } from './processor.ts';
import {
  HOST,
  PROCESSOR_METRICS,
  PROCESSOR_OPTIONS,
  type ProcessorModuleOptions,
} from './processor.tokens.ts';

/** Keeps the processor's core running from the start of the application to its end. */
@Injectable()
export class ProcessorService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #supervisor: Supervisor<ServiceConfiguration>;

  constructor(
    @Inject(HOST) host: ServiceHost,
    @Inject(PROCESSOR_METRICS) metrics: ProcessorMetrics,
    @Inject(PROCESSOR_OPTIONS) { trustMs }: ProcessorModuleOptions,
  ) {
    this.#supervisor = superviseCore(host, {
      tellsSettings: true,
      start: (configuration) => startProcessorCore({ host, configuration, metrics, trustMs }),
    });
  }

  onApplicationBootstrap(): void {
    this.#supervisor.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#supervisor.stop();
  }
}
