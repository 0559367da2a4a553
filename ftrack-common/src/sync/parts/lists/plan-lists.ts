import { ayonIdOf } from '../../ayon-id.ts';
import type { Problem } from '../../plan/plan.ts';
import { ayonLabelOf } from '../../plan/slugify.ts';
import { removalLimit, type RemovalRules } from '../removal-limit.ts';
import type { AyonList, AyonListFolder, AyonListItem, ListedType, NewAyonList } from './ayon-lists.port.ts';
import type { FtrackList } from './read-ftrack-lists.ts';

/** What an item of a list stands for in AYON. */
export interface ListedTwin {
  readonly type: ListedType;
  readonly id: string;
}

export interface ListSides {
  readonly ftrack: readonly FtrackList[];
  /** All lists of the AYON project. */
  readonly ayon: readonly AyonList[];
  readonly folders: readonly AyonListFolder[];
  /** Items by id of the AYON list; at least of those that carry the id of a ftrack list in `ftrack`, were made for it, or have its name. */
  readonly items: ReadonlyMap<string, readonly AyonListItem[]>;
  /** Twins of what is in the ftrack lists, by ftrack id. */
  readonly twins: ReadonlyMap<string, ListedTwin>;
  /** Ids of lists that ftrack, asked for each, does not have. */
  readonly absent: ReadonlySet<string>;
}

/** What of a list is to be changed; a category by its name, because its folder may not be there yet. */
export interface ListChanges {
  readonly label?: string;
  readonly active?: boolean;
  readonly category?: string | null;
  readonly ftrackId?: string;
}

/** What happens to one list of AYON. */
export interface ListChange {
  readonly id: string;
  readonly ftrackId: string;
  readonly label: string;
  /** Made new. */
  readonly create: (Omit<NewAyonList, 'folderId'> & { readonly category: string | null }) | null;
  readonly update: ListChanges | null;
  readonly remove: boolean;
  readonly addItems: readonly AyonListItem[];
  readonly removeItems: readonly string[];
}

export interface ListPlan {
  readonly changes: readonly ListChange[];
  readonly problems: readonly Problem[];
}

/**
 * Compares lists and what is in them. A list belongs to the ftrack list whose id it carries; before there is one, to that it was made
 * for, then to that of its name which holds the same type. What a list cannot hold in AYON (entities without a twin, tasks in a list of folders) is left out.
 */
export function planLists(sides: ListSides, removals: RemovalRules): ListPlan {
  const planner = new ListPlanner(sides, removals);
  planner.planGone();
  planner.planAll();
  return { changes: orderByLabels(planner.changes, sides.ayon), problems: planner.problems };
}

/** A ftrack list and the list of AYON that stands for it. */
interface Match {
  readonly list: FtrackList;
  readonly type: ListedType;
  readonly label: string;
  readonly twin: AyonList | undefined;
  readonly id: string;
}

class ListPlanner implements ListPlan {
  readonly changes: ListChange[] = [];
  readonly problems: Problem[] = [];
  readonly #sides: ListSides;
  readonly #removals: RemovalRules;
  readonly #byFtrackId: ReadonlyMap<string, AyonList>;
  readonly #byId: ReadonlyMap<string, AyonList>;
  /** Ids of the AYON lists that are made for the ftrack lists. */
  readonly #own: ReadonlySet<string>;
  readonly #folders: ReadonlyMap<string, string>;
  readonly #folderOf: ReadonlyMap<string, string>;

  constructor(sides: ListSides, removals: RemovalRules) {
    this.#sides = sides;
    this.#removals = removals;
    this.#byFtrackId = new Map(
      sides.ayon.flatMap((list) => (list.ftrackId === null ? [] : [[list.ftrackId, list] as const])),
    );
    this.#own = new Set(sides.ftrack.map(({ id }) => ayonIdOf(id)));
    this.#byId = new Map(sides.ayon.map((list) => [list.id, list]));
    this.#folders = new Map(sides.folders.map(({ label, id }) => [label.toLowerCase(), id]));
    this.#folderOf = new Map(sides.folders.map(({ label, id }) => [id, label]));
  }

  planAll(): void {
    const matches = this.#match();
    const refused = this.#refusedLabels(matches);
    for (const match of matches) {
      const hasLabel = !refused.has(match.id);
      if (!hasLabel)
        this.#report(match.list, 'name_taken', {
          message: `AYON has another list "${match.label}". Rename one of them.`,
        });
      this.#plan(match, hasLabel);
    }
  }

  /**
   * Ids of those that cannot have the label they want. Labels are unique: who has one and keeps it comes first, then the order of
   * ftrack counts. Who is refused keeps the label it has, which may be what another one wanted.
   */
  #refusedLabels(matches: readonly Match[]): ReadonlySet<string> {
    const matched = new Set(matches.map(({ id }) => id));
    const gone = new Set(this.changes.flatMap(({ id, remove }) => (remove ? [id] : [])));
    const refused = new Set<string>();
    for (;;) {
      const before = refused.size;
      const holders = new Map<string, string>();
      for (const { id, label } of this.#sides.ayon)
        if (!gone.has(id) && (!matched.has(id) || refused.has(id))) holders.set(label, id);
      for (const { id, label, twin } of matches) if (twin?.label === label) holders.set(label, id);
      for (const { id, label } of matches) {
        if (refused.has(id)) continue;
        if ((holders.get(label) ?? id) === id) holders.set(label, id);
        else refused.add(id);
      }
      if (refused.size === before) return refused;
    }
  }

  #match(): Match[] {
    const adopted = new Set<string>();
    return this.#sides.ftrack.flatMap((list): Match[] => {
      const type = this.#typeOf(list);
      if (type === null) return [];
      const label = ayonLabelOf(list.name);
      const twin = this.#twinOf(list) ?? this.#adoptable({ label, type }, adopted);
      const id = twin?.id ?? ayonIdOf(list.id);
      if (!twin && this.#byId.has(id)) {
        this.#report(list, 'name_taken', {
          message: `The AYON list "${this.#byId.get(id)?.label}" was made for this one and carries the ftrack id of another. Correct or clear its "ftrackId".`,
        });
        return [];
      }
      if (twin !== undefined && twin.entityType !== type) {
        this.#report(list, 'list_type_differs', {
          message: `The AYON list holds ${twin.entityType}s, and ftrack now says ${type}s. AYON cannot change that: delete the list there to have it made anew.`,
        });
        return [];
      }
      if (twin) adopted.add(twin.id);
      return [{ list, type, label, twin, id }];
    });
  }

  #plan({ list, type, label, twin, id }: Match, hasLabel: boolean): void {
    if (!twin && !hasLabel) return;
    const items = this.#planItems(list, { type, present: this.#sides.items.get(id) ?? [] });
    const create = {
      id,
      label: hasLabel || !twin ? label : twin.label,
      entityType: type,
      active: list.isOpen,
      ftrackId: list.id,
      category: list.category,
    };
    const update = twin ? this.#changesOf(twin, create) : null;
    if (twin && update === null && items.addItems.length === 0 && items.removeItems.length === 0) return;
    this.changes.push({
      id,
      ftrackId: list.id,
      label: create.label,
      create: twin ? null : create,
      update,
      remove: false,
      ...items,
    });
  }

  /** Lists we made whose ftrack list is gone. */
  planGone(): void {
    const { policy, confirmed } = this.#removals;
    const linked = this.#sides.ayon.filter(({ ftrackId }) => ftrackId !== null);
    const gone = linked.filter(
      ({ ftrackId, active }) => this.#sides.absent.has(ftrackId ?? '') && (active || policy === 'delete'),
    );
    const count = { what: 'lists', count: gone.length, linked: linked.length };
    const limited = removalLimit(count, this.#removals);
    if (limited !== null) this.problems.push(limited);
    else if (policy === 'ask' && !confirmed) for (const list of gone) this.#reportWaiting(list);
    else for (const list of gone) this.#planRemoval(list);
  }

  #reportWaiting({ ftrackId, label }: AyonList): void {
    const message = 'The list is gone in ftrack. It stays in AYON until an admin confirms its removal.';
    this.problems.push({ code: 'removal_waits', ftrackId, path: `lists/${label}`, message });
  }

  #planRemoval({ id, label, ftrackId }: AyonList): void {
    const remove = this.#removals.policy === 'delete';
    this.changes.push({
      id,
      ftrackId: ftrackId ?? '',
      label,
      create: null,
      update: remove ? null : { active: false },
      remove,
      addItems: [],
      removeItems: [],
    });
  }

  #typeOf(list: FtrackList): ListedType | null {
    if (list.systemType === 'assetversion') return 'version';
    if (list.systemType !== 'task') return null;
    const type = list.listType ?? 'folder';
    if (type === 'folder' || type === 'task') return type;
    this.#report(list, 'list_type_differs', {
      message: `"ayon_list_type" says ${type}, and the list holds folders and tasks. Choose one of these.`,
    });
    return null;
  }

  /** The list that carries the id of a ftrack list, or that was made for it and has lost that id since. */
  #twinOf({ id }: FtrackList): AyonList | undefined {
    const made = this.#byId.get(ayonIdOf(id));
    return this.#byFtrackId.get(id) ?? (made?.ftrackId === null ? made : undefined);
  }

  #adoptable(
    { label, type }: { label: string; type: ListedType },
    adopted: ReadonlySet<string>,
  ): AyonList | undefined {
    return this.#sides.ayon.find(
      (list) =>
        list.ftrackId === null &&
        !adopted.has(list.id) &&
        !this.#own.has(list.id) &&
        list.entityType === type &&
        list.label.toLowerCase() === label.toLowerCase(),
    );
  }

  #changesOf(twin: AyonList, wanted: NonNullable<ListChange['create']>): ListChanges | null {
    const folder = twin.folderId === null ? null : (this.#folderOf.get(twin.folderId) ?? null);
    const isInPlace =
      wanted.category === null ||
      (twin.folderId !== null && this.#folders.get(wanted.category.toLowerCase()) === twin.folderId);
    const changes: ListChanges = {
      ...(twin.label !== wanted.label && { label: wanted.label }),
      ...(twin.active !== wanted.active && { active: wanted.active }),
      ...(twin.ftrackId !== wanted.ftrackId && wanted.ftrackId !== null && { ftrackId: wanted.ftrackId }),
      ...(!isInPlace && folder !== wanted.category && { category: wanted.category }),
    };
    return Object.keys(changes).length > 0 ? changes : null;
  }

  #planItems(
    list: FtrackList,
    { type, present }: { type: ListedType; present: readonly AyonListItem[] },
  ): Pick<ListChange, 'addItems' | 'removeItems'> {
    const entityOf = new Map(list.items.map(({ id, entityId }) => [ayonIdOf(id), entityId]));
    const removeItems: string[] = [];
    const surplus = new Map<string, string[]>();
    for (const { id, entityId } of present) {
      const listed = entityOf.get(id);
      const isAnother = listed !== undefined && this.#sides.twins.get(listed)?.id !== entityId;
      if (isAnother) removeItems.push(id);
      else surplus.set(entityId, [...(surplus.get(entityId) ?? []), id]);
    }
    const addItems: AyonListItem[] = [];
    const listed = new Set<string>();
    let missing = 0;
    for (const { id, entityId } of list.items) {
      const twin = this.#sides.twins.get(entityId);
      if (twin === undefined) missing += 1;
      if (twin?.type !== type || listed.has(twin.id)) continue;
      listed.add(twin.id);
      const there = surplus.get(twin.id);
      if (there === undefined) addItems.push({ id: ayonIdOf(id), entityId: twin.id });
      else surplus.set(twin.id, there.slice(1));
    }
    if (missing > 0)
      this.#report(list, 'list_items_missing', {
        message: `${missing} of ${list.items.length} items have no twin in AYON and were left out.`,
      });
    return { addItems, removeItems: [...removeItems, ...[...surplus.values()].flat()] };
  }

  #report(list: FtrackList, code: Problem['code'], { message }: { message: string }): void {
    this.problems.push({ code, ftrackId: list.id, path: `lists/${list.name}`, message });
  }
}

/** A label is given up before another list takes it. In a circle of renames one list gets a label of its own in between. */
function orderByLabels(changes: readonly ListChange[], ayon: readonly AyonList[]): ListChange[] {
  const holders = new Map(ayon.map(({ label, id }) => [label, id]));
  const labels = new Map(ayon.map(({ label, id }) => [id, label]));
  const give = (id: string, label: string | null) => {
    const before = labels.get(id);
    if (before !== undefined) holders.delete(before);
    if (label === null) labels.delete(id);
    else {
      labels.set(id, label);
      holders.set(label, id);
    }
  };
  const wantedBy = ({ create, update }: ListChange) => create?.label ?? update?.label;
  const isFree = (change: ListChange) => {
    const wanted = wantedBy(change);
    return wanted === undefined || (holders.get(wanted) ?? change.id) === change.id;
  };
  const ordered: ListChange[] = [];
  let waiting = [...changes];
  while (waiting.length > 0) {
    const ready = waiting.filter(isFree);
    for (const change of ready) {
      ordered.push(change);
      if (change.remove) give(change.id, null);
      else give(change.id, wantedBy(change) ?? labels.get(change.id) ?? null);
    }
    waiting = waiting.filter((change) => !ready.includes(change));
    if (ready.length > 0) continue;
    const wanted = new Set(waiting.map(wantedBy));
    const holder = waiting.find(({ id }) => wanted.has(labels.get(id)));
    if (!holder) return [...ordered, ...waiting];
    const between = `${holder.label} (${holder.id.slice(0, 8)})`;
    ordered.push({ ...holder, update: { label: between }, addItems: [], removeItems: [] });
    give(holder.id, between);
  }
  return ordered;
}
