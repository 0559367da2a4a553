import { Event, EventHub } from '@ftrack/api';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { API_KEY, JANE, startTestHub } from './test-hub.ts';

const TOPIC = 'studio.question';
const clients: EventHub[] = [];

/**
 * A connected hub of the unmodified `@ftrack/api`. Its sockets are shared by server, user and key, so each test has a
 * server of its own.
 */
async function connectClient(url: string): Promise<EventHub> {
  const client = new EventHub(url, JANE.username, API_KEY);
  clients.push(client);
  client.connect();
  await vi.waitFor(() => expect(client.isConnected()).toBe(true), { timeout: 5000 });
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

describe('the official JavaScript client', () => {
  test('connects, subscribes, publishes and receives its own event', async () => {
    await using server = await startTestHub();
    const client = await connectClient(server.url);
    const received = vi.fn();
    client.subscribe(`topic=${TOPIC}`, received);
    await client.publish(new Event(TOPIC, { text: 'colons: are {"kept":1}' }));
    await vi.waitFor(() => expect(received).toHaveBeenCalledOnce());
    expect(received.mock.lastCall?.[0]).toMatchObject({
      topic: TOPIC,
      data: { text: 'colons: are {"kept":1}' },
      source: { applicationId: 'ftrack.api.javascript', user: JANE },
    });
  });

  test('gets a reply to what it asked, and events of the server', async () => {
    await using server = await startTestHub();
    const client = await connectClient(server.url);
    const updates: unknown[] = [];
    client.subscribe(`topic=${TOPIC}`, () => ({ answer: 42 }));
    client.subscribe('topic=ftrack.*', (event) => void updates.push(event.id));
    await vi.waitFor(() => expect(server.hub.connections()[0]?.subscribers).toHaveLength(3));
    const reply = await client.publishAndWaitForReply(new Event(TOPIC, {}), { timeout: 5 });
    expect(reply).toMatchObject({ topic: 'ftrack.meta.reply', data: { answer: 42 } });
    server.hub.publish({
      id: 'from-server',
      topic: 'ftrack.update',
      data: { entities: [] },
      sent: null,
      source: { id: null, applicationId: 'ftrack.client.web', user: { id: null, username: null } },
      target: '',
      inReplyToEvent: null,
    });
    await vi.waitFor(() => expect(updates).toContain('from-server'));
  });

  test('comes back after a cut with its subscriptions, each once', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    await using server = await startTestHub();
    const client = await connectClient(server.url);
    const received = vi.fn();
    client.subscribe(`topic=${TOPIC}`, received);
    await vi.waitFor(() => expect(server.hub.connections()[0]?.subscribers).toHaveLength(2));
    const before = server.hub.connections()[0]?.sid;
    server.hub.cutSockets();
    await vi.waitFor(
      () => {
        expect(server.hub.connections()[0]?.sid).not.toBe(before);
        expect(server.hub.connections()[0]?.subscribers).toHaveLength(2);
      },
      { timeout: 8000 },
    );
    await client.publish(new Event(TOPIC, {}));
    await vi.waitFor(() => expect(received).toHaveBeenCalledOnce());
  });

  test('is told that its key is wrong by not being connected', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const log = vi.fn();
    await using server = await startTestHub({ log });
    const client = new EventHub(server.url, JANE.username, 'wrong');
    clients.push(client);
    client.connect();
    await vi.waitFor(() =>
      expect(log).toHaveBeenCalledWith(expect.stringContaining('Refused a handshake'), expect.anything()),
    );
    expect(client.isConnected()).toBe(false);
    expect(server.hub.connections()).toEqual([]);
  });
});
