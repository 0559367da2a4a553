import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openServiceHost, type RunningService, type ServiceHostOptions } from '@ynput/ftrack-common/service';
import { ProcessorModule } from './processor.module.ts';

/**
 * Starts the processor in this process. It stays up through every outage of AYON, ftrack and Redis.
 * @throws ConfigurationError when the environment is incomplete.
 */
export async function startProcessor(
  env: NodeJS.ProcessEnv,
  options: Pick<ServiceHostOptions, 'logTo'> = {},
): Promise<RunningService> {
  const host = await openServiceHost({ service: 'processor', env, ...options });
  const application = await NestFactory.createApplicationContext(ProcessorModule.forHost(host), {
    logger: false,
    abortOnError: false,
  });
  const stop = (): Promise<void> => application.close();
  return { url: host.url, stop, [Symbol.asyncDispose]: stop };
}
