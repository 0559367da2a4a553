import { expect, test } from 'vitest';
import { resolveServiceConfiguration } from './service-configuration.ts';
import { environment, secrets, settings, startAyonServer } from './testing/ayon-server.ts';

test('only the two secrets the settings name are read', async () => {
  await using ayon = await startAyonServer({ settings, secrets: { ...secrets, other: 'x' } });
  await resolveServiceConfiguration(ayon.client, environment);
  expect(ayon.asked).toEqual([
    '/api/addons/ftrack/2.0.0/settings?variant=production',
    '/api/secrets/ftrack_user',
    '/api/secrets/ftrack_key',
  ]);
});
