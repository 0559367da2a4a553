import { FTRACK_ID_ATTRIBUTE } from '../../attributes/index.ts';
import type { SyncPlan } from '../plan/plan.ts';

/** ftrack ids of the folders and tasks that get a twin by a plan, or another one: what belongs to them could not be in AYON before. */
export function freshIds({ writes }: Pick<SyncPlan, 'writes'>): string[] {
  const ids = new Set<string>();
  for (const { write, ftrackId } of writes) {
    if (ftrackId === null || write.type === 'delete') continue;
    const { attrib } = write.data;
    const isPaired =
      typeof attrib === 'object' && attrib !== null && Reflect.get(attrib, FTRACK_ID_ATTRIBUTE) === ftrackId;
    if (write.type === 'create' || isPaired) ids.add(ftrackId);
  }
  return [...ids];
}
