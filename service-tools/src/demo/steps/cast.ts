import type { PlannedContext, PlannedProject } from '../studio.ts';

/** A shot with its tasks. */
export interface CastShot {
  readonly shot: PlannedContext;
  readonly tasks: readonly PlannedContext[];
}

/** Who plays what: no entity has two roles, so that no step hides what another one lost. */
export interface Cast {
  /** Two sequences of the single steps. */
  readonly home: PlannedContext;
  readonly away: PlannedContext;
  /** A shot of `home` each. */
  readonly renamed: CastShot;
  readonly moved: CastShot;
  readonly valued: CastShot;
  /** Shots that change while the processor is dead. */
  readonly processorStorm: readonly CastShot[];
  /** Shots that change while the leecher is dead; nothing touches them later. */
  readonly leecherStorm: readonly CastShot[];
}

/** Gives the roles. Throws RangeError when the project is too small. */
export function castProject(project: PlannedProject): Cast {
  const contextsOf = (type: PlannedContext['entityType']) =>
    project.contexts.filter(({ entityType }) => entityType === type);
  const tasks = groupBy(contextsOf('Task'), ({ parentId }) => parentId);
  const complete = contextsOf('Shot').flatMap((shot): CastShot[] => {
    const own = tasks.get(shot.id) ?? [];
    return own.length >= 2 ? [{ shot, tasks: own }] : [];
  });
  const bySequence = groupBy(complete, ({ shot }) => shot.parentId);
  const [home, away, ...others] = contextsOf('Sequence').filter(({ id }) => bySequence.has(id));
  const [renamed, moved, valued] = home === undefined ? [] : (bySequence.get(home.id) ?? []);
  const rest = others.flatMap(({ id }) => bySequence.get(id) ?? []);
  const half = Math.floor(rest.length / 2);
  if (!home || !away || !renamed || !moved || !valued || half < 5)
    throw new RangeError('The project is too small for the demo: take at least 200 entities.');
  return {
    home,
    away,
    renamed,
    moved,
    valued,
    processorStorm: rest.slice(0, half),
    leecherStorm: rest.slice(half),
  };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
