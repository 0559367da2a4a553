import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOfFtrackDate, toAyonDate } from './dates.ts';

it('midnight is the day itself, 22:00 the next one', () => {
  expect(toAyonDate('2024-10-29T22:00:00')).toBe('2024-10-30T00:00:00+00:00');
  expect(toAyonDate('2024-10-30T00:00:00')).toBe('2024-10-30T00:00:00+00:00');
  expect(toAyonDate('2024-10-30')).toBe('2024-10-30T00:00:00+00:00');
  expect(toAyonDate('2024-10-29T22:00:00.000Z')).toBe('2024-10-30T00:00:00+00:00');
  expect(toAyonDate('never')).toBeNull();
});

const ZONES = ['America/Los_Angeles', 'America/Sao_Paulo', 'Europe/London', 'Europe/Prague', 'Asia/Kolkata'];
const MORE_ZONES = ['Asia/Tokyo', 'Australia/Adelaide', 'Pacific/Auckland', 'Pacific/Honolulu', 'UTC'];

it('the midnight of every zone, in summer and winter, is the day people see', () => {
  const day = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, fc.constantFrom(...ZONES, ...MORE_ZONES), (date, zone) => {
      const stored = midnightIn(zone, date).toISOString().slice(0, 19);
      expect(dayOfFtrackDate(stored)).toBe(date);
    }),
    { numRuns: 500 },
  );
});

/** The first moment of a day in a zone. Where the clock is put forward at midnight, it begins an hour later. */
function midnightIn(timeZone: string, day: string): Date {
  const seen = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  let moment = Date.parse(`${day}T00:00:00Z`) - 15 * 3_600_000;
  while (seen.format(moment) !== day) moment += 900_000;
  return new Date(moment);
}
