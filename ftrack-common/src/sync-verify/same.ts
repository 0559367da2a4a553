const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Added to a midnight in the east, up to UTC+13:45, it is the day that midnight begins; added to one in the west, the same day still. */
const EAST_MS = 14 * 60 * MINUTE_MS - MINUTE_MS;

/** A name of ftrack as AYON can show it. */
export function labelOf(name: string): string {
  return name.replaceAll("'", '’').replaceAll(';', ',');
}

/** What stands between two words of a slug's name, one or more. What is no letter or digit otherwise is left out. */
const BETWEEN_WORDS = /[\s,./\\;:!|*^#@~+\-_=]+/;

/** Whether a slug (ASCII letters, digits and `_`) stands for what people typed. Of other letters than ASCII it cannot be told, so it does. */
export function isSlugOf(slug: string, typed: string): boolean {
  if (/[^\x20-\x7e]/.test(typed)) return true;
  const words = typed.split(BETWEEN_WORDS).map((word) => word.replaceAll(/[^a-zA-Z0-9]/g, ''));
  const wanted = words.filter((word) => word !== '').join('_');
  return wanted === '' || wanted === slug;
}

/** Whether two names mean the same to AYON, which does not tell cases apart. */
export function sameText(left: string, right: string): boolean {
  return left.localeCompare(right, 'en', { sensitivity: 'accent' }) === 0;
}

/** Whether a moment of ftrack (midnight somewhere, in UTC) and one of AYON are the same day; two missing ones are. */
export function sameDay(ftrack: unknown, ayon: unknown): boolean {
  if ((ftrack ?? null) === null || (ayon ?? null) === null) return (ftrack ?? null) === (ayon ?? null);
  const text = String(ftrack);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const moment = Date.parse(isDay || /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
  // Clocks of all zones show a quarter of an hour at the same time: what is none is no midnight.
  const isMidnight = !isDay && Math.floor(moment / MINUTE_MS) % 15 === 0;
  const wanted = Math.floor(
    (isMidnight ? Math.floor(moment / MINUTE_MS) * MINUTE_MS + EAST_MS : moment) / DAY_MS,
  );
  return wanted === Math.floor(Date.parse(String(ayon)) / DAY_MS);
}

/** Whether a custom attribute's value stands for an AYON attribute's: as number, date, list, yes or no, or text. */
export function sameThing(ftrack: unknown, ayon: unknown): boolean {
  if (ayon === null || ayon === undefined) return false;
  if (Array.isArray(ayon)) {
    const items = Array.isArray(ftrack) ? ftrack : String(ftrack).split(', ');
    return items.length === ayon.length && items.every((item, index) => String(item) === String(ayon[index]));
  }
  const one: unknown = Array.isArray(ftrack) && ftrack.length === 1 ? ftrack[0] : ftrack;
  if (typeof ayon === 'number') return isNumber(one, ayon);
  if (typeof ayon === 'boolean') return /^(1|true|yes|on)$/i.test(String(one)) === ayon;
  if (typeof ayon !== 'string') return false;
  if (String(one) === ayon || (Array.isArray(one) && one.join(', ') === ayon)) return true;
  return /^\d{4}-\d{2}-\d{2}T/.test(ayon) && sameDay(one, ayon);
}

/** The same for an attribute with choices, where ftrack's value may be the value or the label of one, in any case. */
export function sameChoice(ftrack: unknown, ayon: unknown, choices?: ReadonlyMap<string, unknown>): boolean {
  if (sameThing(ftrack, ayon)) return true;
  if (choices === undefined || choices.size === 0) return false;
  const chosen = (value: unknown) => choices.get(String(value).toLowerCase());
  if (Array.isArray(ayon)) {
    const items: unknown[] = Array.isArray(ftrack) ? ftrack : String(ftrack).split(', ');
    return items.length === ayon.length && items.every((item, index) => chosen(item) === ayon[index]);
  }
  return chosen(Array.isArray(ftrack) && ftrack.length === 1 ? ftrack[0] : ftrack) === ayon;
}

/** Whether ftrack has no value, in whatever notation. */
export function isCleared(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** An id as AYON writes it: ftrack's ids with dashes, and what people stored, are the same id. Null for what is no text. */
export function plainId(id: unknown): string | null {
  return typeof id === 'string' ? id.replaceAll('-', '').trim().toLowerCase() : null;
}

function isNumber(value: unknown, wanted: number): boolean {
  const [numerator = '', denominator = '1'] = String(value).replace(',', '.').split('/');
  return Math.abs(Number(numerator) / Number(denominator) - wanted) < 1e-3;
}
