import type { FtrackUser } from '../snapshot/ftrack-snapshot.ts';
import type { UserMapping } from './map-users.ts';
import type { Problem } from './plan.ts';

/**
 * The assignees a task is to have: AYON users that no ftrack user maps to stay, the others are those assigned in ftrack. Null when
 * the task has them already, in whatever order.
 */
export function planAssignees(
  assigned: readonly string[],
  present: readonly string[],
  users: UserMapping,
): readonly string[] | null {
  const wanted = new Set(present.filter((name) => !users.mapped.has(name)));
  const fromFtrack = new Set(assigned.flatMap((id) => users.ayonNames.get(id) ?? []));
  for (const name of present) if (fromFtrack.has(name)) wanted.add(name);
  for (const name of [...fromFtrack].sort()) wanted.add(name);
  const same = wanted.size === new Set(present).size && present.every((name) => wanted.has(name));
  return same ? null : [...wanted];
}

/** Assigned ftrack users whom AYON does not have, each once. Groups are not assigned in AYON and are not told of. */
export function findUnknownUsers(
  assigneeIds: Iterable<string>,
  ftrackUsers: ReadonlyMap<string, FtrackUser>,
  { ayonNames }: UserMapping,
): Problem[] {
  const problems: Problem[] = [];
  for (const id of assigneeIds) {
    const user = ftrackUsers.get(id);
    if (!user || ayonNames.has(id)) continue;
    const message = `AYON has no user with the e-mail or the name of the ftrack user "${user.username}": their assignments are left out.`;
    problems.push({ code: 'unknown_user', ftrackId: id, path: user.username, message });
  }
  return problems;
}
