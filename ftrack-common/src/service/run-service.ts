import { scrubSecrets } from '../telemetry/index.ts';
import { codeOf, messageOf } from './host.ts';
import { limitHeapGrowth } from './limit-heap-growth.ts';

/** A service that has been started in this process. */
export interface RunningService extends AsyncDisposable {
  /** Where its health pages are. */
  readonly url: string;
  /** Ends it: finishes or hands back what is in hand. */
  stop(): Promise<void>;
}

/** After this a stopping service is left behind: whoever stops it kills it soon. */
const STOP_LIMIT_MS = 10_000;

/**
 * Runs a service as this process: stops it at SIGTERM or SIGINT and ends the process with code 0, or 1 when it did not stop within 10 s;
 * a second signal ends the process at once. A start that fails is told on stderr in one line and ends it with code 1.
 */
export async function runService(start: () => Promise<RunningService>): Promise<void> {
  limitHeapGrowth();
  const asked = untilAskedToStop();
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${scrubSecrets(error.stack ?? String(error))}\n`);
    process.exit(1);
  });
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`${messageOf(error)} (${codeOf(error)})\n`);
    process.exit(1);
  }
  await asked;
  setTimeout(() => {
    process.stderr.write(`The service did not stop within ${STOP_LIMIT_MS / 1_000} s.\n`);
    process.exit(1);
  }, STOP_LIMIT_MS).unref();
  await service.stop();
  process.exit(0);
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(exitCodes[signal]);
        asked = true;
        resolve();
      });
    }
  });
}
