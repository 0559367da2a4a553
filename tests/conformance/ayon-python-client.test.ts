import { join } from 'node:path';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { afterAll, describe } from 'vitest';
import { declarePythonChecks } from '../support/python-checks.ts';
import { openPythonEnvironment } from '../support/python-environment.ts';

const CLIENT = { name: 'ayon-python-api', version: '1.2.25' };
const ADDON = { name: 'tracker', version: '1.0.0', settings: { url: '', limit: 3 } };

const environment = await openPythonEnvironment({
  package: CLIENT,
  stateFolder: join(import.meta.dirname, '../../.state'),
});
const why = environment.missing === null ? '' : `, skipped: ${environment.missing}`;

describe.skipIf(environment.missing !== null)(`the unmodified ${CLIENT.name} ${CLIENT.version}${why}`, () => {
  let simulator: AyonSimulator;

  declarePythonChecks({
    folder: join(import.meta.dirname, 'ayon-python-client'),
    prepare: async () => {
      simulator = await startAyonSimulator({ addons: [ADDON] });
      const env = { AYON_SERVER_URL: simulator.url, AYON_API_KEY: simulator.apiKey };
      return { python: environment.python ?? '', env };
    },
  });
  afterAll(() => simulator.close());
});
