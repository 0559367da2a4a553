/**
 * A ftrack date is a day, stored as the midnight of somebody's time zone in UTC: `2024-10-29T22:00` is the 30th in Prague,
 * `2024-10-30T00:00` the 30th in London and `2024-10-30T05:00` the 30th in New York. ftrack does not say whose zone it was, and one
 * project may hold dates from several (summer and winter, two sites, a script that writes midnight UTC), so every date is read by
 * itself: up to this time of day, UTC, it is a midnight west of Greenwich, after it one in the east of the day that comes.
 *
 * That is right from UTC-10 to UTC+13:45. Three times of day have two readings, 24 hours apart: 10:00 (UTC-10 or +14), 11:00
 * (UTC-11 or +13), 12:00 (UTC-12 or +12). They are read as Hawaii and New Zealand, so UTC+14 (Kiritimati), UTC-11 (American Samoa, Niue)
 * and UTC-12 (nobody) cannot be told. Neither a setting nor what the other dates look like would help: Tonga and
 * American Samoa write the same times all year.
 */
const LAST_WESTERN_MINUTE = 10 * 60;
/** All time zones of today differ from UTC by a multiple of it. */
const ZONE_STEP_MINUTES = 15;
const DAY_MS = 86_400_000;

/**
 * The calendar day (`YYYY-MM-DD`) a ftrack date stands for; null when the text is no date. A moment that is no midnight anywhere, such
 * as the last second of a day, stands for its day in UTC.
 */
export function dayOfFtrackDate(value: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return Number.isNaN(Date.parse(value)) ? null : value;
  const moment = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`);
  if (Number.isNaN(moment)) return null;
  const date = new Date(moment);
  const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
  const isMidnight = minute % ZONE_STEP_MINUTES === 0;
  const day = isMidnight && minute > LAST_WESTERN_MINUTE ? new Date(moment + DAY_MS) : date;
  return day.toISOString().slice(0, 10);
}

/** A ftrack date as AYON stores days: midnight UTC. Null when the text is no date. */
export function toAyonDate(value: string): string | null {
  const day = dayOfFtrackDate(value);
  return day === null ? null : `${day}T00:00:00+00:00`;
}
