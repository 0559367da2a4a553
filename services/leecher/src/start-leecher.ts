import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import {
  openServiceHost,
  readSwitch,
  type RunningService,
  type ServiceHostOptions,
} from '@ynput/ftrack-common/service';
import { LeecherModule } from './leecher.module.ts';
import { NestLogger } from './nest-logger.ts';

/**
 * Starts the leecher in this process: it listens to the ftrack that is set in AYON and brings what it hears into the event log. It goes on
 * through every outage and every wrong setting; its health pages tell.
 * @throws ConfigurationError `environment_invalid`; HealthServerError when the address of the health pages is taken.
 */
export async function startLeecher(
  env: NodeJS.ProcessEnv,
  options: Pick<ServiceHostOptions, 'logTo'> = {},
): Promise<RunningService> {
  const backfill = readSwitch(env, 'AYON_FTRACK_BACKFILL', true);
  const host = await openServiceHost({ service: 'leecher', env, ...options });
  const application = await NestFactory.createApplicationContext(LeecherModule.forHost(host, { backfill }), {
    logger: new NestLogger(host.logger),
    abortOnError: false,
  });
  const stop = async (): Promise<void> => {
    await application.close();
    await host.close();
    host.logger.info('the leecher has stopped');
  };
  return { url: host.url, stop, [Symbol.asyncDispose]: stop };
}
