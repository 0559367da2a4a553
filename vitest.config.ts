import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const recordings = fileURLToPath(new URL('../shared/data/ayon', import.meta.url));

/** Every AYON simulator of a run, in whatever process, judges the calls of our services by these recordings. */
const contract = existsSync(recordings)
  ? {
      AYON_SIMULATOR_CONTRACT: recordings,
      AYON_SIMULATOR_CONTRACT_SENDER_TYPE: 'ftrack',
      AYON_SIMULATOR_CONTRACT_RECORD: join(tmpdir(), `ayon-calls-${process.pid}`),
    }
  : {};

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
  test: {
    include: [
      '{ayon-api,ftrack-common,service-tools}/src/**/*.test.ts',
      '{services,simulators}/*/src/**/*.test.ts',
      'tests/{integration,conformance}/**/*.test.ts',
      '{scripts,packaging}/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Tests with real processes share the machine with everything else there; a failure that is real fails twice.
    retry: process.env['CI'] ? 1 : 0,
    restoreMocks: true,
    env: contract,
    globalSetup: './tests/support/recorded-calls.ts',
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
  },
});
