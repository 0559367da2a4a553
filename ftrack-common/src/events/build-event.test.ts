import { describe, expect, it } from 'vitest';
import { buildEvent, buildReplyEvent, buildSubscribeEvent, buildUnsubscribeEvent } from './index.ts';

const sevenKeys = ['data', 'id', 'inReplyToEvent', 'sent', 'source', 'target', 'topic'];

describe('built events', () => {
  it('have exactly the seven keys that clients accept', () => {
    const request = buildEvent({ topic: 't', source: { id: 'hub-1' } });
    const events = [
      request,
      buildSubscribeEvent({ subscriberId: 's', expression: 'topic=*' }),
      buildUnsubscribeEvent('s'),
      buildReplyEvent({ request, data: null }),
    ];
    for (const event of events) expect(Object.keys(event).sort()).toEqual(sevenKeys);
  });

  it('subscribe with metadata, and the id wins over it', () => {
    const event = buildSubscribeEvent({
      subscriberId: 's',
      expression: 'topic=*',
      metadata: { id: 'x', applicationId: 'a' },
    });
    expect(event).toMatchObject({
      topic: 'ftrack.meta.subscribe',
      data: { subscriber: { id: 's', applicationId: 'a' }, subscription: 'topic=*' },
    });
  });

  it('reply to the publisher of the request', () => {
    const request = buildEvent({ topic: 'ftrack.action.discover', source: { id: 'hub-1' } });
    expect(buildReplyEvent({ request, data: { items: [] }, source: { id: 'me' } })).toMatchObject({
      topic: 'ftrack.meta.reply',
      target: 'id=hub-1',
      inReplyToEvent: request.id,
      data: { items: [] },
      source: { id: 'me' },
    });
  });

  it('cannot be aimed elsewhere by the id of a publisher', () => {
    const request = buildEvent({ topic: 't', source: { id: 'a" or id!="a' } });
    expect(buildReplyEvent({ request, data: {} }).target).toBe('id="a or id!=a"');
  });
});
