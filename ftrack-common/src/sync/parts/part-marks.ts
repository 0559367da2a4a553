import type { PartName } from './part.ts';

const PART_NAMES: Readonly<Record<PartName, true>> = { links: true, lists: true, versions: true };

/** Ids by the part they belong to. */
export type PartIds = ReadonlyMap<PartName, ReadonlySet<string>>;

/** The mark of something that belongs to a part, in the place of the id of a folder or task. */
export function partMark(part: PartName, id: string): string {
  return `${part}:${id}`;
}

const FRESH = 'fresh:';

/** The mark of a folder or task that is new in AYON, or was when a run broke off: what belongs to it has to be looked at. */
export function freshMark(ftrackId: string): string {
  return FRESH + ftrackId;
}

/** Null for any other mark. */
export function readFreshMark(mark: string): string | null {
  return mark.startsWith(FRESH) ? mark.slice(FRESH.length) : null;
}

/** Null for the id of a folder, task or project. */
export function readPartMark(mark: string): { readonly part: PartName; readonly id: string } | null {
  const end = mark.indexOf(':');
  const part = mark.slice(0, Math.max(end, 0));
  return isPartName(part) ? { part, id: mark.slice(end + 1) } : null;
}

function isPartName(name: string): name is PartName {
  return Object.hasOwn(PART_NAMES, name);
}
