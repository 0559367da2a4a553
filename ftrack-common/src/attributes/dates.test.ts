import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameDay } from '../sync-verify/same.ts';
import { dayOfFtrackDate, toAyonDate } from './dates.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Zones as they are now; Samoa kept summer time at UTC+14 until 2021. */
const FIRST = Date.UTC(2022, 0, 1);
const LAST = Date.UTC(2037, 11, 31);

const day = fc.integer({ min: 0, max: (LAST - FIRST) / DAY }).map((index) => FIRST + index * DAY);
const zone = fc.constantFrom(
  ...Intl.supportedValuesOf('timeZone'),
  ...Array.from({ length: 14 }, (_, index) => `Etc/GMT-${index + 1}`),
  ...Array.from({ length: 12 }, (_, index) => `Etc/GMT+${index + 1}`),
);

const formats = new Map<string, Intl.DateTimeFormat>();
/** Minutes that clocks of a zone are ahead of UTC. */
function offsetAt(timeZone: string, moment: number): number {
  const known = formats.get(timeZone);
  const format = known ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The first moment of a day in a zone: 01:00 where clocks are put forward at midnight. */
function midnight(timeZone: string, date: number): number {
  const guess = date - offsetAt(timeZone, date) * MINUTE;
  return date - offsetAt(timeZone, guess) * MINUTE;
}

const textOf = (moment: number): string => new Date(moment).toISOString().slice(0, 19);
const dateOf = (moment: number): string => textOf(moment).slice(0, 10);

/** Offsets whose midnights are midnights of another zone, too, on another day. */
const UNDECIDABLE = new Set([14 * 60, -11 * 60, -12 * 60]);

describe('a date of ftrack', () => {
  it('is the day people see, in every time zone of the world and on every day of the year, but for three offsets', () => {
    fc.assert(
      fc.property(zone, day, (timeZone, date) => {
        const stored = midnight(timeZone, date);
        fc.pre(!UNDECIDABLE.has(Math.round((date - stored) / MINUTE)));
        expect(dayOfFtrackDate(textOf(stored))).toBe(dateOf(date));
      }),
      { numRuns: 3_000 },
    );
  });

  it('cannot be told in these places alone', () => {
    const wrong = new Set<string>();
    for (const timeZone of Intl.supportedValuesOf('timeZone')) {
      for (let month = 0; month < 12; month += 1) {
        const date = Date.UTC(2026, month, 15);
        if (dayOfFtrackDate(textOf(midnight(timeZone, date))) !== dateOf(date)) wrong.add(timeZone);
      }
    }
    const places = [...wrong].filter((timeZone) => !timeZone.startsWith('Etc/')).toSorted();
    expect(places).toEqual(['Pacific/Kiritimati', 'Pacific/Midway', 'Pacific/Niue', 'Pacific/Pago_Pago']);
  });

  it('is the same on every day on which clocks change', () => {
    for (const timeZone of [
      'Europe/Prague',
      'America/New_York',
      'America/Santiago',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
      'Pacific/Chatham',
      'Pacific/Honolulu',
    ]) {
      for (let date = Date.UTC(2026, 0, 1); date < Date.UTC(2027, 0, 1); date += DAY) {
        const stored = textOf(midnight(timeZone, date));
        expect([timeZone, stored, dayOfFtrackDate(stored)]).toEqual([timeZone, stored, dateOf(date)]);
      }
    }
  });

  it('w-25: midnight is the day itself, 22:00 the next one', () => {
    expect(toAyonDate('2024-10-29T22:00:00')).toBe('2024-10-30T00:00:00+00:00');
    expect(toAyonDate('2024-10-30T00:00:00')).toBe('2024-10-30T00:00:00+00:00');
    expect(toAyonDate('2024-10-29T22:00:37')).toBe('2024-10-30T00:00:00+00:00');
    expect(toAyonDate('never')).toBeNull();
  });

  it('that is no midnight anywhere is its day in UTC', () => {
    expect(dayOfFtrackDate('2024-10-30T23:59:59')).toBe('2024-10-30');
    expect(dayOfFtrackDate('2024-10-30T21:59:59')).toBe('2024-10-30');
    expect(dayOfFtrackDate('2024-10-30T15:31:00')).toBe('2024-10-30');
  });

  it('counts as equal on both sides by the rules of verify, which share nothing with these', () => {
    const moment = fc.integer({ min: FIRST / 1_000, max: LAST / 1_000 }).map((seconds) => seconds * 1_000);
    fc.assert(
      fc.property(moment, fc.boolean(), (given, exact) => {
        const stored = textOf(exact ? Math.floor(given / (15 * MINUTE)) * 15 * MINUTE : given);
        expect(sameDay(stored, toAyonDate(stored))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
