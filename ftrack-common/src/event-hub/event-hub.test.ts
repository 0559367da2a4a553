import { describe, expect, it } from 'vitest';
import { buildEvent, type FtrackEvent } from '../events/index.ts';
import { createEventHub } from './event-hub.ts';
import { EventHubError } from './errors.ts';
import { createFakeClock, settle } from './testing/fake-clock.ts';
import { accepted, createMemoryTransport } from './testing/memory-transport.ts';
import type { EventHubOptions, Gap, HubLifecycle } from './types.ts';

const frame = (event: unknown): string => `5:::{"name":"ftrack.event","args":[${JSON.stringify(event)}]}`;

function setUp(options: Partial<EventHubOptions> = {}) {
  const clock = createFakeClock();
  const transport = createMemoryTransport();
  const hub = createEventHub({
    serverUrl: 'http://ftrack.test',
    user: 'jane',
    apiKey: 'secret-key',
    transport,
    clock,
    random: () => 0,
    ...options,
  });
  const lifecycle: HubLifecycle[] = [];
  const events: FtrackEvent[] = [];
  const texts: string[] = [];
  const gaps: Gap[] = [];
  hub.on((happening) => lifecycle.push(happening));
  hub.onEvent((event, json) => {
    events.push(event);
    texts.push(json);
  });
  hub.onGap((gap) => gaps.push(gap));
  const types = (): string[] => lifecycle.map(({ type }) => type);
  return { clock, transport, hub, lifecycle, events, texts, gaps, types };
}

async function setUpSubscribed(options: Partial<EventHubOptions> = {}) {
  const parts = setUp(options);
  parts.hub.subscribe('topic=*');
  parts.hub.start();
  await settle();
  expect(parts.hub.status().state).toBe('subscribed');
  return parts;
}

describe('connecting', () => {
  it('shakes hands with headers, opens the socket, subscribes, and tells the time before as a gap', async () => {
    const { transport, hub, types, gaps, clock, lifecycle } = await setUpSubscribed();
    expect(transport.handshakes[0]).toMatchObject({
      url: 'http://ftrack.test/socket.io/1/',
      headers: { 'ftrack-user': 'jane', 'ftrack-api-key': 'secret-key' },
    });
    expect(transport.socket.request.url).toBe('ws://ftrack.test/socket.io/1/websocket/session-1');
    expect(JSON.stringify(transport.socket.request)).not.toContain('secret-key');
    expect(transport.socket.received).toHaveLength(1);
    expect(transport.socket.received[0]).toMatch(
      /^5:1\+::\{"name":"ftrack.event","args":\[.*"ftrack.meta.subscribe"/,
    );
    expect(types()).toEqual(['connecting', 'connected', 'subscribed']);
    expect(lifecycle[1]).toMatchObject({ connectionId: 'session-1', silenceLimitMs: 20_000 });
    expect(gaps).toEqual([{ from: null, to: new Date(clock.now()), reason: 'start' }]);
    expect(hub.status()).toMatchObject({ connectionId: 'session-1', lastHeardAt: new Date(clock.now()) });
  });

  it('keeps the cookies of the handshake and the headers it is given', async () => {
    const { transport, hub } = setUp({ headers: { 'x-proxy': 'a' } });
    transport.onHandshake = () => ({ ...accepted('s'), cookie: 'route=2' });
    hub.start();
    await settle();
    expect(transport.handshakes[0]?.headers).toMatchObject({ 'x-proxy': 'a' });
    expect(transport.socket.request.headers).toMatchObject({ 'x-proxy': 'a', cookie: 'route=2' });
  });

  it('takes the silence limit of the server when that is shorter', async () => {
    const { transport, hub, lifecycle } = setUp();
    transport.onHandshake = () => accepted('s', '4:12');
    hub.start();
    await settle();
    expect(lifecycle[1]).toMatchObject({ type: 'connected', silenceLimitMs: 12_000 });
  });

  it('tries for ever while the server is away, and tells the refusal once', async () => {
    const { transport, hub, types, clock } = setUp({ random: () => 0.5 });
    transport.onHandshake = () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }));
    hub.subscribe('topic=*');
    hub.start();
    await clock.advance(3_600_000);
    expect(transport.handshakes.length).toBeGreaterThan(3_600 / 30);
    expect(types().filter((type) => type === 'refused')).toHaveLength(1);
    transport.onHandshake = () => accepted('late');
    await clock.advance(30_000);
    expect(hub.status().state).toBe('subscribed');
  });

  it.each([
    ['credentials', { ...accepted(''), status: 401, body: '' }],
    [
      'credentials',
      { ...accepted(''), body: '{"exception":"InvalidCredentialsError","content":"secret-key"}' },
    ],
    ['unavailable', { ...accepted(''), status: 502, body: '<html>' }],
    ['redirected', { ...accepted(''), status: 301, location: 'https://ftrack.test/' }],
    ['not_ftrack', { ...accepted(''), status: 404, body: 'no such page' }],
    ['not_ftrack', { ...accepted(''), body: '<!doctype html><a href="x:y">' }],
    ['not_ftrack', { ...accepted(''), body: '' }],
    ['not_ftrack', { ...accepted(''), body: 'sid:60:60:xhr-polling' }],
  ])('tells %s and what to do', async (reason, answer) => {
    const { transport, hub, lifecycle } = setUp();
    transport.onHandshake = () => answer;
    hub.start();
    await settle();
    expect(lifecycle[1]).toMatchObject({ type: 'refused', reason, status: answer.status });
    expect(JSON.stringify(lifecycle)).not.toContain('secret-key');
    expect(transport.sockets).toHaveLength(0);
    expect(hub.status().state).toBe('waiting');
  });

  it('tells a refusal again when it changes', async () => {
    const { transport, hub, lifecycle, clock } = setUp();
    transport.onHandshake = () => ({ ...accepted(''), status: 502 });
    hub.start();
    await clock.advance(5000);
    transport.onHandshake = () => ({ ...accepted(''), status: 401 });
    await clock.advance(100_000);
    const refusals = lifecycle.filter((happening) => happening.type === 'refused');
    expect(refusals.map(({ reason, status }) => [reason, status])).toEqual([
      ['unavailable', 502],
      ['credentials', 401],
    ]);
  });

  it('tries wrong credentials again slowly', async () => {
    const { transport, hub, clock } = setUp();
    transport.onHandshake = () => ({ ...accepted(''), status: 401 });
    hub.start();
    await clock.advance(29_000);
    expect(transport.handshakes).toHaveLength(1);
    await clock.advance(2_000);
    expect(transport.handshakes).toHaveLength(2);
  });

  it('gives up a handshake without an answer', async () => {
    const { transport, hub, lifecycle, clock } = setUp({ handshakeTimeoutMs: 5000 });
    transport.onHandshake = () => new Promise(() => {});
    hub.start();
    await clock.advance(5000);
    expect(lifecycle[1]).toMatchObject({ type: 'refused', reason: 'timeout' });
    expect(transport.handshakes[0]?.signal.aborted).toBe(true);
  });

  it('gives up a socket that is never confirmed, and one that closes or complains before', async () => {
    const { transport, hub, lifecycle, clock } = setUp();
    transport.onOpen = () => {};
    hub.start();
    await clock.advance(10_000);
    expect(lifecycle[1]).toMatchObject({ type: 'refused', reason: 'timeout' });
    expect(transport.socket.closed).toBe(true);
    transport.onOpen = (socket) => socket.close('closed with code 1006');
    await clock.advance(1000);
    expect(lifecycle.at(-1)).toMatchObject({ type: 'refused', reason: 'no_socket' });
    transport.onOpen = (socket) => socket.send('7:::client not handshaken+reconnect');
    await clock.advance(2000);
    expect(transport.sockets.length).toBeGreaterThan(2);
    expect(hub.status().state).toBe('waiting');
  });

  it('refuses a server URL that is none', () => {
    for (const serverUrl of ['studio', 'ftp://studio', '']) {
      expect(() => createEventHub({ serverUrl, user: 'u', apiKey: 'k' })).toThrow(EventHubError);
    }
  });
});

describe('losses', () => {
  it('a closed socket: reconnects, subscribes again, and tells the gap from the last frame heard', async () => {
    const { transport, hub, lifecycle, gaps, clock, types } = await setUpSubscribed();
    await clock.advance(5000);
    transport.socket.send('2::');
    const heard = new Date(clock.now());
    await clock.advance(3000);
    transport.socket.close('closed with code 1006');
    expect(hub.status()).toMatchObject({ state: 'waiting', connectionId: null, lastHeardAt: heard });
    await clock.advance(1000);
    expect(types().slice(3)).toEqual(['lost', 'connecting', 'connected', 'subscribed']);
    expect(lifecycle[3]).toMatchObject({ reason: 'closed', detail: 'closed with code 1006' });
    expect(gaps[1]).toEqual({ from: heard, to: new Date(clock.now()), reason: 'closed' });
    expect(transport.socket.received[0]).toContain('ftrack.meta.subscribe');
  });

  it('silence: drops a half-open connection', async () => {
    const { transport, lifecycle, gaps, clock } = await setUpSubscribed();
    const heard = new Date(clock.now());
    const [first] = transport.sockets;
    await clock.advance(20_100);
    expect(first?.closed).toBe(true);
    await clock.advance(1000);
    expect(lifecycle.find(({ type }) => type === 'lost')).toMatchObject({ reason: 'silent' });
    expect(gaps[1]).toMatchObject({ from: heard, reason: 'silent' });
  });

  it('any frame keeps a connection alive', async () => {
    const { transport, clock, types } = await setUpSubscribed();
    for (const text of ['2::', '8::', '9', frame({ id: '1', topic: 't' }), '3:::x']) {
      await clock.advance(19_000);
      transport.socket.send(text);
    }
    await clock.advance(19_000);
    expect(types()).not.toContain('lost');
  });

  it.each([
    ['0::', 'disconnected'],
    ['7:::overload+reconnect', 'error'],
  ])('the packet %s', async (text, reason) => {
    const { transport, lifecycle, clock, hub } = await setUpSubscribed();
    transport.socket.send(text);
    expect(lifecycle.at(-1)).toMatchObject({ type: 'lost', reason });
    await clock.advance(1000);
    expect(hub.status().state).toBe('subscribed');
  });

  it('a gap spans all attempts until the next subscription', async () => {
    const { transport, gaps, clock } = await setUpSubscribed();
    const heard = new Date(clock.now());
    const { onPacket } = transport;
    transport.onPacket = (_packet, socket) => socket.send('0::');
    transport.socket.close('reset');
    await clock.advance(60_000);
    expect(transport.sockets.length).toBeGreaterThan(3);
    expect(gaps).toHaveLength(1);
    transport.onPacket = onPacket;
    await clock.advance(15_000);
    expect(gaps).toHaveLength(2);
    expect(gaps[1]).toMatchObject({ from: heard, reason: 'closed' });
  });

  it('nothing of an old socket is heard any more', async () => {
    const { transport, events, clock, hub } = await setUpSubscribed();
    transport.socket.send('0::');
    const [old] = transport.sockets;
    old?.send(frame({ id: '1', topic: 't' }));
    await clock.advance(1000);
    old?.send(frame({ id: '2', topic: 't' }));
    old?.close('late');
    expect(events).toHaveLength(0);
    expect(hub.status().state).toBe('subscribed');
  });

  it('connections that die young are made ever more rarely', async () => {
    const { transport, hub, clock } = setUp({ random: () => 0.9 });
    transport.onOpen = (socket) => {
      socket.send('1::');
      socket.close('reset');
    };
    hub.start();
    await clock.advance(600_000);
    expect(transport.sockets.length).toBeLessThan(40);
  });
});

describe('events', () => {
  it('are delivered with their text as received', async () => {
    const { transport, events, texts } = await setUpSubscribed();
    transport.socket.send('5:::{"name":"ftrack.event","args":[{"id":"1","topic":"t","data":{"bid":1.0}}]}');
    expect(events[0]).toMatchObject({ id: '1', topic: 't', data: { bid: 1 } });
    expect(texts).toEqual(['{"id":"1","topic":"t","data":{"bid":1.0}}']);
  });

  it('with an id are acknowledged; heartbeats are answered', async () => {
    const { transport, events } = await setUpSubscribed();
    const { received } = transport.socket;
    transport.socket.send('5:7+::{"name":"ftrack.event","args":[{"id":"1","topic":"t"}]}');
    transport.socket.send('5:8::{"name":"ftrack.event","args":[{"id":"2","topic":"t"}]}');
    transport.socket.send('2::');
    expect(received.slice(1)).toEqual(['6:::7+[]', '6:::8', '2::']);
    expect(events).toHaveLength(2);
  });

  it('that cannot be read are counted and told; the connection stays', async () => {
    const { transport, events, lifecycle, hub } = await setUpSubscribed();
    const { socket } = transport;
    socket.send('5:::{"name":"ftrack.event","args":[{"id":');
    socket.send('5:::{"name":"other","args":[]}');
    socket.send('5:::{"name":"ftrack.event","args":[{"topic":"no id"}]}');
    socket.send('9:::what');
    socket.send(`x${'y'.repeat(1_000_000)}`);
    socket.send('6:::nothing');
    socket.unreadable('text frame is not valid UTF-8', 'ÿþ');
    socket.send(frame({ id: 'ok', topic: 't', data: 'z'.repeat(1_000_000) }));
    const told = lifecycle.filter((happening) => happening.type === 'malformed');
    expect(told.map(({ total }) => total)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const { sample } of told) expect(sample.length).toBeLessThanOrEqual(200);
    expect(events.map(({ id }) => id)).toEqual(['ok']);
    expect(hub.status()).toMatchObject({ state: 'subscribed', malformed: 7, events: 1 });
  });

  it('reach every listener although one throws', async () => {
    const { transport, hub, lifecycle, events } = await setUpSubscribed();
    const late: string[] = [];
    hub.onEvent(() => {
      throw new Error('broken listener');
    });
    const remove = hub.onEvent((event) => late.push(event.id));
    transport.socket.send(frame({ id: '1', topic: 't' }));
    remove();
    transport.socket.send(frame({ id: '2', topic: 't' }));
    expect(events).toHaveLength(2);
    expect(late).toEqual(['1']);
    expect(lifecycle.at(-1)).toMatchObject({ type: 'listener_failed', error: new Error('broken listener') });
  });
});

describe('subscriptions', () => {
  it('are in force when the server has answered each of them', async () => {
    const { transport, hub, types, gaps, clock } = setUp();
    const ids: string[] = [];
    transport.onPacket = ({ id }) => void (id !== null && ids.push(id));
    hub.subscribe('topic=a');
    hub.subscribe('topic=b');
    hub.start();
    await settle();
    transport.socket.send(`6:::${ids[0]}+[{"success":true}]`);
    expect(hub.status().state).toBe('connected');
    expect(gaps).toHaveLength(0);
    await clock.advance(500);
    transport.socket.send(`6:::${ids[1]}`);
    expect(types().at(-1)).toBe('subscribed');
    expect(gaps).toEqual([{ from: null, to: new Date(clock.now()), reason: 'start' }]);
  });

  it('count as in force when the server answers nothing, and that is told', async () => {
    const { transport, hub, lifecycle, clock } = setUp();
    transport.onPacket = () => {};
    hub.subscribe('topic=*');
    hub.start();
    await clock.advance(10_000);
    expect(lifecycle.at(-1)).toMatchObject({ type: 'subscribed', acknowledged: false });
  });

  it('that the server refuses are told and asked for again, and keep the gap open', async () => {
    const { transport, hub, lifecycle, gaps, clock } = setUp();
    const { onPacket } = transport;
    transport.onPacket = ({ id }, socket) => socket.send(`6:::${id}+[{"success":false,"message":"not now"}]`);
    hub.subscribe('topic=*');
    hub.start();
    await clock.advance(3500);
    expect(lifecycle.slice(2)).toMatchObject(
      [1, 2, 3].map(() => ({ type: 'subscription_refused', expression: 'topic=*', message: 'not now' })),
    );
    expect(hub.status().state).toBe('connected');
    expect(gaps).toHaveLength(0);
    transport.onPacket = onPacket;
    await clock.advance(4000);
    expect(hub.status().state).toBe('subscribed');
    expect(gaps).toHaveLength(1);
    expect(transport.sockets).toHaveLength(1);
  });

  it('that were refused are forgotten with the connection', async () => {
    const { transport, hub, clock } = setUp();
    transport.onPacket = ({ id }, socket) => socket.send(`6:::${id}+[{"success":false}]`);
    hub.subscribe('topic=*');
    hub.start();
    await settle();
    await hub.stop();
    expect(clock.pending).toBe(0);
  });

  it('made while connected are sent at once, and a loss meanwhile is a gap', async () => {
    const { transport, hub, gaps, clock } = await setUpSubscribed();
    transport.onPacket = () => {};
    hub.subscribe('topic=more', { subscriberId: 'mine', metadata: { applicationId: 'x' } });
    expect(transport.socket.received.at(-1)).toContain('"subscriber":{"applicationId":"x","id":"mine"}');
    expect(hub.status().state).toBe('connected');
    transport.socket.close('reset');
    await clock.advance(20_000);
    expect(gaps[1]).toMatchObject({ reason: 'closed' });
  });

  it('end when asked and are not made again', async () => {
    const { transport, hub, clock } = await setUpSubscribed();
    const subscription = hub.subscribe('topic=more', { subscriberId: 'mine' });
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(transport.socket.received.filter((text) => text.includes('unsubscribe'))).toHaveLength(1);
    expect(hub.status().state).toBe('subscribed');
    transport.socket.close('reset');
    await clock.advance(1000);
    expect(transport.socket.received).toHaveLength(1);
  });
});

describe('publishing', () => {
  const event = buildEvent({ topic: 'studio.test', data: { a: 1 } });

  it('resolves when the server has taken the event, with our source filled in', async () => {
    const { transport, hub } = await setUpSubscribed();
    await hub.publish(event);
    const sent = transport.socket.received.at(-1) ?? '';
    expect(sent).toMatch(/^5:2\+::/);
    expect(JSON.parse(sent.slice(6))).toMatchObject({
      args: [{ ...event, source: { id: hub.id, applicationId: 'ayon.ftrack', user: { username: 'jane' } } }],
    });
  });

  it('is rejected while down, when refused, and when the connection ends first', async () => {
    const { transport, hub, clock } = await setUpSubscribed();
    transport.onPacket = ({ id }, socket) => socket.send(`6:::${id}+[{"success":false,"message":"no"}]`);
    await expect(hub.publish(event)).rejects.toMatchObject({ code: 'hub_publish_refused' });
    transport.onPacket = () => {};
    const unanswered = hub.publish(event);
    const cut = hub.publish(event);
    const settled = Promise.allSettled([unanswered, cut]);
    await clock.advance(9_000);
    transport.socket.close('reset');
    await expect(cut).rejects.toMatchObject({ code: 'hub_publish_unknown' });
    await settled;
    await expect(hub.publish(event)).rejects.toMatchObject({ code: 'hub_not_connected' });
  });

  it('gives up waiting for an answer', async () => {
    const { transport, hub, clock } = await setUpSubscribed({ acknowledgeTimeoutMs: 2000 });
    transport.onPacket = () => {};
    const published = expect(hub.publish(event)).rejects.toMatchObject({ code: 'hub_publish_unknown' });
    await clock.advance(2000);
    await published;
  });

  it('replies to whoever asked', async () => {
    const { transport, hub } = await setUpSubscribed();
    await hub.reply({ ...event, source: { id: 'web-1' } }, { items: [] });
    expect(transport.socket.received.at(-1)).toContain('"target":"id=web-1"');
    expect(transport.socket.received.at(-1)).toContain(`"inReplyToEvent":"${event.id}"`);
  });
});

describe('stopping', () => {
  it('says goodbye, leaves no timer, and is heard no more', async () => {
    const { transport, hub, clock, types } = await setUpSubscribed();
    await hub.stop();
    expect(transport.socket.received.at(-1)).toBe('0::');
    expect(transport.socket.closed).toBe(true);
    expect(types().slice(3)).toEqual(['lost']);
    expect(hub.status().state).toBe('stopped');
    expect(clock.pending).toBe(0);
  });

  it('ends attempts and waits', async () => {
    const { transport, hub, clock } = setUp();
    transport.onHandshake = () => new Promise(() => {});
    hub.start();
    hub.start();
    await settle();
    await hub.stop();
    expect(transport.handshakes).toHaveLength(1);
    transport.onHandshake = () => Promise.reject(new Error('down'));
    hub.start();
    await settle();
    await hub.stop();
    await clock.advance(100_000);
    expect(transport.handshakes).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('and starting again is a gap', async () => {
    const { hub, gaps, clock } = await setUpSubscribed();
    const heard = new Date(clock.now());
    await clock.advance(1000);
    await hub.stop();
    await clock.advance(60_000);
    hub.start();
    await settle();
    expect(gaps[1]).toEqual({ from: heard, to: new Date(clock.now()), reason: 'stopped' });
  });

  it('while being told of a subscription keeps the gap open', async () => {
    const { hub, gaps, clock } = setUp();
    hub.subscribe('topic=*');
    const remove = hub.on(({ type }) => {
      if (type === 'subscribed') void hub.stop();
    });
    hub.start();
    await settle();
    expect(gaps).toHaveLength(0);
    remove();
    await clock.advance(1000);
    hub.start();
    await settle();
    expect(gaps).toEqual([{ from: null, to: new Date(clock.now()), reason: 'start' }]);
  });

  it('is possible from every listener', async () => {
    for (const type of ['connecting', 'connected', 'lost', 'refused', 'subscribed'] as const) {
      const { hub, transport, clock } = setUp();
      hub.subscribe('topic=*');
      hub.on((happening) => {
        if (happening.type === type) void hub.stop();
      });
      if (type === 'refused') transport.onHandshake = () => Promise.reject(new Error('down'));
      hub.start();
      await settle();
      if (type === 'lost') transport.socket.close('reset');
      await clock.advance(100_000);
      expect(hub.status().state, type).toBe('stopped');
      expect(clock.pending, type).toBe(0);
    }
  });
});
