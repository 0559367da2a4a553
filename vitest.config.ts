import { defineConfig } from 'vitest/config';

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
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
  },
});
