import type { AyonEntity } from '../ayon-project.port.ts';
import type { Matching, PlanNode } from './match-hierarchy.ts';
import { paced } from './paced.ts';
import type { PlannedWrite } from './plan.ts';
import { placeKey } from './siblings.ts';

/**
 * Puts the writes into an order in which each is possible when its turn comes. Parents stand before children already; what is added
 * are steps that free a name in time: an entity that leaves a place which somebody takes earlier is first renamed to a name of its
 * own, one that is removed is deactivated first. So two shots can swap their names.
 */
export function* orderWrites(
  writes: readonly PlannedWrite[],
  { byAyonId }: Pick<Matching, 'byAyonId'>,
  { entities, leaving, removals }: Leaving,
): Generator<void, readonly PlannedWrite[]> {
  const positions = new Map<string, number>();
  yield* paced(writes.entries(), ([index, { write }]) => positions.set(write.entityId, index));
  const holders = new Map<string, AyonEntity>();
  yield* paced(entities.values(), (entity) => {
    if (!entity.active || !(leaving.has(entity.id) || moves(entity, byAyonId))) return;
    holders.set(placeKey(entity), entity);
  });
  const first: PlannedWrite[] = [];
  const freed = new Set<string>();
  yield* paced(writes.entries(), ([index, { write }]) => {
    const node = byAyonId.get(write.entityId) ?? null;
    if (write.type === 'delete' || node === null) return;
    const holder = holders.get(placeOf(node));
    if (!holder || holder.id === write.entityId || freed.has(holder.id)) return;
    if (!leaving.has(holder.id) && (positions.get(holder.id) ?? index) < index) return;
    freed.add(holder.id);
    first.push(freeingWrite(holder, leaving));
  });
  if (first.length === 0) return [...writes, ...removals];
  return [...first, ...writes.map((planned) => namedAgain(planned, { freed, byAyonId })), ...removals];
}

/** Who gave its name away for a while is told its name again, also where that did not change. */
function namedAgain(
  planned: PlannedWrite,
  { freed, byAyonId }: { readonly freed: ReadonlySet<string>; readonly byAyonId: Matching['byAyonId'] },
): PlannedWrite {
  const { write } = planned;
  const node = byAyonId.get(write.entityId);
  if (write.type === 'delete' || !node || !freed.has(write.entityId)) return planned;
  return { ...planned, write: { ...write, data: { ...write.data, name: node.name } } };
}

export interface Leaving {
  readonly entities: ReadonlyMap<string, AyonEntity>;
  /** Ids of entities that are removed, with the ftrack id to be confirmed as gone; null when there is none to ask for. */
  readonly leaving: ReadonlyMap<string, string | null>;
  readonly removals: readonly PlannedWrite[];
}

function moves(entity: AyonEntity, byAyonId: Matching['byAyonId']): boolean {
  const node = byAyonId.get(entity.id);
  return node !== undefined && !node.skipped && placeOf(node) !== placeKey(entity);
}

function placeOf(node: PlanNode): string {
  return placeKey({ kind: node.context.kind, parentId: node.parentAyonId, name: node.name });
}

function freeingWrite(entity: AyonEntity, leaving: Leaving['leaving']): PlannedWrite {
  const onlyIfGone = leaving.get(entity.id) ?? null;
  const data = leaving.has(entity.id)
    ? { active: false }
    : { name: `${entity.name}_${entity.id.slice(0, 8)}` };
  return {
    write: { type: 'update', entityType: entity.kind, entityId: entity.id, data },
    ftrackId: null,
    path: entity.path,
    onlyIfGone,
  };
}
