import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@ynput/ftrack-common/telemetry';

/** Nest's own lines in the log of the service; what is no trouble is shown at `debug`. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...details: unknown[]): void {
    this.#logger.debug({ details }, String(message));
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.#logger.trace({ details }, String(message));
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.#logger.trace({ details }, String(message));
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.#logger.warn({ details }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.#logger.error({ details }, String(message));
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.#logger.fatal({ details }, String(message));
  }
}
