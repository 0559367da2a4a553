import { textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { EntityRow } from './table.ts';
import { parentOf } from './tree.ts';

/** What a version can be of its product, beside one of many. */
export const FEATURES = ['hero', 'latestDone', 'latest'] as const;
export type Feature = (typeof FEATURES)[number];

/** Number of a version; those of heroes are negative. */
export function versionNumber({ values }: EntityRow): number {
  return Number(values['version']);
}

/** All versions of a product by number, heroes included. */
export function versionsOf(project: Project, productId: string): EntityRow[] {
  const rows = [...project.tables.version.having('productId', productId)];
  return rows.sort((left, right) => versionNumber(left) - versionNumber(right));
}

/** The version of a product that is its hero's origin, its latest with a status that means done, or its latest. */
export function featuredVersion(
  project: Project,
  productId: string,
  feature: Feature,
): EntityRow | undefined {
  const all = versionsOf(project, productId);
  const numbered = all.filter((row) => versionNumber(row) >= 0);
  if (feature === 'latest') return numbered.at(-1);
  if (feature === 'latestDone') return numbered.findLast((row) => isDone(project, row));
  return numbered.find((row) =>
    all.some((hero) => versionNumber(hero) === -versionNumber(row) && hero !== row),
  );
}

/** Whether a version has a reviewable; of a folder or a task, whether a version in it has one. */
export function hasReviewables(project: Project, { type, id }: EntityRow): boolean {
  return project.reviewables.some(({ versionId }) => {
    if (type === 'version') return versionId === id;
    const version = project.tables.version.get(versionId);
    if (!version || type === 'task') return version?.values['taskId'] === id;
    return type === 'folder' && parentOf(project, version)?.values['folderId'] === id;
  });
}

function isDone(project: Project, { values }: EntityRow): boolean {
  const status = textOf(values['status']);
  return project.statuses.find(({ name }) => name === status)?.['state'] === 'done';
}
