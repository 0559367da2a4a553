import { once } from 'node:events';
import {
  AyonClient,
  type AyonClientOptions,
  type AyonError,
  type AyonOperation,
  type AyonSocketMessage,
  type Connection,
} from '@ynput/ayon-api';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Other work on the machine must not decide a test. */
const PATIENCE = { timeout: 10_000 };

let simulator: AyonSimulator;
let client: AyonClient;

function connect(changes: Partial<AyonClientOptions> = {}): AyonClient {
  return new AyonClient({
    url: simulator.url,
    apiKey: simulator.apiKey,
    sender: 'conformance',
    senderType: 'ftrack',
    retry: { attempts: 3, minMs: 10, maxMs: 50 },
    ...changes,
  });
}

async function refusal(promise: Promise<unknown>): Promise<AyonError> {
  return promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: unknown) => error as AyonError,
  );
}

let ids = 0;
function newId(): string {
  ids += 1;
  return `fa${String(ids).padStart(30, '0')}`;
}

function createFolder(name: string, parentId: string | null = null): AyonOperation & { type: 'create' } {
  return {
    type: 'create',
    entityType: 'folder',
    entityId: newId(),
    data: { name, folderType: 'Folder', parentId },
  };
}

async function folderNames(pageSize = 100): Promise<string[]> {
  interface Data {
    project: { folders: Connection<{ name: string }> };
  }
  const query = `query Folders($first: Int, $after: String) {
    project(name: "demo") {
      folders(first: $first, after: $after) { edges { node { name } } pageInfo { endCursor hasNextPage } }
    }
  }`;
  const names: string[] = [];
  for await (const page of client.pages(query, {
    connection: (data: Data) => data.project.folders,
    pageSize,
  })) {
    names.push(...page.map((folder) => folder.name));
  }
  return names.toSorted();
}

/** A socket on a topic that keeps what it hears. */
function listen(prefix: string) {
  const socket = client.socket({ subscribe: [prefix, 'poke.'], backoff: { minMs: 10, maxMs: 50 } });
  const heard: AyonSocketMessage[] = [];
  socket.on('message', (message) => {
    if (message.topic.startsWith(prefix)) heard.push(message);
  });
  socket.start();
  return {
    socket,
    heard,
    /** The server confirms nothing and is silent for up to 5 s, so it is given something to tell. */
    async connected(): Promise<void> {
      await expect
        .poll(async () => {
          await client.events.dispatch({ topic: 'poke.socket', store: false });
          return socket.connected;
        }, PATIENCE)
        .toBe(true);
    },
    [Symbol.asyncDispose]: () => socket.close(),
  };
}

beforeAll(async () => {
  simulator = await startAyonSimulator({
    addons: [{ name: 'ftrack', version: '2.0.0', settings: { enabled: true, ftrack_server: 'studio' } }],
  });
  client = connect();
  await client.createProject({ name: 'demo', code: 'dm' });
});

afterAll(async () => {
  await simulator[Symbol.asyncDispose]();
});

describe('account and projects', () => {
  test('who we are', async () => {
    expect(await client.getMe()).toMatchObject({ name: 'service', isService: true, active: true });
    expect(await client.getInfo()).toMatchObject({ user: 'service' });
    expect((await client.getUsers()).map((user) => user.name)).toContain('artist');
  });

  test('a wrong key', async () => {
    const stranger = connect({ apiKey: 'f'.repeat(32) });
    expect((await stranger.getInfo()).user).toBeNull();
    expect(await refusal(stranger.getMe())).toMatchObject({ code: 'ayon_unauthorized', retryable: false });
  });

  test('projects', async () => {
    expect(await client.getProject('nope')).toBeNull();
    expect(await refusal(client.createProject({ name: 'DEMO', code: 'xx' }))).toMatchObject({
      code: 'ayon_conflict',
    });
    await client.updateProject('demo', { label: 'Demo', attrib: { fps: 24 } });
    expect(await client.getProject('demo')).toMatchObject({ label: 'Demo', attrib: { fps: 24 } });
    expect((await client.listProjects()).map((project) => project.name)).toEqual(['demo']);
  });

  test('statuses are replaced, renamed by their former name', async () => {
    const project = await client.getProject('demo');
    const statuses = (project?.statuses ?? []).map((status) =>
      status.name === 'On hold' ? { ...status, name: 'Paused', original_name: 'On hold' } : status,
    );
    await client.updateProject('demo', { statuses });
    const names = (await client.getProject('demo'))?.statuses.map((status) => status.name);
    expect(names).toContain('Paused');
    expect(names).not.toContain('On hold');
  });
});

describe('operations', () => {
  test('a batch is saved, and its entities come in pages', async () => {
    const parent = createFolder('assets');
    const children = ['one', 'two', 'three'].map((name) => createFolder(name, parent.entityId));
    const task: AyonOperation = {
      type: 'create',
      entityType: 'task',
      entityId: newId(),
      data: { name: 'model', taskType: 'Modeling', folderId: parent.entityId },
    };
    const result = await client.operations('demo', [parent, ...children, task]);
    expect(result).toMatchObject({ success: true, failure: null, untried: 0 });
    const names = ['assets', 'one', 'three', 'two'];
    expect(await folderNames()).toEqual(names);
    expect(await folderNames(2)).toEqual(names);
    expect(await folderNames(3)).toEqual(names);
  });

  test('a refused batch leaves nothing behind', async () => {
    const before = await folderNames();
    const duplicate = client.operations('demo', [createFolder('new'), createFolder('assets')]);
    expect(await refusal(duplicate)).toMatchObject({ code: 'ayon_conflict', outcomeUnknown: false });
    const bad = client.operations('demo', [createFolder('new'), createFolder('bad name')]);
    expect(await refusal(bad)).toMatchObject({ code: 'ayon_validation', outcomeUnknown: false });
    expect(await folderNames()).toEqual(before);
  });

  test('without raiseOnError it is told what stayed', async () => {
    const options = { raiseOnError: false };
    const undone = await client.operations('demo', [createFolder('x1'), createFolder('assets')], options);
    expect(undone.outcomes.map((outcome) => outcome.saved)).toEqual([false, false]);
    expect(await folderNames()).not.toContain('x1');
    const half = await client.operations('demo', [createFolder('x2'), createFolder('bad name')], options);
    expect(half.outcomes.map((outcome) => outcome.saved)).toEqual([true, false]);
    expect(await folderNames()).toContain('x2');
  });

  test('a project that does not exist', async () => {
    const error = await refusal(client.operations('nope', [createFolder('x')]));
    expect(error).toMatchObject({ code: 'ayon_not_found', missing: 'entity' });
  });

  test('texts the database cannot hold are cleaned', async () => {
    const folder = createFolder('odd_text');
    await client.operations('demo', [{ ...folder, data: { ...folder.data, label: 'a\0b\ud800' } }]);
    expect(await folderNames()).toContain('odd_text');
  });
});

describe('events', () => {
  test('write, refuse a duplicate, change, read', async () => {
    const id = await client.events.dispatch({
      topic: 'test.topic',
      hash: 'h-1',
      summary: { a: 1 },
      finished: false,
    });
    expect(await refusal(client.events.dispatch({ topic: 'test.topic', hash: 'h-1' }))).toMatchObject({
      code: 'ayon_conflict',
    });
    await client.events.update(id, { status: 'finished', description: 'done' });
    expect(await client.events.get(id)).toMatchObject({
      status: 'finished',
      description: 'done',
      summary: { a: 1 },
      sender: 'conformance',
      senderType: 'ftrack',
    });
    expect(await client.events.get(newId())).toBeNull();
  });

  test('lists, oldest and newest first', async () => {
    const sent: string[] = [];
    for (const number of [1, 2, 3]) {
      sent.push(await client.events.dispatch({ topic: 'list.topic', summary: { number } }));
    }
    const list = async (newestFirst: boolean, limit: number) => {
      const events = await client.events.list({ topics: ['list.*'], newestFirst, limit });
      return events.map((event) => event.id);
    };
    expect(await list(false, 10)).toEqual(sent);
    expect(await list(true, 2)).toEqual(sent.slice(1).toReversed());
  });

  test('a job comes until it is finished, then none', async () => {
    const source = await client.events.dispatch({ topic: 'job.source' });
    const request = { sourceTopic: 'job.source', targetTopic: 'job.target' };
    const job = await client.enroll(request);
    expect(job).toMatchObject({ dependsOn: source, status: 'pending' });
    expect((await client.enroll(request))?.id).toBe(job?.id);
    await client.events.update(job?.id ?? '', { status: 'finished' });
    expect(await client.enroll(request)).toBeNull();
  });

  test('a socket hears of an event, without its payload', async () => {
    await using listener = listen('heard.');
    await listener.connected();
    const id = await client.events.dispatch({ topic: 'heard.topic', summary: { a: 1 }, payload: { b: 2 } });
    await expect
      .poll(() => listener.heard, PATIENCE)
      .toMatchObject([{ id, summary: { a: 1 }, senderType: 'ftrack' }]);
    expect(listener.heard[0]).not.toHaveProperty('payload');
  });
});

describe('settings, secrets and attributes', () => {
  test('an addon and a secret that do not exist', async () => {
    const settings = client.getAddonSettings({ addon: 'nope', version: '1.0.0', variant: 'production' });
    expect(await refusal(settings)).toMatchObject({ code: 'ayon_not_found', missing: 'entity' });
    expect(await client.getSecret('nope')).toBeNull();
  });

  test('settings of the studio and of a project', async () => {
    const request = { addon: 'ftrack', version: '2.0.0', variant: 'production' };
    const settings = { enabled: true, ftrack_server: 'studio' };
    expect(await client.getAddonSettings(request)).toEqual(settings);
    expect(await client.getAddonSettings({ ...request, project: 'demo' })).toEqual(settings);
  });

  test('services, and the addon version of the production bundle', async () => {
    expect(await client.listServices()).toEqual([]);
    const production = (await client.getBundles()).find((bundle) => bundle.isProduction);
    expect(production?.addons['ftrack']).toBe('2.0.0');
  });

  test('a new attribute counts after a restart', async () => {
    const inForce = async () => (await client.getInfo()).attributes?.map((attribute) => attribute.name);
    const data = { type: 'string', title: 'Rating', inherit: false } as const;
    await client.putAttributes([{ name: 'rating', position: 200, scope: ['folder'], builtin: false, data }]);
    expect((await client.getAttributes()).map((attribute) => attribute.name)).toContain('rating');
    expect(await inForce()).not.toContain('rating');
    await client.restartServer();
    await expect.poll(inForce, PATIENCE).toContain('rating');
  });
});

describe('troubles', () => {
  test('a read goes on through a busy server, a write does not', async () => {
    simulator.faults.failNext(503, 2, '/api/projects');
    expect(await client.getProject('demo')).not.toBeNull();
    simulator.faults.failNext(503, 1, '/api/events');
    expect(await refusal(client.events.dispatch({ topic: 'test.busy' }))).toMatchObject({
      code: 'ayon_busy',
    });
    expect(await client.events.list({ topics: ['test.busy'] })).toEqual([]);
  });

  test('a socket comes back after a restart of the server', async () => {
    await using listener = listen('again.');
    await listener.connected();
    const lost = once(listener.socket, 'disconnected');
    await simulator.faults.restart();
    await lost;
    await listener.connected();
    await client.events.dispatch({ topic: 'again.topic' });
    await expect
      .poll(() => listener.heard.map((message) => message.topic), PATIENCE)
      .toEqual(['again.topic']);
  });
});
