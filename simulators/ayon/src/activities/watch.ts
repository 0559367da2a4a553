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
  const known = place.project.watches.get(place.row.id) ?? [];
  const isWatching = known.some(({ data }) => data['watcher'] === watcher);
  if (!isWatching) addActivity(state, place, { activityType: 'watch', data: { watcher } });
}

/** Lets somebody watch an entity no longer; nobody is told. */
export function removeWatcher({ project, row }: { project: Project; row: EntityRow }, watcher: string): void {
  const watch = project.watches.get(row.id)?.find(({ data }) => data['watcher'] === watcher);
  if (watch) project.dropActivity(watch);
}
