import { AyonError, Crash } from '../errors.ts';
import type { Call } from '../http/call.ts';
import { withoutNulls } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { type EntityList, insertItem, type ListItem } from './entity-list.ts';
import { touch } from './list-call.ts';

/** An item as requests give it. */
export type GivenItem = Partial<ListItem> & { position?: number | null };

export const itemFields: Model = {
  id: { kind: kinds.entityId, nullable: true },
  entityId: { kind: kinds.anyString },
  position: { kind: kinds.integer, nullable: true },
  label: { kind: kinds.anyString, nullable: true },
  attrib: { kind: kinds.dict },
  data: { kind: kinds.dict },
  tags: { kind: kinds.strings },
};
/** An item that is made. */
export const newItem: Model = { ...itemFields, entityId: { kind: kinds.anyString, required: true } };

/** Puts an entity into a list; throws for what is no entity of the type of the list. */
export function addItem(
  state: ServerState,
  call: Call,
  { project, list, item }: { project: Project; list: EntityList; item: GivenItem },
): void {
  const { position, ...given } = item;
  const entityId = given.entityId ?? '';
  if (!new RegExp(kinds.ID_PATTERN).test(entityId)) {
    const complaint = `invalid input for query argument $1: '${entityId}' (Invalid entity ID ${entityId})`;
    throw new Crash(`asyncpg.exceptions.DataError: ${complaint}`);
  }
  if (!project.tables[list.entityType].get(entityId)) {
    const noun = list.entityType.charAt(0).toUpperCase() + list.entityType.slice(1);
    throw new AyonError(404, `${noun} ${entityId} not found`);
  }
  const user = call.identity.user.name;
  const now = state.now();
  const made = { label: null, attrib: {}, data: {}, tags: [], createdBy: user, createdAt: now };
  insertItem(
    list,
    { ...made, ...given, id: given.id ?? state.newId(), entityId, updatedBy: user, updatedAt: now },
    position ?? undefined,
  );
}

/** Changes an item, and moves it when a position is given. */
export function patchItem(
  state: ServerState,
  call: Call,
  { list, item }: { list: EntityList; item: GivenItem },
): void {
  const known = removeItem(list, item.id);
  const { position, data, attrib, ...plain } = item;
  Object.assign(known.item, plain, touch(state, call));
  known.item.data = withoutNulls({ ...known.item.data, ...data });
  known.item.attrib = withoutNulls({ ...known.item.attrib, ...attrib });
  insertItem(list, known.item, position ?? known.index);
}

/** Takes an item out of a list; throws 404 when it is not in it. */
export function removeItem(list: EntityList, id: string | undefined): { item: ListItem; index: number } {
  const index = list.items.findIndex((item) => item.id === id);
  const [item] = index < 0 ? [] : list.items.splice(index, 1);
  if (!item) throw new AyonError(404, `Item ID ${id ?? ''} not found in ${list.label}`);
  return { item, index };
}

/**
 * Changes the items of a list in one transaction: what is refused leaves them as they were. An id stands for one item
 * of the project: one that is used again is the same item, taken out of the place or the list where it was.
 */
export function changeItems(project: Project, list: EntityList, change: () => void): void {
  const before = list.items.map((item) => ({ ...item }));
  try {
    change();
  } catch (error) {
    list.items = before;
    throw error;
  }
  claimItems(project, list, before);
}

/** Takes the items of a list out of all others; who made an item, and when, stays. `before`: those it had. */
export function claimItems(project: Project, list: EntityList, before: readonly ListItem[]): void {
  list.count = list.items.length;
  const latest = new Map(list.items.map((item) => [item.id, item]));
  if (latest.size < list.items.length) list.items = list.items.filter((item) => latest.get(item.id) === item);
  const others = [...project.lists.values()].filter(({ id }) => id !== list.id);
  for (const known of [...before, ...others.flatMap(({ items }) => items)]) {
    const item = latest.get(known.id);
    if (item) Object.assign(item, { createdBy: known.createdBy, createdAt: known.createdAt });
  }
  for (const other of others) {
    if (other.items.some(({ id }) => latest.has(id)))
      other.items = other.items.filter(({ id }) => !latest.has(id));
  }
}
