import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { openServiceHost, type RunningService, type ServiceHostOptions } from '@ynput/ftrack-common/service';
import { ProcessorModule } from './processor.module.ts';
import type { ProcessorModuleOptions } from './processor.tokens.ts';

export type StartProcessorOptions = Pick<ServiceHostOptions, 'logTo'> & ProcessorModuleOptions;

/**
 * Starts the processor in this process. It stays up through every outage of AYON, ftrack and Redis.
 * @throws ConfigurationError when the environment is incomplete; HealthServerError when the address of the health pages is taken.
 */
export async function startProcessor(
  env: NodeJS.ProcessEnv,
  { logTo, trustMs }: StartProcessorOptions = {},
): Promise<RunningService> {
  const host = await openServiceHost({
    service: 'processor',
    env,
    ayonEffect: 'ready',
    ...(logTo === undefined ? {} : { logTo }),
  });
  const application = await NestFactory.createApplicationContext(ProcessorModule.forHost(host, { trustMs }), {
    logger: false,
    abortOnError: false,
  });
  const stop = async (): Promise<void> => {
    await application.close();
    await host.close();
    host.logger.info('the processor has stopped');
  };
  return { url: host.url, stop, [Symbol.asyncDispose]: stop };
}
