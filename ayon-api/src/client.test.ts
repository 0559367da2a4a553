import { expect, test } from 'vitest';
import { inTurn, json, TestServer } from './testing/test-server.ts';

function usersPage(names: string[], hasNextPage: boolean): ReturnType<typeof json> {
  const edges = names.map((name) => ({
    node: {
      name,
      active: name !== 'gone',
      isService: false,
      isAdmin: false,
      isManager: true,
      isGuest: false,
      attrib: { fullName: null, email: `${name}@example.com` },
    },
  }));
  return json(200, { data: { users: { edges, pageInfo: { endCursor: names.at(-1), hasNextPage } } } });
}

test('users come from all pages', async () => {
  await using server = await TestServer.start(
    inTurn(usersPage(['ann', 'gone'], true), usersPage(['bob'], false)),
  );
  const users = await server.client().getUsers();
  expect(users.map((user) => [user.name, user.active, user.email])).toEqual([
    ['ann', true, 'ann@example.com'],
    ['gone', false, 'gone@example.com'],
    ['bob', true, 'bob@example.com'],
  ]);
});

test('hashes of passwords and keys in the own account are dropped', async () => {
  const body = {
    name: 'service',
    attrib: { fullName: 'Service', email: null },
    data: { isService: true, apiKey: 'hash', password: 'hash' },
    active: true,
  };
  await using server = await TestServer.start(json(200, body));
  expect(await server.client().getMe()).toEqual({
    name: 'service',
    fullName: 'Service',
    email: null,
    active: true,
    isService: true,
    isAdmin: false,
    isManager: false,
    isGuest: false,
  });
});

test('a server that does not know the key says so in its info', async () => {
  await using server = await TestServer.start(json(200, { version: '1.16.0+1', uptime: 3 }));
  expect(await server.client().getInfo()).toMatchObject({
    version: '1.16.0+1',
    user: null,
    attributes: null,
  });
});

test('environments of services, which may hold secrets, are dropped', async () => {
  const service = {
    name: 'ftrack-leecher',
    hostname: 'worker-1',
    addonName: 'ftrack',
    addonVersion: '1.6.4',
    service: 'leecher',
    shouldRun: true,
    isRunning: true,
    lastSeen: '2026-01-01T00:00:00',
    lastSeenDelta: 2.5,
    data: { env: { TOKEN: 's3cret' } },
  };
  await using server = await TestServer.start(json(200, { services: [service] }));
  const services = await server.client().listServices();
  expect(services).toMatchObject([{ name: 'ftrack-leecher', lastSeenSeconds: 2.5 }]);
  expect(JSON.stringify(services)).not.toContain('s3cret');
});

test('attributes are added, none is taken away', async () => {
  await using server = await TestServer.start(json(204, undefined));
  const attribute = {
    name: 'ftrackId',
    position: 1,
    scope: ['folder'],
    builtin: false,
    data: { type: 'string' },
  } as const;
  await server.client().putAttributes([{ ...attribute, scope: [...attribute.scope] }]);
  expect(JSON.parse(server.received[0]?.text ?? '')).toMatchObject({ deleteMissing: false });
});

test('an answer of another shape is an error that names request and place', async () => {
  await using server = await TestServer.start(json(200, { projects: [{ name: 'a' }] }));
  await expect(server.client().listProjects()).rejects.toThrow(/GET \/api\/projects .*projects\/0\/code/);
});
