import type { EntityRow } from '../entities/table.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { addActivity, type Origin } from './activity.ts';

/** Makes somebody watch an entity; who watches it already goes on doing so. */
export function addWatcher(
  state: ServerState,
  place: { project: Project; row: EntityRow; origin: Origin },
  watcher: string,
): void {
  const isWatching = place.project.activities.some(
    ({ activityType, entityId, data }) =>
      activityType === 'watch' && entityId === place.row.id && data['watcher'] === watcher,
  );
  if (!isWatching) addActivity(state, place, { activityType: 'watch', data: { watcher } });
}

/** Lets somebody watch an entity no longer; nobody is told. */
export function removeWatcher({ project, row }: { project: Project; row: EntityRow }, watcher: string): void {
  const index = project.activities.findIndex(
    ({ activityType, entityId, data }) =>
      activityType === 'watch' && entityId === row.id && data['watcher'] === watcher,
  );
  if (index >= 0) project.activities.splice(index, 1);
}
