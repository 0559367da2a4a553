import type { AyonSideEntity } from './ayon-side.ts';
import { type FtrackSide, type FtrackSideEntity, readStored } from './ftrack-side.ts';
import type { SidePairs } from './side-pairs.ts';
import type { Difference } from './verify-report.ts';

interface Sides {
  readonly ftrack: FtrackSide;
  readonly pairs: SidePairs;
}

type StoredDifference = Pick<Difference, 'code' | 'wanted' | 'found'>;

/** Compares what ftrack stores of an entity that has a twin: its id, the path of a folder, and that nothing failed. */
export function* compareStored(
  { ftrack, pairs }: Sides,
  entity: FtrackSideEntity,
  twin: AyonSideEntity,
): Generator<StoredDifference> {
  const [id, path] = ['ayon_id', 'ayon_path'].map((key) => readStored(ftrack, key, entity.id) ?? null);
  if (id !== twin.id) yield { code: 'stored_id', wanted: twin.id, found: id };
  if (!entity.isTask && path !== twin.path) yield { code: 'stored_path', wanted: twin.path, found: path };
  if (pairs.showsFlag(entity)) yield { code: 'failed_flag', wanted: false, found: true };
}

/**
 * Compares what ftrack stores of an entity that AYON cannot have: no id, and that it failed. Says nothing where AYON has it all the same,
 * or something it stands below: sync keeps such where they are.
 */
export function* compareLeftOut(
  { ftrack, pairs }: Sides,
  entity: FtrackSideEntity,
): Generator<StoredDifference> {
  const parent = ftrack.entities.get(entity.parentId);
  const isKept = parent !== undefined && !parent.isTask && pairs.twinOf(parent.id) !== undefined;
  if (isKept || pairs.twinOf(entity.id) !== undefined) return;
  const id = readStored(ftrack, 'ayon_id', entity.id) ?? null;
  if (id !== '') yield { code: 'stored_id', wanted: '', found: id };
  if (!pairs.showsFlag(entity)) yield { code: 'failed_flag', wanted: true, found: false };
}
