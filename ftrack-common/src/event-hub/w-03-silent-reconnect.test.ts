import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventHub, type Gap, type HubLifecycle } from './index.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { accepted, createMemoryTransport, type MemoryTransport } from './testing/memory-transport.ts';

type Trouble = (transport: MemoryTransport) => void;

/** What a server may do to its clients. Each lasts until the next. */
const troubles: Record<string, Trouble> = {
  close: ({ sockets }) => sockets.at(-1)?.close('reset'),
  goodbye: ({ sockets }) => sockets.at(-1)?.send('0::'),
  complain: ({ sockets }) => sockets.at(-1)?.send('7:::overload'),
  babble: ({ sockets }) => sockets.at(-1)?.send('5:::{"name":'),
  heartbeat: ({ sockets }) => sockets.at(-1)?.send('2::'),
  unavailable: (transport) => {
    transport.onHandshake = () => ({ ...accepted(''), status: 503 });
  },
  unreachable: (transport) => {
    transport.onHandshake = () => Promise.reject(new Error('ECONNREFUSED'));
  },
  hang: (transport) => {
    transport.onHandshake = () => new Promise(() => {});
  },
  dieYoung: (transport) => {
    transport.onOpen = (socket) => {
      socket.send('1::');
      socket.close('reset');
    };
  },
  neverConfirm: (transport) => {
    transport.onOpen = () => {};
  },
  neverAnswer: (transport) => {
    transport.onPacket = () => {};
  },
  refuseSubscriptions: (transport) => {
    transport.onPacket = ({ id }, socket) => socket.send(`6:::${id}+[{"success":false}]`);
  },
};

const steps = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(troubles)), fc.integer({ min: 0, max: 40_000 })),
  {
    maxLength: 15,
  },
);

describe('whatever the server does', () => {
  it('the hub comes back, and every time it could not hear lies in a gap', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const clock = createFakeClock();
        const transport = createMemoryTransport();
        const { onHandshake, onOpen, onPacket } = transport;
        const hub = createEventHub({
          serverUrl: 'http://ftrack.test',
          user: 'jane',
          apiKey: 'key',
          transport,
          clock,
          random: () => 0.5,
        });
        const lifecycle: HubLifecycle[] = [];
        const gaps: Gap[] = [];
        hub.on((happening) => lifecycle.push(happening));
        hub.onGap((gap) => gaps.push(gap));
        hub.subscribe('topic=*');
        hub.start();
        await clock.advance(0);
        for (const [name, pause] of script) {
          troubles[name]?.(transport);
          await clock.advance(pause);
        }
        Object.assign(transport, { onHandshake, onOpen, onPacket });
        for (let second = 0; second < 120; second += 10) {
          await clock.advance(10_000);
          transport.sockets.at(-1)?.send('2::');
        }

        expect(hub.status().state).toBe('subscribed');
        let inForce = false;
        const expected: Date[] = [];
        for (const { type, at } of lifecycle) {
          if (type === 'subscribed' && !inForce) {
            inForce = true;
            expected.push(at);
          }
          if (type === 'lost') inForce = false;
        }
        expect(gaps.map(({ to }) => to)).toEqual(expected);
        const losses = lifecycle.filter(({ type }) => type === 'lost');
        for (const { at } of losses) {
          expect(gaps.some(({ from, to }) => (from === null || from <= at) && at <= to)).toBe(true);
        }
        await hub.stop();
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
