import type { FtrackContext, FtrackSnapshot } from '../snapshot/ftrack-snapshot.ts';

/** Names in ftrack from below the project down to an entity, joined by `/`. */
export function ftrackPathOf(
  context: Pick<FtrackContext, 'id' | 'parentId' | 'name'>,
  { contexts, ancestors, project }: Pick<FtrackSnapshot, 'contexts' | 'ancestors' | 'project'>,
): string {
  const names = [context.name];
  const seen = new Set([context.id]);
  let parentId: string | null = context.parentId;
  while (parentId !== null && parentId !== project.id && !seen.has(parentId)) {
    seen.add(parentId);
    const parent: { name: string; parentId: string | null } | undefined =
      contexts.get(parentId) ?? ancestors.get(parentId);
    if (!parent) break;
    names.push(parent.name);
    parentId = parent.parentId;
  }
  return names.reverse().join('/');
}
