import { type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { EntityRow } from '../entities/table.ts';
import { parentOf } from '../entities/tree.ts';
import type { Project } from '../projects/project.ts';
import type { EntityArguments } from './entity-query.ts';

/** What the server counts of folders for one query; what is not counted is told as 0 and `false`. */
export interface Counted {
  children: boolean;
  products: boolean;
  tasks: boolean;
  reviewables: boolean;
  /** Whether versions are looked for, in the folder and below it. */
  versions: boolean;
  /** What is in the folder and below it is counted only where folders are asked for by their ids. */
  totals: boolean;
}

/** What the server knows of a folder that was reached from another node. */
export const NOTHING_COUNTED: Counted = {
  children: false,
  products: false,
  tasks: false,
  reviewables: false,
  versions: false,
  totals: false,
};

/** What a field that gives folders makes the server count: what it is filtered by, and what is selected of the folders. */
export function countedFor(args: EntityArguments, info: GraphQLResolveInfo): Counted {
  const selected = new Set<string>();
  for (const { selectionSet } of info.fieldNodes) addPaths(selected, selectionSet, info.fragments);
  const isSelected = (name: string): boolean =>
    [...selected].some((path) => path === name || path.endsWith(`.${name}`));
  const isGiven = (argument: string): boolean => args[argument] !== undefined && args[argument] !== null;
  return {
    // The server looks for a misspelt name in place of `childCount`.
    children: isGiven('hasChildren') || selected.has('hasChildren'),
    products: isGiven('hasProducts') || selected.has('productCount') || selected.has('hasProducts'),
    tasks: isGiven('hasTasks') || selected.has('taskCount') || selected.has('hasTasks'),
    reviewables: isSelected('hasReviewables'),
    versions: isSelected('hasVersions'),
    totals: isGiven('ids'),
  };
}

/** How many there are of what a folder holds. */
type Held = 'children' | 'products' | 'tasks';

/**
 * The number the server tells. It puts all that is counted into one table, so that numbers asked for together are
 * multiplied by each other: a folder with 2 products and 4 tasks has 8 of each.
 */
export function countOf(
  project: Project,
  folder: EntityRow,
  { what, counted }: { what: Held; counted: Counted },
): number {
  if (!counted[what]) return 0;
  const { tables } = project;
  const numbers: Record<Held, number> = {
    children: tables.folder.having('parentId', folder.id).size,
    products: tables.product.having('folderId', folder.id).size,
    tasks: tables.task.having('folderId', folder.id).size,
  };
  let count = numbers[what];
  for (const other of ['children', 'products', 'tasks'] as const) {
    if (other !== what && counted[other]) count *= Math.max(1, numbers[other]);
  }
  return counted.reviewables ? count * Math.max(1, countReviewables(project, folder)) : count;
}

function countReviewables(project: Project, folder: EntityRow): number {
  return project.reviewables.filter(({ versionId }) => {
    const version = project.tables.version.get(versionId);
    const product = version && parentOf(project, version);
    return product?.values['folderId'] === folder.id;
  }).length;
}

/** The steps from the folders of a page to their fields are left out of paths. */
const TO_NODES = 'edges.node.';

/**
 * The selected fields as the server names them: `parent.name`. A fragment written in place begins anew, and a named
 * fragment is a step of its own, so that what it selects of a folder is not seen.
 */
function addPaths(
  found: Set<string>,
  selection: SelectionSetNode | undefined,
  fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>,
): void {
  const visit = (set: SelectionSetNode | undefined, prefix: string): void => {
    for (const item of set?.selections ?? []) {
      if (item.kind === Kind.INLINE_FRAGMENT) {
        visit(item.selectionSet, '');
        continue;
      }
      const path = prefix + item.name.value;
      found.add(path.startsWith(TO_NODES) ? path.slice(TO_NODES.length) : path);
      const below = item.kind === Kind.FIELD ? item.selectionSet : fragments[item.name.value]?.selectionSet;
      visit(below, `${path}.`);
    }
  };
  visit(selection, '');
}
