/**
 * The AYON id of what is made for a ftrack entity: ftrack ids are UUIDs, which AYON writes without dashes. So what exists already is
 * found by its id, and making it twice is refused; only lists are replaced, which is why they are looked for by their id before.
 */
export function ayonIdOf(ftrackId: string): string {
  return ftrackId.replaceAll('-', '').toLowerCase();
}

/** The ftrack id of which an AYON id was made. */
export function ftrackIdFrom(ayonId: string): string {
  return ayonId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const HEX_ID = /^[0-9a-f]{32}$/;

/** An AYON id as people and programs write it into ftrack, with or without dashes; null for anything else. */
export function readAyonId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const id = ayonIdOf(value.trim());
  return HEX_ID.test(id) ? id : null;
}
