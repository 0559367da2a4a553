import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { type LogRecord, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { connectRedis, type DisposableRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { healthFileOf, readHealthFile } from '@ynput/ftrack-common/service';
import { startLeecher } from '@ynput/ftrack-leecher';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { tasksIn } from './intake-studio.ts';

const SOON = { timeout: 15_000 };
const MAIN = join(import.meta.dirname, '../../services/leecher/dist/main.js');

interface Component {
  readonly name: string;
  readonly state: string;
  readonly message: string;
}

let ftrack: FtrackSimulator;
let redis: DisposableRedis;
let ayon: AyonSimulator;
let stateFolder: string;
let projectId: string;
let lines: string[];
const logTo = { write: (line: string) => lines.push(line) };

beforeEach(async () => {
  lines = [];
  stateFolder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-leecher-'));
  ftrack = await startFtrackSimulator({ heartbeatMs: 100 });
  redis = await startDisposableRedis();
  ayon = await startAyon(ftrack);
  const [schema] = [...ftrack.store.rows('ProjectSchema')];
  projectId = create('Project', { name: 'demo', full_name: 'Demo', project_schema_id: schema?.row['id'] });
});

afterEach(async () => {
  await ayon.close();
  await redis[Symbol.asyncDispose]();
  await ftrack.close();
  await rm(stateFolder, { recursive: true, force: true });
});

async function startAyon({ url, user, apiKey }: FtrackSimulator, port?: number): Promise<AyonSimulator> {
  const simulator = await startAyonSimulator({
    ...(port === undefined ? {} : { port }),
    addons: [
      {
        name: 'ftrack',
        version: '2.0.0',
        settings: {
          ftrack_server: url,
          service_settings: { username: 'ftrack_user', api_key: 'ftrack_key' },
          redis: { url: '' },
        },
      },
    ],
  });
  simulator.state.secrets.set('ftrack_user', user);
  simulator.state.secrets.set('ftrack_key', apiKey);
  return simulator;
}

function environment(): NodeJS.ProcessEnv {
  return {
    AYON_SERVER_URL: ayon.url,
    AYON_API_KEY: ayon.apiKey,
    AYON_ADDON_NAME: 'ftrack',
    AYON_ADDON_VERSION: '2.0.0',
    AYON_SERVICE_NAME: 'leecher-1',
    AYON_FTRACK_REDIS_URL: redis.url,
    AYON_FTRACK_STATE_FOLDER: stateFolder,
  };
}

function create(type: string, data: Record<string, unknown>): string {
  const answers = ftrack.run([
    { action: 'create', entity_type: type, entity_data: { __entity_type__: type, ...data } },
  ]) as { data: { id: string } }[];
  return answers[0]?.data.id ?? '';
}

const reportsInAyon = (): number =>
  ayon.requests.list(({ method, path }) => method === 'POST' && path === '/api/events').length;

const createTask = (name: string): string => create('Task', { name, parent_id: projectId });

async function readLog(): Promise<LogRecord[]> {
  const connection = connectRedis({ url: redis.url, role: 'commands' });
  const log = await openRedisEventLog({ redis: connection });
  const pages: LogRecord[] = [];
  for (let partition = 0; partition <= log.description.partitions; partition += 1) {
    pages.push(...(await log.read({ partition, after: 0, limit: 1_000 })));
  }
  connection.disconnect();
  return pages.sort((a, b) => a.sequence - b.sequence);
}

async function componentsOf(url: string): Promise<Component[]> {
  const answer = (await (await fetch(`${url}/health`)).json()) as { components: Component[] };
  return answer.components;
}

async function untilReady(url: string): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: true, waitingFor: [] }),
    SOON,
  );
}

async function untilComponent(
  url: string,
  wanted: Partial<Component> & { name: string },
): Promise<Component> {
  return vi.waitFor(async () => {
    const found = (await componentsOf(url)).find(({ name }) => name === wanted.name);
    expect(found).toMatchObject(wanted);
    if (found === undefined) throw new Error('not reached');
    return found;
  }, SOON);
}

describe('the leecher in this process', () => {
  it('brings events into the log and shows them in log and metrics', async () => {
    await using leecher = await startLeecher(environment(), { logTo });
    await untilReady(leecher.url);
    const task = createTask('one');
    await vi.waitFor(async () => expect(tasksIn(await readLog()).events).toContain(task), SOON);
    await vi.waitFor(() => expect(lines.some((line) => line.includes('"topic":"ftrack.update"'))).toBe(true));
    const metrics = await (await fetch(`${leecher.url}/metrics`)).text();
    expect(metrics).toMatch(/ayon_ftrack_hub_events_total\{topic="ftrack.update",kept="true"\} [1-9]/);
    expect(metrics).toMatch(/ayon_ftrack_hub_subscribed 1/);
    expect(metrics).toMatch(/ayon_ftrack_gaps_total\{reason="start"\} 1/);
    expect(lines.join('')).not.toContain(ftrack.apiKey);
  });

  it('says degraded while backfill is off', async () => {
    await using leecher = await startLeecher({ ...environment(), AYON_FTRACK_BACKFILL: 'off' }, { logTo });
    await untilReady(leecher.url);
    await untilComponent(leecher.url, { name: 'backfill', state: 'degraded' });
  });

  it('stays up without AYON, and goes on when it is there', async () => {
    const port = Number(new URL(ayon.url).port);
    await ayon.close();
    await using leecher = await startLeecher(environment(), { logTo });
    await untilComponent(leecher.url, { name: 'configuration', state: 'failed' });
    ayon = await startAyon(ftrack, port);
    await untilReady(leecher.url);
    await ayon.close();
    const task = createTask('while AYON is away');
    await vi.waitFor(async () => expect(tasksIn(await readLog()).events).toContain(task), SOON);
  });

  it('stays up without Redis, hears meanwhile, and goes on when it is there', async () => {
    await redis.kill();
    await using leecher = await startLeecher(environment(), { logTo });
    await untilComponent(leecher.url, { name: 'ftrack event hub', state: 'ok' });
    const away = await untilComponent(leecher.url, { name: 'Redis', state: 'failed' });
    expect(away.message).toMatch(/^Redis is away: .*Events are kept on disk/);
    const task = createTask('while Redis is away');
    await untilComponent(leecher.url, { name: 'event log', state: 'failed' });
    await redis.start();
    await vi.waitFor(async () => expect(tasksIn(await readLog()).events).toContain(task), SOON);
    await untilReady(leecher.url);
  });

  it('writes nothing to a Redis that may throw data away, says so in AYON, and goes on when that is corrected', async () => {
    const admin = connectRedis({ url: redis.url, role: 'commands' });
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await using leecher = await startLeecher(environment(), { logTo });
    const { message } = await untilComponent(leecher.url, { name: 'event log', state: 'failed' });
    expect(message).toContain('maxmemory-policy noeviction');
    await vi.waitFor(() => expect(reportsInAyon()).toBe(1), SOON);
    expect(await admin.dbsize()).toBe(0);
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    admin.disconnect();
    await untilReady(leecher.url);
  });

  it('stays up without ftrack, and goes on when it is there', async () => {
    ftrack.setFaults({ refuseHandshake: true, httpStatus: 503 });
    await using leecher = await startLeecher(environment(), { logTo });
    await untilComponent(leecher.url, { name: 'ftrack event hub', state: 'failed' });
    ftrack.setFaults({ refuseHandshake: false, httpStatus: null });
    await untilReady(leecher.url);
    const task = createTask('one');
    await vi.waitFor(async () => expect(tasksIn(await readLog()).events).toContain(task), SOON);
  });

  it('names the setting of a missing secret, also in AYON, and heals', async () => {
    ayon.state.secrets.delete('ftrack_key');
    await using leecher = await startLeecher(environment(), { logTo });
    const { message } = await untilComponent(leecher.url, { name: 'configuration', state: 'failed' });
    expect(message).toContain("'ftrack_key'");
    await vi.waitFor(() => expect(reportsInAyon()).toBe(1), SOON);
    ayon.state.secrets.set('ftrack_key', ftrack.apiKey);
    await untilReady(leecher.url);
  });

  it('says that credentials are wrong, also in AYON, and does not flood ftrack', async () => {
    ayon.state.secrets.set('ftrack_key', 'wrong-key-of-somebody');
    await using leecher = await startLeecher(environment(), { logTo });
    const { message } = await untilComponent(leecher.url, { name: 'ftrack event hub', state: 'failed' });
    expect(message).toMatch(/key/i);
    await vi.waitFor(() => expect(reportsInAyon()).toBe(1), SOON);
    expect(lines.join('')).not.toContain('wrong-key-of-somebody');
  });
});

describe('what an odd hub may send', () => {
  let hub: { url: string; send(data: string | Buffer): void; close(): Promise<void> };

  beforeAll(async () => {
    hub = await startOddHub();
  });
  afterAll(() => hub.close());

  it('is kept or counted, and never ends the leecher', async () => {
    const changed = await fetch(`${ayon.url}/api/addons/ftrack/2.0.0/rawOverrides`, {
      method: 'PUT',
      headers: { 'x-api-key': ayon.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ ftrack_server: hub.url }),
    });
    expect(changed.ok).toBe(true);
    await using leecher = await startLeecher(environment(), { logTo });
    await untilComponent(leecher.url, { name: 'ftrack event hub', state: 'ok' });
    const event = (id: string, more: Record<string, unknown>): string =>
      `5:::${JSON.stringify({ name: 'ftrack.event', args: [{ id, topic: 'ftrack.update', data: {}, sent: null, source: null, target: '', inReplyToEvent: null, ...more }] })}`;
    hub.send(event('null-source', { source: null }));
    hub.send(event('no-entity-type', { data: { entities: [{ entityId: 'x', action: 'update' }] } }));
    hub.send(event('unknown-topic', { topic: 'studio.something' }));
    hub.send(event('no-data', { data: null }));
    hub.send(event('long-text', { data: { text: 'ü'.repeat(1_000_000) } }));
    hub.send(event('x'.repeat(5_000), {}));
    hub.send(event('event-row:forged:1', {}));
    hub.send(event('zero-\u0000-and-half-\ud800', {}));
    hub.send(
      event('noise', { data: { entities: [{ entityType: 'socialfeed', entityId: 'y', action: 'add' }] } }),
    );
    hub.send('5:::{"name":"ftrack.event","args":[{"id":"broken"');
    hub.send('5:::{"name":"ftrack.event","args":[]}');
    hub.send('5:::{"name":"ftrack.event","args":[{"topic":"no-id"}]}');
    hub.send('no packet');
    hub.send(Buffer.from([0xc3, 0x28]));
    hub.send(event('last', {}));
    await vi.waitFor(async () => expect((await readLog()).some(({ id }) => id === 'last')).toBe(true), SOON);
    const ids = (await readLog()).filter(({ kind }) => kind === 'event').map(({ id }) => id);
    expect(ids).toHaveLength(9);
    expect(ids).toEqual(
      expect.arrayContaining(['null-source', 'no-entity-type', 'unknown-topic', 'no-data', 'long-text']),
    );
    expect(ids).not.toContain('event-row:forged:1');
    const long = (await readLog()).find(({ id }) => id === 'long-text');
    expect(long?.value).toMatchObject({ data: { text: 'ü'.repeat(1_000_000) } });
    const metrics = await (await fetch(`${leecher.url}/metrics`)).text();
    expect(metrics).toMatch(/hub_malformed_total 5/);
    expect(metrics).toMatch(/hub_events_total\{topic="ftrack.update",kept="false"\} 1/);
  });
});

describe.skipIf(!existsSync(MAIN))('the leecher as a process', () => {
  const children = new Set<ChildProcess>();

  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });

  async function startProcess(
    env: NodeJS.ProcessEnv = environment(),
  ): Promise<{ child: ChildProcess; url: string; output: () => string }> {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => (output += data.toString()));
    const file = healthFileOf(stateFolder, 'leecher');
    const url = await vi.waitFor(async () => {
      const address = await readHealthFile(file);
      if (address?.pid !== child.pid) throw new Error(`not started: ${output}`);
      return address?.url ?? '';
    }, SOON);
    return { child, url, output: () => output };
  }

  it('ends with code 0 at SIGTERM and takes its health file away', async () => {
    const { child, url } = await startProcess();
    await untilReady(url);
    const stopped = performance.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(5_000);
    expect(await readHealthFile(healthFileOf(stateFolder, 'leecher'))).toBeNull();
  });

  it('leaves on disk what Redis does not take while it stops', async () => {
    const { child, url } = await startProcess();
    await untilReady(url);
    await redis.kill();
    const task = createTask('heard by the first');
    await untilComponent(url, { name: 'event log', state: 'failed' });
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
    await redis.start();
    const second = await startProcess();
    await vi.waitFor(async () => expect(tasksIn(await readLog()).events).toContain(task), SOON);
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
  });

  it('killed under load: the next one fills the gap', async () => {
    const { child, url } = await startProcess();
    await untilReady(url);
    const made = Array.from({ length: 20 }, (_, index) => createTask(`before-${index}`));
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let index = 0; index < 20; index += 1) made.push(createTask(`after-${index}`));
    const second = await startProcess();
    await vi.waitFor(async () => {
      const { events, hints } = tasksIn(await readLog());
      const found = new Set([...events, ...hints]);
      expect(made.filter((id) => !found.has(id))).toEqual([]);
    }, SOON);
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
  });

  it('says on stderr in one line which variable is missing, and ends with code 1', async () => {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.add(child);
    let output = '';
    child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(output).toMatch(/^Environment: AYON_SERVER_URL is not set.*\(environment_invalid\)\n$/);
  });
});

/** A hub that takes everybody and sends what it is told to. */
async function startOddHub(): Promise<{
  url: string;
  send(data: string | Buffer): void;
  close(): Promise<void>;
}> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/socket.io/1/') === true) response.end('sid:60:60:websocket');
    else response.writeHead(503).end();
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.send('1::');
    socket.on('message', (data: Buffer) => {
      const id = /^5:(\d+)\+::/.exec(data.toString())?.[1];
      if (id !== undefined) socket.send(`6:::${id}+[{"success":true}]`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    send: (data) => {
      for (const socket of sockets.clients) socket.send(data, { binary: false });
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
