import type { PartIds, PartName } from '@ynput/ftrack-common/sync';
import * as fc from 'fast-check';
import { editFtrack, type FtrackEdit } from './edits.ts';
import type { GeneratedProject } from './generated-project.ts';

/** Something a person does with links, lists and versions in ftrack; numbers choose among what is there. */
export type PartEdit =
  | { do: 'link'; from: number; to: number }
  | { do: 'make_list'; name: string; of: 'TypedContextList' | 'AssetVersionList' }
  | { do: 'close_list' | 'remove_list'; at: number }
  | { do: 'item'; list: number; at: number }
  | { do: 'make_asset'; at: number; name: string }
  | { do: 'make_version'; at: number; number: number }
  | { do: 'approve' | 'withdraw'; at: number };

const index = fc.nat({ max: 40 });
const choose = <Name extends string>(...names: Name[]) => fc.constantFrom(...names);

export const partEdits: fc.Arbitrary<PartEdit> = fc.oneof(
  fc.record({ do: choose('link'), from: index, to: index }),
  fc.record({
    do: choose('make_list'),
    name: choose('Dailies', 'dailies', 'Client', "It's"),
    of: choose('TypedContextList', 'AssetVersionList'),
  }),
  fc.record({ do: choose('close_list', 'remove_list'), at: index }),
  { weight: 3, arbitrary: fc.record({ do: choose('item'), list: index, at: index }) },
  fc.record({ do: choose('make_asset'), at: index, name: choose('model', 'Model', 'rig') }),
  {
    weight: 3,
    arbitrary: fc.record({ do: choose('make_version'), at: index, number: fc.integer({ min: 1, max: 3 }) }),
  },
  fc.record({ do: choose('approve', 'withdraw'), at: index }),
);

type Row = Readonly<Record<string, unknown>>;

/** What the events of some edits would name. */
export interface Named {
  readonly ids: ReadonlySet<string>;
  readonly parts: PartIds;
}

/** Makes edits in ftrack, as far as it takes them. */
export function editAll(project: GeneratedProject, edits: readonly (FtrackEdit | PartEdit)[]): Named {
  const ids = new Set<string>();
  const parts = new Map<PartName, Set<string>>();
  for (const edit of edits) {
    const before = readParts(project);
    if (isPartEdit(edit)) editParts(project, edit);
    else for (const id of editFtrack(project, edit)) ids.add(id);
    const after = readParts(project);
    for (const [key, { part, named }] of [...before, ...after]) {
      if (before.get(key)?.text === after.get(key)?.text) continue;
      const marked = parts.get(part) ?? new Set();
      for (const id of named) marked.add(id);
      parts.set(part, marked);
    }
  }
  return { ids, parts };
}

function isPartEdit(edit: FtrackEdit | PartEdit): edit is PartEdit {
  return !('key' in edit) && /link|list|item|make|approve|withdraw/.test(edit.do);
}

interface PartRow {
  readonly part: PartName;
  readonly named: readonly string[];
  readonly text: string;
}

/** Rows that parts are made of, with what an event of each would mark. */
function readParts(project: GeneratedProject): Map<string, PartRow> {
  const rows = new Map<string, PartRow>();
  const add = (type: string, part: PartName, keys: readonly string[]) => {
    for (const row of rowsOf(project, type)) {
      const named = keys.map((key) => String(row[key]));
      rows.set(`${type} ${String(row['id'])}`, { part, named, text: JSON.stringify(row) });
    }
  };
  add('TypedContextLink', 'links', ['from_id', 'to_id']);
  add('List', 'lists', ['id']);
  add('ListObject', 'lists', ['list_id']);
  add('AssetVersion', 'versions', ['id']);
  return rows;
}

function rowsOf(project: GeneratedProject, type: string): Row[] {
  return [...project.studio.server.store.rows(type)].map(({ row }) => row);
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(1, items.length)];
}

function editParts(project: GeneratedProject, edit: PartEdit): void {
  const { studio } = project;
  const contexts = project.contexts();
  const here = new Set(contexts.map((row) => row['id']));
  const lists = rowsOf(project, 'List').filter((row) => row['project_id'] === project.id);
  const assets = rowsOf(project, 'Asset').filter((row) => here.has(row['context_id']));
  const assetIds = new Set(assets.map((row) => row['id']));
  const versions = rowsOf(project, 'AssetVersion').filter((row) => assetIds.has(row['asset_id']));
  const create = (entityType: string, data: Row) =>
    studio.tryRun({
      action: 'create',
      entity_type: entityType,
      entity_data: { __entity_type__: entityType, id: studio.newId(), ...data },
    });
  const update = (entityType: string, row: Row | undefined, data: Row) =>
    row !== undefined &&
    studio.tryRun({
      action: 'update',
      entity_type: entityType,
      entity_key: [row['id']],
      entity_data: { __entity_type__: entityType, ...data },
    });
  const remove = (entityType: string, row: Row | undefined) =>
    row !== undefined &&
    studio.tryRun({ action: 'delete', entity_type: entityType, entity_key: [row['id']] });
  switch (edit.do) {
    case 'link': {
      const [from, to] = [pick(contexts, edit.from)?.['id'], pick(contexts, edit.to)?.['id']];
      if (from === undefined || from === to) return;
      const there = rowsOf(project, 'TypedContextLink').find(
        (row) => row['from_id'] === from && row['to_id'] === to,
      );
      if (there) remove('TypedContextLink', there);
      else create('TypedContextLink', { from_id: from, to_id: to });
      return;
    }
    case 'make_list': {
      const category = rowsOf(project, 'ListCategory')[0]?.['id'] ?? null;
      const owner = studio.catalog.users.get('admin');
      const data = { name: edit.name, project_id: project.id, category_id: category, user_id: owner };
      create(edit.of, { ...data, is_open: true });
      return;
    }
    case 'close_list': {
      const list = pick(lists, edit.at);
      update('List', list, { is_open: list?.['is_open'] === false });
      return;
    }
    case 'remove_list':
      remove('List', pick(lists, edit.at));
      return;
    case 'item': {
      const list = pick(lists, edit.list);
      const entity = pick(list?.['system_type'] === 'assetversion' ? versions : contexts, edit.at);
      if (!list || !entity) return;
      const there = rowsOf(project, 'ListObject').find(
        (row) => row['list_id'] === list['id'] && row['entity_id'] === entity['id'],
      );
      if (there) remove('ListObject', there);
      else create('ListObject', { list_id: list['id'], entity_id: entity['id'] });
      return;
    }
    case 'make_asset': {
      const context = pick(contexts, edit.at);
      const type = rowsOf(project, 'AssetType')[0]?.['id'];
      if (context) create('Asset', { name: edit.name, context_id: context['id'], type_id: type });
      return;
    }
    case 'make_version': {
      const asset = pick(assets, edit.at);
      const number = edit.number;
      const isThere = versions.some((row) => row['asset_id'] === asset?.['id'] && row['version'] === number);
      if (!asset || isThere) return;
      create('AssetVersion', { asset_id: asset['id'], version: number, is_published: true });
      return;
    }
    case 'approve':
      update('AssetVersion', pick(versions, edit.at), { status_id: studio.catalog.statuses.get('Approved') });
      return;
    case 'withdraw':
      remove('AssetVersion', pick(versions, edit.at));
  }
}
