import { expect, test } from 'vitest';
import { json, rejection, TestServer } from './testing/test-server.ts';

test('settings of a project in a variant', async () => {
  await using server = await TestServer.start(json(200, { enabled: true }));
  const request = { addon: 'ftrack', version: '2.0.0-alpha.1', variant: 'staging', project: 'demo' };
  expect(await server.client().getAddonSettings(request)).toEqual({ enabled: true });
  expect(server.received[0]?.url).toBe('/api/addons/ftrack/2.0.0-alpha.1/settings/demo?variant=staging');
});

test('a secret that does not exist is null', async () => {
  await using server = await TestServer.start(json(404, { code: 404, detail: 'Not found' }));
  expect(await server.client().getSecret('nope')).toBeNull();
});

test('a 404 of something that is not AYON is not taken for a missing secret', async () => {
  await using server = await TestServer.start((_request, response) => response.writeHead(404).end('<html>'));
  expect(await rejection(server.client().getSecret('name'))).toMatchObject({ missing: 'route' });
});

test('a value that cannot be a name never becomes part of an address', async () => {
  await using server = await TestServer.start(json(200, null));
  expect(await server.client().getSecret('user@example.com')).toBeNull();
  expect(server.received).toHaveLength(0);
});
