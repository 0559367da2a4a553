import type { Clock } from '@ynput/ftrack-common/clock';
import { createEventHub, type EventHub, type Gap, type HubLifecycle } from '@ynput/ftrack-common/event-hub';
import {
  buildEvent,
  clientTokenOf,
  isUpdateEvent,
  projectIdOf,
  type FtrackEvent,
} from '@ynput/ftrack-common/events';
import {
  isOwnOrigin,
  openFtrackSession,
  readEventRows,
  readNewestEventId,
} from '@ynput/ftrack-common/ftrack';
import { startFtrackSimulator, type FtrackSimulator } from '@ynput/ftrack-simulator';
import { describe, expect, it, vi } from 'vitest';

/** Limits of a handshake and of an answer, which stay as they are; every retry comes at once. */
const LIMIT_MS = 10_000;
const SILENCE_MS = 300;

const impatientClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms === LIMIT_MS || ms <= SILENCE_MS ? ms : 20),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

interface Client extends AsyncDisposable {
  readonly hub: EventHub;
  readonly lifecycle: HubLifecycle[];
  readonly events: FtrackEvent[];
  readonly gaps: Gap[];
}

function startClient(server: { url: string; user: string; apiKey: string }): Client {
  const hub = createEventHub({
    serverUrl: server.url,
    user: server.user,
    apiKey: server.apiKey,
    silenceLimitMs: SILENCE_MS,
    clock: impatientClock,
  });
  const client: Client = {
    hub,
    lifecycle: [],
    events: [],
    gaps: [],
    [Symbol.asyncDispose]: () => hub.stop(),
  };
  hub.on((happening) => client.lifecycle.push(happening));
  hub.onEvent((event) => client.events.push(event));
  hub.onGap((gap) => client.gaps.push(gap));
  hub.subscribe('topic=*');
  hub.start();
  return client;
}

const startServer = (port?: number): Promise<FtrackSimulator> =>
  startFtrackSimulator({ heartbeatMs: 50, ...(port !== undefined && { port }) });

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5000, interval: 5 });
const untilSubscribed = (client: Client): Promise<void> =>
  until(() => expect(client.hub.status().state).toBe('subscribed'));

const types = (client: Client): string[] => client.lifecycle.map(({ type }) => type);
const topics = (client: Client): string[] => client.events.map(({ topic }) => topic);

describe('the hub client against the ftrack simulator', () => {
  it('connects, subscribes, receives what it publishes, and stops', async () => {
    await using server = await startServer();
    await using client = startClient(server);
    await untilSubscribed(client);
    expect(types(client)).toEqual(['connecting', 'connected', 'subscribed']);
    expect(client.lifecycle[2]).toMatchObject({ acknowledged: true });
    expect(client.gaps).toMatchObject([{ from: null, reason: 'start' }]);
    await client.hub.publish(buildEvent({ topic: 'studio.test', data: { a: 1 } }));
    await until(() => expect(topics(client)).toEqual(['studio.test']));
    expect(client.events[0]?.source).toMatchObject({ id: client.hub.id, user: { username: server.user } });
    await client.hub.stop();
    await until(() => expect(server.hub.connections()).toHaveLength(0));
  });

  it('hears of a change made by a session, and knows whose it is', async () => {
    await using server = await startServer();
    await using client = startClient(server);
    await untilSubscribed(client);
    const session = await openFtrackSession({
      serverUrl: server.url,
      user: server.user,
      apiKey: server.apiKey,
    });
    const before = (await readNewestEventId(session)) ?? 0;
    const [schema] = await session.query('select id from ProjectSchema limit 1');
    const [project] = await session.execute([
      {
        action: 'create',
        entityType: 'Project',
        data: { name: 'hub_test', full_name: 'Hub test', project_schema_id: schema?.['id'] },
      },
    ]);
    const updates = () => client.events.filter(isUpdateEvent);
    await until(() => expect(updates().map(projectIdOf)).toContain(project?.['id']));
    const update = updates().find((event) => projectIdOf(event) === project?.['id']);
    expect(update && clientTokenOf(update)).toBe(session.origin);
    expect(isOwnOrigin(session.origin)).toBe(true);
    const ids: number[] = [];
    for await (const rows of readEventRows(session, { afterId: before }))
      ids.push(...rows.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(0);
    expect(Math.min(...ids)).toBeGreaterThan(before);
    expect(await readNewestEventId(session)).toBe(ids.at(-1));
  });

  it('comes back after a cut and tells the gap', async () => {
    await using server = await startServer();
    await using client = startClient(server);
    await untilSubscribed(client);
    server.hub.cutSockets();
    await until(() => expect(client.gaps).toHaveLength(2));
    expect(client.gaps[1]).toMatchObject({ from: expect.any(Date), to: expect.any(Date), reason: 'closed' });
    await client.hub.publish(buildEvent({ topic: 'studio.after' }));
    await until(() => expect(topics(client)).toContain('studio.after'));
  });

  it('drops a half-open connection', async () => {
    await using server = await startServer();
    await using client = startClient(server);
    await untilSubscribed(client);
    server.setFaults({ silentSockets: true });
    await until(() =>
      expect(client.lifecycle).toContainEqual(expect.objectContaining({ type: 'lost', reason: 'silent' })),
    );
    server.setFaults({ silentSockets: false });
    await until(() => expect(client.gaps.at(-1)).toMatchObject({ reason: 'silent' }));
  });

  it('survives a refused handshake and tells it once', async () => {
    await using server = await startServer();
    server.setFaults({ refuseHandshake: true });
    await using client = startClient(server);
    await until(() =>
      expect(types(client).filter((type) => type === 'connecting').length).toBeGreaterThan(5),
    );
    expect(client.lifecycle.filter(({ type }) => type === 'refused')).toMatchObject([
      { reason: 'unavailable', status: 503 },
    ]);
    server.setFaults({ refuseHandshake: false });
    await untilSubscribed(client);
  });

  it('tells wrong credentials', async () => {
    await using server = await startServer();
    await using client = startClient({ url: server.url, user: server.user, apiKey: 'wrong-key' });
    await until(() => expect(types(client)).toContain('refused'));
    expect(client.lifecycle[1]).toMatchObject({ reason: 'credentials', status: 401 });
    expect(JSON.stringify(client.lifecycle)).not.toContain('wrong-key');
  });

  it('waits for a server that is absent at the start', async () => {
    const absent = await startServer();
    await absent.close();
    const port = Number(new URL(absent.url).port);
    await using client = startClient(absent);
    await until(() =>
      expect(client.lifecycle).toContainEqual(
        expect.objectContaining({ type: 'refused', reason: 'unreachable' }),
      ),
    );
    await using _server = await startServer(port);
    await untilSubscribed(client);
  });

  it('keeps the connection on broken frames', async () => {
    await using server = await startServer();
    await using client = startClient(server);
    await untilSubscribed(client);
    for (const text of ['9::', '5:::{"name":"ftrack.event","args":[{', 'x'.repeat(2_000_000), '', '5:::']) {
      server.hub.sendRaw(text);
    }
    await client.hub.publish(buildEvent({ topic: 'studio.after' }));
    await until(() => expect(topics(client)).toEqual(['studio.after']));
    expect(client.hub.status().malformed).toBe(5);
    expect(types(client)).not.toContain('lost');
  });

  it('answers a request', async () => {
    await using server = await startServer();
    await using asker = startClient(server);
    await using answerer = startClient(server);
    answerer.hub.onEvent((event) => {
      if (event.topic === 'studio.question') void answerer.hub.reply(event, { answer: 42 });
    });
    asker.hub.subscribe('topic=ftrack.meta.reply', { subscriberId: asker.hub.id });
    await untilSubscribed(answerer);
    await untilSubscribed(asker);
    const question = buildEvent({ topic: 'studio.question' });
    await asker.hub.publish(question);
    await until(() =>
      expect(asker.events).toContainEqual(
        expect.objectContaining({ inReplyToEvent: question.id, data: { answer: 42 } }),
      ),
    );
    expect(topics(answerer)).not.toContain('ftrack.meta.reply');
  });
});
