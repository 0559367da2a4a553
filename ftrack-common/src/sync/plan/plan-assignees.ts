import type { UserMapping } from './map-users.ts';

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
