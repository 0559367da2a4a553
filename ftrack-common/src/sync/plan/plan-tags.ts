import type { ProjectTag } from '@ynput/ayon-api';
import type { FtrackSnapshot } from '../snapshot/ftrack-snapshot.ts';

/** How the tags of ftrack (it calls them scopes) are spelled in AYON. */
export interface TagNames {
  /** Name in AYON by id of the ftrack tag. */
  readonly ayonNames: ReadonlyMap<string, string>;
  /** Lower-case names that ftrack knows: only such tags are taken off an entity. */
  readonly known: ReadonlySet<string>;
}

export interface TagPlan {
  readonly names: TagNames;
  /** The tags of the AYON project with those that its entities have in ftrack; null when AYON has them already. */
  readonly projectTags: readonly ProjectTag[] | null;
}

/** Pairs the tags of both sides by name, in any case. Tags that only the AYON project has stay. */
export function planTagNames(
  { tagNames, tags }: Pick<FtrackSnapshot, 'tagNames' | 'tags'>,
  present: readonly ProjectTag[],
): TagPlan {
  const spelled = new Map(present.map(({ name }) => [name.toLowerCase(), name]));
  const used = new Set([...tags.values()].flat());
  const added: ProjectTag[] = [];
  const ayonNames = new Map<string, string>();
  for (const [id, typed] of tagNames) {
    const name = typed.trim();
    if (name === '') continue;
    const key = name.toLowerCase();
    if (used.has(id) && !spelled.has(key)) {
      spelled.set(key, name);
      added.push({ name });
    }
    ayonNames.set(id, spelled.get(key) ?? name);
  }
  const known = new Set([...ayonNames.values()].map((name) => name.toLowerCase()));
  return { names: { ayonNames, known }, projectTags: added.length === 0 ? null : [...present, ...added] };
}

/**
 * The tags an entity is to have: those that ftrack does not know stay, the others are those it has in ftrack. Null when it has them
 * already, in whatever order and case.
 */
export function planTags(
  assigned: readonly string[],
  present: readonly string[],
  { ayonNames, known }: TagNames,
): readonly string[] | null {
  const wanted = new Map(
    assigned.flatMap((id) => {
      const name = ayonNames.get(id);
      return name === undefined ? [] : [[name.toLowerCase(), name] as const];
    }),
  );
  const kept = present.filter((tag) => !known.has(tag.toLowerCase()) || wanted.has(tag.toLowerCase()));
  for (const tag of kept) wanted.delete(tag.toLowerCase());
  if (wanted.size === 0 && kept.length === present.length) return null;
  return [...kept, ...[...wanted.values()].toSorted()];
}
