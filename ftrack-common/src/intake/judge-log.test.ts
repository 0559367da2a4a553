import { describe, expect, it } from 'vitest';
import { extendEarlier, type IntakePosition } from './intake-state.ts';
import { judgeLog } from './judge-log.ts';

const serverUrl = 'https://studio.test';
const position: IntakePosition = {
  serverUrl,
  eventId: 500,
  earlier: [{ eventId: 300, at: 0 }],
  epoch: 'a',
  sequence: 90,
  heardAt: null,
};
const judge = (
  found: { epoch: string; sequence: number },
  {
    known = position,
    stored = position,
  }: { known?: IntakePosition | null; stored?: IntakePosition | null } = {},
) => judgeLog({ found, known, stored, serverUrl });

describe('a log that is found', () => {
  it('for the first time is filled from nowhere on', () => {
    expect(judge({ epoch: 'a', sequence: 0 }, { known: null, stored: null })).toEqual({
      replaced: null,
      mark: null,
    });
  });

  it('as it was left, or longer, is filled from the mark on', () => {
    expect(judge({ epoch: 'a', sequence: 90 })).toEqual({ replaced: null, mark: 500 });
    expect(judge({ epoch: 'a', sequence: 95 }, { known: null })).toEqual({ replaced: null, mark: 500 });
    // The file is of a machine that ran long ago; Redis knows better.
    const stored = { ...position, eventId: 800, sequence: 140 };
    expect(judge({ epoch: 'a', sequence: 150 }, { stored })).toEqual({ replaced: null, mark: 800 });
  });

  it('shorter than it was has been set back, together with the position beside it', () => {
    const stored = { ...position, eventId: 420, sequence: 60 };
    expect(judge({ epoch: 'a', sequence: 70 }, { stored })).toEqual({ replaced: 'set_back', mark: 420 });
    expect(judge({ epoch: 'a', sequence: 70 }, { stored: null })).toEqual({
      replaced: 'set_back',
      mark: 300,
    });
  });

  it('new, without a position, has been emptied: what nobody may have read yet is read again', () => {
    expect(judge({ epoch: 'b', sequence: 0 }, { stored: null })).toEqual({ replaced: 'emptied', mark: 300 });
  });

  it('other, with a position of its own, has been restored', () => {
    const stored = { ...position, epoch: 'b', eventId: 100 };
    expect(judge({ epoch: 'b', sequence: 10 }, { stored })).toEqual({ replaced: 'restored', mark: 100 });
  });

  it('for another ftrack server has no mark there', () => {
    const other = { ...position, serverUrl: 'https://former.test' };
    expect(judge({ epoch: 'a', sequence: 90 }, { known: other, stored: other })).toEqual({
      replaced: null,
      mark: null,
    });
  });
});

it('remembers marks of about a quarter of an hour', () => {
  const minute = 60_000;
  let earlier: IntakePosition['earlier'] = [];
  for (let at = 0; at <= 120; at += 1) earlier = extendEarlier(earlier, { eventId: at, at: at * minute });
  expect(earlier.length).toBeLessThan(5);
  const oldest = earlier[0]?.eventId ?? 0;
  expect(120 - oldest).toBeGreaterThanOrEqual(10);
  expect(120 - oldest).toBeLessThanOrEqual(16);
});
