import type { AyonUser } from '../ayon-project.port.ts';
import type { FtrackUser } from '../snapshot/ftrack-snapshot.ts';

/** Which AYON user is which ftrack user. */
export interface UserMapping {
  /** Name of the AYON user, by ftrack user id. */
  readonly ayonNames: ReadonlyMap<string, string>;
  /** AYON users that some ftrack user maps to: only these are taken off a task when ftrack has them no more. */
  readonly mapped: ReadonlySet<string>;
}

/**
 * Pairs users by e-mail, then by user name (the part before `@`), in any case. An AYON user is used once: e-mail matches of all
 * users come first, then names, each in the order of the ftrack user names.
 */
export function mapUsers(ftrackUsers: Iterable<FtrackUser>, ayonUsers: readonly AyonUser[]): UserMapping {
  const byEmail = new Map<string, string>();
  const byName = new Map<string, string>();
  for (const user of [...ayonUsers].sort((left, right) => compare(left.name, right.name))) {
    const email = user.email?.trim().toLowerCase();
    if (email && !byEmail.has(email)) byEmail.set(email, user.name);
    byName.set(user.name.toLowerCase(), user.name);
  }
  const ordered = [...ftrackUsers].sort((left, right) => compare(left.username, right.username));
  const ayonNames = new Map<string, string>();
  const mapped = new Set<string>();
  const pair = (user: FtrackUser, name: string | undefined) => {
    if (name === undefined || mapped.has(name) || ayonNames.has(user.id)) return;
    ayonNames.set(user.id, name);
    mapped.add(name);
  };
  for (const user of ordered) {
    const email = user.email?.trim().toLowerCase();
    if (email) pair(user, byEmail.get(email));
  }
  for (const user of ordered) pair(user, byName.get(user.username.split('@', 1)[0]?.toLowerCase() ?? ''));
  return { ayonNames, mapped };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
