import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledge, decodePacket, encodePacket, readAcknowledgement, type Packet } from './packet.ts';

const kinds = [
  'disconnect',
  'connect',
  'heartbeat',
  'message',
  'json',
  'event',
  'ack',
  'error',
  'noop',
] as const;

const packets: fc.Arbitrary<Packet> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    id: fc.oneof(fc.constant(null), fc.nat().map(String)),
    acknowledgeWithData: fc.boolean(),
    endpoint: fc.oneof(fc.constant(''), fc.stringMatching(/^\/[^:]*$/)),
    data: fc.string({ unit: 'binary' }),
  })
  .map((packet) => ({ ...packet, acknowledgeWithData: packet.acknowledgeWithData && packet.id !== null }));

function decode(text: string): Packet {
  const result = decodePacket(text);
  if (!result.ok) throw new Error(result.reason);
  return result.packet;
}

describe('packets', () => {
  it('decode to what was encoded', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        expect(decode(encodePacket(packet))).toEqual(packet);
      }),
    );
  });

  it('never make the decoder throw', () => {
    const nearly = fc
      .tuple(fc.constantFrom('5', '6', '9', '55', ':', ''), fc.string())
      .map(([a, b]) => `${a}:${b}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearly), (text) => void decodePacket(text)),
    );
  });

  it.each([
    ['2', { kind: 'heartbeat' }],
    ['2:', { kind: 'heartbeat' }],
    ['2::', { kind: 'heartbeat' }],
    ['2:::', { kind: 'heartbeat' }],
    ['1::', { kind: 'connect', endpoint: '' }],
    ['1::/chat?a=b', { kind: 'connect', endpoint: '/chat?a=b' }],
    ['0', { kind: 'disconnect' }],
    ['0::/chat', { kind: 'disconnect', endpoint: '/chat' }],
    ['3:1::a:b', { kind: 'message', id: '1', data: 'a:b' }],
    [
      '4:1+:/chat:{"a":1}',
      { kind: 'json', id: '1', acknowledgeWithData: true, endpoint: '/chat', data: '{"a":1}' },
    ],
    ['5:::{"name":"x"}', { kind: 'event', id: null, data: '{"name":"x"}' }],
    ['5::{"name":"x"}', { kind: 'event', endpoint: '', data: '{"name":"x"}' }],
    ['5:7+::{}', { kind: 'event', id: '7', acknowledgeWithData: true, data: '{}' }],
    ['6:::7+[1]', { kind: 'ack', data: '7+[1]' }],
    ['7:::1+0', { kind: 'error', data: '1+0' }],
    ['8::', { kind: 'noop' }],
  ])('reads %s', (text, expected) => {
    expect(decode(text)).toMatchObject(expected);
  });

  it.each([[''], ['9::'], ['x'], ['22::'], ['<html>'], [':::'], ['5:x::{}'], ['5:+::{}'], ['25']])(
    'refuses %j',
    (text) => {
      expect(decodePacket(text)).toMatchObject({ ok: false });
    },
  );
});

describe('acknowledgements', () => {
  it.each([
    ['7', { id: '7', args: [] }],
    ['7+', { id: '7', args: [] }],
    ['7+[{"success":true}]', { id: '7', args: [{ success: true }] }],
    ['', null],
    ['x+[]', null],
    ['7+{}', null],
    ['7+[', null],
  ])('%j is read as %j', (data, expected) => {
    expect(readAcknowledgement(data)).toEqual(expected);
  });

  it('answer packets with an id in the way they ask for', () => {
    expect(acknowledge(decode('5:::{}'))).toBeNull();
    expect(acknowledge(decode('5:7::{}'))).toBe('6:::7');
    expect(acknowledge(decode('5:7+:/chat:{}'))).toBe('6::/chat:7+[]');
  });
});
