import { describe, expect, it } from 'vitest';
import { clientTokenOf, isSocialNoise, projectIdOf } from '../events/index.ts';
import { createEventHub } from './index.ts';
import { createFakeClock, settle } from './testing/fake-clock.ts';
import { createMemoryTransport } from './testing/memory-transport.ts';

const update = { id: '1', topic: 'ftrack.update', sent: null, target: '', inReplyToEvent: null };
const entities = [{ action: 'update' }, { entityType: null, parents: null, changes: null, keys: null }];

describe('an event of a background change', () => {
  it.each([
    ['no source', { ...update, source: null, data: { entities } }],
    ['no user', { ...update, source: { id: null, user: null }, data: { entities } }],
    [
      'an empty user',
      { ...update, source: { id: null, user: { id: null, username: null } }, data: { entities } },
    ],
    ['entities without a type', { ...update, data: { entities } }],
    ['no data', { ...update, data: null }],
    ['hardly anything', { id: '1', topic: 'ftrack.update' }],
  ])('is delivered and readable with %s', async (_name, event) => {
    const transport = createMemoryTransport();
    const hub = createEventHub({
      serverUrl: 'http://ftrack.test',
      user: 'jane',
      apiKey: 'key',
      transport,
      clock: createFakeClock(),
    });
    const read: unknown[] = [];
    hub.onEvent((received, json) => {
      read.push([received.id, projectIdOf(received), isSocialNoise(received), clientTokenOf(received), json]);
    });
    hub.start();
    await settle();
    transport.socket.send(`5:::{"name":"ftrack.event","args":[${JSON.stringify(event)}]}`);
    expect(read).toEqual([['1', null, false, null, JSON.stringify(event)]]);
  });
});
