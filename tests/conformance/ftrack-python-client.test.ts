import { join } from 'node:path';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { afterAll, describe } from 'vitest';
import { declarePythonChecks } from '../support/python-checks.ts';
import { openPythonEnvironment } from '../support/python-environment.ts';

const CLIENT = { name: 'ftrack-python-api', version: '3.1.0' };

const environment = await openPythonEnvironment({
  package: CLIENT,
  stateFolder: join(import.meta.dirname, '../../.state'),
});
const why = environment.missing === null ? '' : `, skipped: ${environment.missing}`;

describe.skipIf(environment.missing !== null)(`the unmodified ${CLIENT.name} ${CLIENT.version}${why}`, () => {
  let simulator: FtrackSimulator;

  declarePythonChecks({
    folder: join(import.meta.dirname, 'ftrack-python-client'),
    prepare: async () => {
      simulator = await startFtrackSimulator();
      const env = {
        FTRACK_SERVER: simulator.url,
        FTRACK_API_USER: simulator.user,
        FTRACK_API_KEY: simulator.apiKey,
        FTRACK_EVENT_PLUGIN_PATH: '',
        SIMULATOR_ADMIN_TOKEN: simulator.adminToken,
      };
      return { python: environment.python ?? '', env };
    },
  });
  afterAll(() => simulator.close());
});
