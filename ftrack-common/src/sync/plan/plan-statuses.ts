import type { ProjectStatus, StatusState } from '@ynput/ayon-api';
import type { FtrackSchema, FtrackStatus } from '../snapshot/ftrack-snapshot.ts';
import type { Problem } from './plan.ts';
import { SEPARATORS, slugify } from './slugify.ts';
import type { Usage } from './usage.ts';

const STATES: ReadonlyMap<string, StatusState> = new Map([
  ['NOT_STARTED', 'not_started'],
  ['IN_PROGRESS', 'in_progress'],
  ['DONE', 'done'],
  ['BLOCKED', 'blocked'],
]);

/** Kinds of entities that take any status: ftrack has none for them. */
const ALWAYS_IN_SCOPE = ['representation', 'workfile'] as const;

/** A status of AYON without a scope is for everything. */
const ALL_KINDS = ['folder', 'product', 'representation', 'task', 'version', 'workfile'] as const;

export interface StatusPlan {
  /** The complete new list; null when AYON has it already. */
  readonly statuses: readonly ProjectStatus[] | null;
  readonly problems: readonly Problem[];
}

/**
 * The statuses the project needs, with name, colour, state and scope as in ftrack, in ftrack's order (its numbers fall from the
 * first step of the work to the last) and in front of those that only AYON has. A scope only ever grows. A state that AYON has no
 * word for becomes `in_progress` and is reported.
 */
export function planStatuses(
  schema: FtrackSchema,
  usage: Usage,
  present: readonly ProjectStatus[],
): StatusPlan {
  const scopes = collectScopes(schema, usage);
  const rest = new Set(present);
  const problems: Problem[] = [];
  const merged: ProjectStatus[] = [];
  const presentKeys = new Set(present.map(({ name }) => keyOf(name)));
  for (const [key, status] of wantedStatuses(schema, { scopes, presentKeys })) {
    const state = stateOf(status);
    if (state === null) problems.push(unknownState(status));
    const existing =
      present.find(({ name }) => name === status.name) ?? present.find(({ name }) => keyOf(name) === key);
    merged.push(mergeStatus(status, { existing, state, scope: scopeOf(key, scopes) }));
    if (existing) rest.delete(existing);
  }
  merged.push(...rest);
  return { statuses: sameStatuses(merged, present) ? null : merged, problems };
}

/**
 * The statuses that ftrack knows and the project uses or AYON has, in ftrack's order. One that AYON has although the project does
 * not offer it (any more) is among them, so that the order does not depend on which entities are looked at.
 */
function wantedStatuses(
  schema: FtrackSchema,
  { scopes, presentKeys }: { scopes: ReadonlyMap<FtrackStatus, unknown>; presentKeys: ReadonlySet<string> },
): [string, FtrackStatus][] {
  const byKey = new Map<string, FtrackStatus>();
  const ordered = [...schema.statuses.values()].sort(
    (left, right) => right.sort - left.sort || (left.name < right.name ? -1 : 1),
  );
  for (const status of ordered) {
    const key = keyOf(status.name);
    const known = byKey.get(key);
    if (!scopes.has(status) && (known || !presentKeys.has(key))) continue;
    if (!known || !scopes.has(known)) byKey.set(key, status);
  }
  return [...byKey].sort(
    ([, left], [, right]) => right.sort - left.sort || (left.name < right.name ? -1 : 1),
  );
}

function collectScopes(schema: FtrackSchema, usage: Usage): Map<FtrackStatus, Set<string>> {
  const scopes = new Map<FtrackStatus, Set<string>>();
  const add = (ids: Iterable<string>, kinds: readonly string[]) => {
    for (const id of ids) {
      const status = schema.statuses.get(id);
      if (!status) continue;
      const scope = scopes.get(status) ?? new Set<string>();
      for (const kind of [...kinds, ...ALWAYS_IN_SCOPE]) scope.add(kind);
      scopes.set(status, scope);
    }
  };
  add(schema.folderStatusIds, ['folder']);
  add(usage.folderStatusIds, ['folder']);
  add(schema.taskStatusIds, ['task']);
  add(usage.taskStatusIds, ['task']);
  add(schema.versionStatusIds, ['version', 'product']);
  return scopes;
}

/** What all statuses that AYON takes for one are needed for. */
function* scopeOf(
  key: string,
  scopes: ReadonlyMap<FtrackStatus, ReadonlySet<string>>,
): Generator<string, void> {
  for (const [{ name }, scope] of scopes) if (keyOf(name) === key) yield* scope;
}

interface Merge {
  readonly existing: ProjectStatus | undefined;
  readonly state: StatusState | null;
  readonly scope: Iterable<string>;
}

function mergeStatus(status: FtrackStatus, { existing, state, scope }: Merge): ProjectStatus {
  const merged: ProjectStatus = {
    ...(existing ?? { shortName: shortNameOf(status.name), icon: 'task_alt' }),
    name: status.name,
    state: state ?? existing?.state ?? 'in_progress',
    scope: [...new Set([...(existing ? (existing.scope ?? ALL_KINDS) : []), ...scope])].sort(),
  };
  if (status.color && status.color.toLowerCase() !== existing?.color?.toLowerCase())
    merged.color = status.color;
  if (existing && existing.name !== status.name) merged.original_name = existing.name;
  return merged;
}

function stateOf(status: FtrackStatus): StatusState | null {
  return STATES.get(status.state?.toUpperCase().replaceAll(/[\s-]+/g, '_') ?? '') ?? null;
}

function unknownState(status: FtrackStatus): Problem {
  return {
    code: 'unknown_state',
    ftrackId: status.id,
    path: status.name,
    message: `AYON has no state like "${status.state ?? ''}" of the ftrack status "${status.name}"; a new status counts as in progress.`,
  };
}

function sameStatuses(left: readonly ProjectStatus[], right: readonly ProjectStatus[]): boolean {
  return (
    left.length === right.length &&
    left.every((status, index) => {
      const other = right[index];
      return (
        other !== undefined &&
        status.name === other.name &&
        status.state === other.state &&
        status.color === other.color &&
        [...(status.scope ?? ALL_KINDS)].sort().join() === [...(other.scope ?? ALL_KINDS)].sort().join()
      );
    })
  );
}

/** Names that differ only in case and punctuation are one status. */
function keyOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const words = plain.split(SEPARATORS).map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return (words.filter((word) => word !== '').join('_') || name).toLowerCase();
}

function shortNameOf(name: string): string {
  return (slugify(name) || name).replaceAll('_', '').slice(0, 3).toUpperCase();
}
