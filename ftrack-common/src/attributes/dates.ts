/**
 * Hour of the day, UTC, from which on a moment belongs to the next day. A ftrack date is stored as the midnight of the studio's
 * own time zone in UTC: `2024-10-29T22:00` is the 30th in Prague, `2024-10-30T00:00` the 30th in London and `2024-10-30T05:00`
 * the 30th in New York. From UTC-10 to UTC+13 the nearest midnight is the date that people see.
 */
const NEXT_DAY_FROM_HOUR = 11;
const DAY_MS = 86_400_000;

/** The calendar day (`YYYY-MM-DD`) a ftrack date stands for; null when the text is no date. */
export function dayOfFtrackDate(value: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return Number.isNaN(Date.parse(value)) ? null : value;
  const moment = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`);
  if (Number.isNaN(moment)) return null;
  const hour = new Date(moment).getUTCHours();
  const day = new Date(hour >= NEXT_DAY_FROM_HOUR ? moment + DAY_MS : moment);
  return day.toISOString().slice(0, 10);
}

/** A ftrack date as AYON stores days: midnight UTC. Null when the text is no date. */
export function toAyonDate(value: string): string | null {
  const day = dayOfFtrackDate(value);
  return day === null ? null : `${day}T00:00:00+00:00`;
}
