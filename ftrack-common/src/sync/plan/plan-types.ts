import type { FolderType } from '@ynput/ayon-api';
import { type FtrackSchema, type FtrackType, TASK_OBJECT_TYPE } from '../snapshot/ftrack-snapshot.ts';
import type { Usage } from './usage.ts';

/**
 * The folder types the project needs: what its schema offers and what its entities use. Null when AYON has them already. Types
 * that only AYON has stay; one that differs in case is renamed, so that its folders follow.
 */
export function planFolderTypes(
  schema: FtrackSchema,
  usage: Usage,
  present: readonly FolderType[],
): readonly FolderType[] | null {
  const ids = new Set([...schema.objectTypeIds, ...usage.objectTypeIds]);
  const wanted = pick(schema.objectTypes, ids).filter((type) => type.name !== TASK_OBJECT_TYPE);
  return mergeTypes(wanted, present, 'folder');
}

/** The task types the project needs, by the same rules. */
export function planTaskTypes(
  schema: FtrackSchema,
  usage: Usage,
  present: readonly FolderType[],
): readonly FolderType[] | null {
  return mergeTypes(
    pick(schema.taskTypes, new Set([...schema.taskTypeIds, ...usage.taskTypeIds])),
    present,
    'task_alt',
  );
}

type NamedType = Pick<FtrackType, 'name' | 'sort'> & { readonly color?: string | null };

function pick<T extends NamedType>(types: ReadonlyMap<string, T>, ids: Iterable<string>): T[] {
  const picked = [...ids].flatMap((id) => types.get(id) ?? []);
  return picked.sort(
    (left, right) => left.sort - right.sort || (left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1),
  );
}

function mergeTypes(
  wanted: readonly NamedType[],
  present: readonly FolderType[],
  icon: string,
): readonly FolderType[] | null {
  const merged = present.map((type) => ({ ...type }));
  const byName = new Map(merged.map((type) => [type.name.toLowerCase(), type]));
  const settled = new Set<string>();
  let changed = false;
  for (const type of wanted) {
    if (settled.has(type.name.toLowerCase())) continue;
    settled.add(type.name.toLowerCase());
    const existing = byName.get(type.name.toLowerCase());
    if (!existing) {
      const added: FolderType = { name: type.name, shortName: shortNameOf(type.name), icon };
      if (type.color) added.color = type.color;
      merged.push(added);
      changed = true;
    } else if (existing.name !== type.name) {
      existing.original_name = existing.name;
      existing.name = type.name;
      changed = true;
    }
  }
  return changed ? merged : null;
}

function shortNameOf(name: string): string {
  return name.toLowerCase().replace(/\W/gu, '');
}
