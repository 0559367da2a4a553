import { AYON_ID_KEY } from '../../../attributes/index.ts';
import { ayonIdOf } from '../../ayon-id.ts';
import { attributeId } from '../../plan/match-hierarchy.ts';
import type { PlannedOperation } from '../../plan/planned-operation.ts';
import { confirmAbsent } from '../confirm-absent.ts';
import type { PartRun, SyncPart } from '../part.ts';
import { removalRulesOf } from '../removal-limit.ts';
import { findVersionTwins } from '../version-twins.ts';
import type { AyonList } from './ayon-lists.port.ts';
import { type ListChange, type ListedTwin, type ListSides, planLists } from './plan-lists.ts';
import { type FtrackList, readFtrackLists, readListsHolding } from './read-ftrack-lists.ts';
import { writeLists } from './write-lists.ts';

/** Lists of folders, tasks and versions. Marks name ftrack lists. */
export const listsPart: SyncPart = {
  name: 'lists',
  follows: 'versions',
  isOn: () => true,
  reconcile: async (run) => {
    const { project, apply, dryRun } = run;
    const marked = await findMarkedLists(run);
    if (marked?.size === 0) return { part: 'lists', operations: [], problems: [] };
    const sides = await readSides(run, marked);
    const plan = planLists(sides, removalRulesOf(run));
    if (!dryRun) await writeLists(plan, { lists: project.lists, folders: sides.folders, context: apply });
    return { part: 'lists', operations: plan.changes.flatMap(describeList), problems: plan.problems };
  },
};

async function readSides(run: PartRun, marked: ReadonlySet<string> | null): Promise<ListSides> {
  const { session, project, ftrackProject, catalog } = run;
  const [ftrack, ayon] = await Promise.all([
    readFtrackLists(session, {
      projectId: ftrackProject.id,
      attributes: catalog.attributes,
      ...(marked !== null && { ids: marked }),
    }),
    project.lists.readAll(),
  ]);
  const listed = new Set(ftrack.map(({ id }) => id));
  const unlisted = ayon
    .flatMap(({ ftrackId }) => ftrackId ?? [])
    .filter((id) => !listed.has(id) && (marked === null || marked.has(id)));
  const [folders, items, twins, absent] = await Promise.all([
    ftrack.some(({ category }) => category !== null) ? project.lists.readFolders() : [],
    project.lists.readItems(listsToCompare(ftrack, ayon)),
    findListedTwins(run, ftrack),
    confirmAbsent(session, { entityType: 'List', ids: unlisted, projectId: ftrackProject.id }),
  ]);
  return { ftrack, ayon, folders, items, twins, absent };
}

/** Ids of the lists that are to be looked at; null for all. */
async function findMarkedLists({ session, scope }: PartRun): Promise<ReadonlySet<string> | null> {
  if (scope === 'all') return null;
  const holding = scope.fresh.size > 0 ? await readListsHolding(session, scope.fresh) : [];
  return new Set([...scope.marked, ...holding]);
}

/** Those that a ftrack list may be compared with. */
function listsToCompare(ftrack: readonly FtrackList[], ayon: readonly AyonList[]): AyonList[] {
  const ids = new Set(ftrack.map(({ id }) => id));
  const made = new Set(ftrack.map(({ id }) => ayonIdOf(id)));
  const names = new Set(ftrack.map(({ name }) => name.toLowerCase()));
  return ayon.filter(({ id, ftrackId, label }) =>
    ftrackId === null ? made.has(id) || names.has(label.toLowerCase()) : ids.has(ftrackId),
  );
}

async function findListedTwins(run: PartRun, lists: readonly FtrackList[]): Promise<Map<string, ListedTwin>> {
  const idsOf = (type: string) =>
    lists.flatMap(({ systemType, items }) =>
      systemType === type ? items.map(({ entityId }) => entityId) : [],
    );
  const { session, project, catalog } = run;
  const [contexts, versions] = await Promise.all([
    run.twins.find(idsOf('task')),
    findVersionTwins(session, project.versions, {
      ftrackIds: idsOf('assetversion'),
      idAttribute: attributeId(catalog.attributes, AYON_ID_KEY),
    }),
  ]);
  return new Map<string, ListedTwin>([
    ...[...contexts].map(([id, { kind, id: twin }]) => [id, { type: kind, id: twin }] as const),
    ...[...versions].map(([id, twin]) => [id, { type: 'version', id: twin }] as const),
  ]);
}

function describeList(change: ListChange): PlannedOperation[] {
  const { id, ftrackId, label, create, update, remove, addItems, removeItems } = change;
  const base = { system: 'ayon', entityType: 'list', path: `/lists/${label}`, id, ftrackId } as const;
  const counts = [
    ...(addItems.length > 0 ? [`+${addItems.length}`] : []),
    ...(removeItems.length > 0 ? [`-${removeItems.length}`] : []),
  ];
  const items = counts.length > 0 ? { items: counts.join(' ') } : {};
  if (remove) return [{ ...base, type: 'delete', data: {} }];
  if (create) return [{ ...base, type: 'create', data: { ...create, ...items } }];
  return [{ ...base, type: 'update', data: { ...update, ...items } }];
}
