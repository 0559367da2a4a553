const DAY_MS = 86_400_000;
/** The farthest time zone in which a midnight still belongs to the day before in UTC. */
const EAST_MS = 13 * 3_600_000;

/** Whether two names mean the same to AYON, which does not tell cases apart. */
export function sameText(left: string, right: string): boolean {
  return left.localeCompare(right, 'en', { sensitivity: 'accent' }) === 0;
}

/** Whether a moment of ftrack (midnight somewhere, in UTC) and one of AYON are the same day; two missing ones are. */
export function sameDay(ftrack: unknown, ayon: unknown): boolean {
  if ((ftrack ?? null) === null || (ayon ?? null) === null) return (ftrack ?? null) === (ayon ?? null);
  const text = String(ftrack);
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? Date.parse(text)
    : Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`) + EAST_MS;
  return Math.floor(moment / DAY_MS) === Math.floor(Date.parse(String(ayon)) / DAY_MS);
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

function isNumber(value: unknown, wanted: number): boolean {
  const [numerator = '', denominator = '1'] = String(value).replace(',', '.').split('/');
  return Math.abs(Number(numerator) / Number(denominator) - wanted) < 1e-3;
}
