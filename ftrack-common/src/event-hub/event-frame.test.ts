import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildEvent } from '../events/index.ts';
import { readEventFrame, writeEventFrame } from './event-frame.ts';

describe('event frames', () => {
  it.each([
    ['{"name":"ftrack.event","args":[{"bid":1.0}]}'],
    ['{"name": "ftrack.event", "args": [{"bid":1.0}]}'],
    ['{"args":[{"bid":1.0}],"name":"ftrack.event"}'],
    ['{"args": [{"bid":1.0}], "name": "ftrack.event"}'],
  ])('hand over the text as received: %s', (data) => {
    expect(readEventFrame(data)).toEqual({ ok: true, value: { bid: 1 }, json: '{"bid":1.0}' });
  });

  it('are read in any other spelling', () => {
    for (const data of [
      '{ "name" : "ftrack.event", "args" : [ {"a":1} ] }',
      '{"name":"ftrack.event","args":[{"a":1},{"b":2}]}',
      '{"name":"ftrack.event","args":[{"a":1}],"more":[]}',
      '{"name":"ftrack.event","more":1,"args":[{"a":1}]}',
    ]) {
      expect(readEventFrame(data)).toEqual({ ok: true, value: { a: 1 }, json: '{"a":1}' });
    }
  });

  it.each([
    [''],
    ['{'],
    ['null'],
    ['{"name":"other","args":[{}]}'],
    ['{"name":"ftrack.event"}'],
    ['{"name":"ftrack.event","args":[]}'],
    ['{"name":"ftrack.event","args":[{]}'],
    ['{"name":"ftrack.event","args":{}}'],
  ])('are refused: %s', (data) => {
    expect(readEventFrame(data)).toEqual({ ok: false, reason: expect.any(String) });
  });

  it('read what they wrote, whatever the data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const event = buildEvent({ topic: 't', id: '1', data });
        const json = JSON.stringify(event);
        expect(readEventFrame(writeEventFrame(event))).toEqual({ ok: true, value: JSON.parse(json), json });
      }),
    );
  });
});
