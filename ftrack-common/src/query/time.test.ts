import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './time.ts';

describe('parseTime', () => {
  it.each([
    ['2014-10-10', '2014-10-10T00:00:00.000Z'],
    ['2014-1-2', '2014-01-02T00:00:00.000Z'],
    ['2024-01-02T03:04:05', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02T03:04:05.000678+00:00', '2024-01-02T03:04:05.000Z'],
    ['2026-11-22T10:50:20.914Z', '2026-11-22T10:50:20.914Z'],
    ['2012-01-01 10:00:00', '2012-01-01T10:00:00.000Z'],
    ['2012-01-01 10:00', '2012-01-01T10:00:00.000Z'],
    ['2012-01-01T00:30:00+01:00', '2011-12-31T23:30:00.000Z'],
    ['2012-01-01T00:30:00-0130', '2012-01-01T02:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(parseTime(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each(['', 'soon', '2024', '2024-02-30', '2024-13-01', '2024-01-01T24:00:00', '2024-01-01x', '20240101'])(
    'refuses %j',
    (text) => {
      expect(parseTime(text)).toBeNull();
    },
  );

  it('reads every instant as written by the platform', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(parseTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});
