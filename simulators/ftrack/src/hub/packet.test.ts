import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAckFrame, formatEventFrame, parseEventData, parsePacket } from './packet.ts';

test.each([
  ['2::', { code: 2, id: null, wantsAckData: false, path: '', data: null }],
  ['2:::', { code: 2, id: null, wantsAckData: false, path: '', data: '' }],
  ['0', { code: 0, id: null, wantsAckData: false, path: '', data: null }],
  ['5:17+::{"a":"b:c"}', { code: 5, id: '17', wantsAckData: true, path: '', data: '{"a":"b:c"}' }],
  ['5:3:/chat:x\ny', { code: 5, id: '3', wantsAckData: false, path: '/chat', data: 'x\ny' }],
  ['8::', { code: 8, id: null, wantsAckData: false, path: '', data: null }],
])('reads %s', (frame, packet) => {
  expect(parsePacket(frame)).toEqual(packet);
});

test.each(['', '9::', '55::', '5:x::', '5:+::', 'hello', ':::'])('%j is no packet', (frame) => {
  expect(parsePacket(frame)).toBeNull();
});

test('every packet that is written is read as it was', () => {
  const parts = fc.record({
    code: fc.integer({ min: 0, max: 8 }),
    id: fc.option(fc.nat().map(String)),
    plus: fc.boolean(),
    path: fc.stringMatching(/^[^:]*$/),
    data: fc.string({ unit: 'binary' }),
  });
  fc.assert(
    fc.property(parts, ({ code, id, plus, path, data }) => {
      const wantsAckData = id !== null && plus;
      const frame = `${code}:${id ?? ''}${wantsAckData ? '+' : ''}:${path}:${data}`;
      expect(parsePacket(frame)).toEqual({ code, id, wantsAckData, path, data });
    }),
  );
});

test('an acknowledgement carries arguments only when they were asked for', () => {
  const packet = { code: 5, id: '4', path: '', data: null } as const;
  expect(formatAckFrame({ ...packet, wantsAckData: true }, { success: true })).toBe(
    '6:::4+[{"success":true}]',
  );
  expect(formatAckFrame({ ...packet, wantsAckData: false }, { success: true })).toBe('6:::4');
});

test('an event frame holds the seven keys of an event and no other', () => {
  const event = { id: '1', topic: 't', data: {}, sent: null, source: null, target: '', inReplyToEvent: null };
  const withExtraKey = { ...event, extra: 1 };
  const frame = formatEventFrame(withExtraKey);
  expect(frame.startsWith('5:::{"name":"ftrack.event","args":[{')).toBe(true);
  expect(JSON.parse(frame.slice(4)).args).toEqual([event]);
});

test.each([null, '', '{', '[]', '1', '{"args":[1]}', '{"name":1}'])('%j is no event data', (data) => {
  expect(parseEventData(data)).toBeNull();
});
