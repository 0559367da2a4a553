const isoDate =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 date or date and time (`T` or a space between); null when the text is neither.
 * A date is its midnight; without a zone the time is UTC. Digits beyond milliseconds are dropped.
 */
export function parseTime(text: string): number | null {
  const parts = isoDate.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isCalendarDay = new Date(midnight).getUTCDate() === Number(day) && Number(month) <= 12;
  if (!isCalendarDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const minutes = Number(hour) * 60 + Number(minute) - zoneMinutes(zone);
  return midnight + minutes * 60_000 + Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function zoneMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
