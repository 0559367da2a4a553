import type { AyonEntity, AyonWrite } from '@ynput/ftrack-common/sync';
import * as fc from 'fast-check';
import type { GeneratedProject } from './generated-project.ts';

/** Something a person does in ftrack; numbers choose among what is there. */
export type FtrackEdit =
  | { do: 'add'; at: number; type: string; name: string }
  | { do: 'rename'; at: number; name: string }
  | { do: 'move'; at: number; to: number }
  | { do: 'remove'; at: number }
  | { do: 'set'; at: number; field: 'status' | 'type' | 'date' | 'description'; value: number }
  | { do: 'value'; at: number; key: 'rate' | 'first' | 'ayon_sync_failed'; value: unknown }
  | { do: 'assign'; at: number; user: string }
  | { do: 'copy_id'; at: number; from: number }
  | { do: 'forget_id'; at: number };

/** Something a person does in AYON. */
export type AyonEdit =
  | { do: 'rename'; at: number; name: string }
  | { do: 'move'; at: number; to: number }
  | { do: 'deactivate' | 'delete' | 'publish' | 'forget' | 'copy'; at: number }
  | { do: 'change'; at: number; value: number }
  | { do: 'add'; at: number; name: string };

const index = fc.nat({ max: 40 });
const TYPES = ['Folder', 'Sequence', 'Shot', 'Milestone', 'Task', 'Task'];

/** Edits with these names. Names that AYON takes for the same collide there. */
export function ftrackEdits(names: readonly string[]): fc.Arbitrary<FtrackEdit> {
  const name = fc.constantFrom(...names);
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('add' as const),
        at: index,
        type: fc.constantFrom(...TYPES),
        name,
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), at: index, name }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), at: index, to: index }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), at: index }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('set' as const),
        at: index,
        field: fc.constantFrom('status' as const, 'type' as const, 'date' as const, 'description' as const),
        value: index,
      }),
    },
    fc.record({
      do: fc.constant('value' as const),
      at: index,
      key: fc.constant('rate' as const),
      value: fc.constantFrom('24', '24000/1001', ''),
    }),
    fc.record({
      do: fc.constant('value' as const),
      at: index,
      key: fc.constant('first' as const),
      value: fc.constantFrom('1001', '7', ''),
    }),
    fc.record({
      do: fc.constant('value' as const),
      at: index,
      key: fc.constant('ayon_sync_failed' as const),
      value: fc.boolean(),
    }),
    fc.record({ do: fc.constant('assign' as const), at: index, user: fc.constantFrom('admin', 'ada') }),
    fc.record({ do: fc.constant('copy_id' as const), at: index, from: index }),
    fc.record({ do: fc.constant('forget_id' as const), at: index }),
  );
}

/** Edits that leave every entity of AYON findable: there is one way only to make both sides equal again. */
export function harmlessAyonEdits(names: readonly string[]): fc.Arbitrary<AyonEdit> {
  return fc.oneof(
    fc.record({ do: fc.constant('rename' as const), at: index, name: fc.constantFrom(...names) }),
    fc.record({ do: fc.constant('move' as const), at: index, to: index }),
    fc.record({ do: fc.constantFrom('deactivate' as const, 'delete' as const), at: index }),
    fc.record({ do: fc.constant('change' as const), at: index, value: index }),
  );
}

/** Also edits after which a person has to decide: entities made in AYON, copied there, or cut off from ftrack. */
export function ayonEdits(names: readonly string[]): fc.Arbitrary<AyonEdit> {
  return fc.oneof(
    harmlessAyonEdits(names),
    fc.record({ do: fc.constantFrom('forget' as const, 'copy' as const), at: index }),
    fc.record({ do: fc.constant('add' as const), at: index, name: fc.constantFrom(...names) }),
  );
}

type Row = Readonly<Record<string, unknown>>;

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(1, items.length)];
}

function textOf(row: Row, key: string): string {
  return String(row[key]);
}

/** Makes an edit in ftrack, as far as ftrack takes it. Returns the ids its events would name. */
export function editFtrack(project: GeneratedProject, edit: FtrackEdit): string[] {
  const { studio } = project;
  const all = project.contexts();
  const target = pick(all, edit.at);
  if (edit.do === 'add') return addContext(project, edit);
  if (!target) return [];
  const id = textOf(target, 'id');
  const set = (data: Row): string[] => (studio.tryRun(updateOf('TypedContext', [id], data)) ? [id] : []);
  const store = (key: string, value: unknown): string[] => {
    const stored = updateOf('ContextCustomAttributeValue', [studio.configurationId(key), id], { value });
    return studio.tryRun(stored) ? [id] : [];
  };
  switch (edit.do) {
    case 'rename':
      return set({ name: edit.name });
    case 'move': {
      const to = pick(
        all.filter((row) => !isTask(project, row)),
        edit.to,
      );
      const isCircle = to !== undefined && chainOf(all, textOf(to, 'id')).includes(id);
      return to === undefined || isCircle ? [] : set({ parent_id: to['id'] });
    }
    case 'remove': {
      const gone = all
        .filter((row) => chainOf(all, textOf(row, 'id')).includes(id))
        .map((row) => textOf(row, 'id'));
      const deletion = { action: 'delete', entity_type: 'TypedContext', entity_key: [id] };
      return studio.tryRun(deletion) ? gone : [];
    }
    case 'set':
      return set(fieldOf(project, target, edit));
    case 'value':
      return edit.key === 'first' && target['object_type_id'] !== studio.catalog.objectTypes.get('Shot')
        ? []
        : store(edit.key, edit.value);
    case 'assign':
      return isTask(project, target) && toggleAssignment(project, id, edit.user) ? [id] : [];
    case 'copy_id': {
      const from = pick(all, edit.from);
      const copied = from && storedValue(project, 'ayon_id', textOf(from, 'id'));
      return typeof copied === 'string' ? store('ayon_id', copied) : [];
    }
    case 'forget_id':
      return store('ayon_id', '');
  }
}

function addContext(project: GeneratedProject, edit: FtrackEdit & { do: 'add' }): string[] {
  const { studio } = project;
  const { objectTypes, taskTypes, statuses } = studio.catalog;
  const folders = project.contexts().filter((row) => !isTask(project, row));
  const parent = edit.at % 3 === 0 ? undefined : pick(folders, edit.at);
  const isNewTask = edit.type === 'Task';
  if (isNewTask && parent === undefined) return [];
  const id = studio.newId();
  const data = {
    __entity_type__: edit.type,
    id,
    name: edit.name,
    project_id: project.id,
    parent_id: parent?.['id'] ?? project.id,
    object_type_id: objectTypes.get(edit.type),
    status_id: statuses.get('Not started'),
    ...(isNewTask && { type_id: taskTypes.get('Animation') }),
  };
  return studio.tryRun({ action: 'create', entity_type: edit.type, entity_data: data }) ? [id] : [];
}

const DATES = ['2024-10-29T22:00:00', '2024-03-31T00:00:00', null];
const DESCRIPTIONS = ['', 'hello', 'two\nlines'];

function fieldOf(project: GeneratedProject, target: Row, { field, value }: FtrackEdit & { do: 'set' }): Row {
  const { statuses, taskTypes } = project.studio.catalog;
  switch (field) {
    case 'status':
      return { status_id: statuses.get(['Not started', 'In progress', 'Approved'][value % 3] ?? '') };
    case 'type':
      return isTask(project, target)
        ? { type_id: taskTypes.get(['Animation', 'Compositing'][value % 2] ?? '') }
        : { description: `type ${value}` };
    case 'date':
      return { start_date: dateOf(DATES[value % 3]), end_date: dateOf(DATES[(value + 1) % 3]) };
    case 'description':
      return { description: DESCRIPTIONS[value % 3] };
  }
}

function dateOf(value: string | null | undefined): unknown {
  return value ? { __type__: 'datetime', value } : null;
}

function isTask(project: GeneratedProject, row: Row): boolean {
  return row['object_type_id'] === project.studio.catalog.objectTypes.get('Task');
}

/** Ids of an entity and all above it. */
function chainOf(all: readonly Row[], id: string): string[] {
  const parents = new Map(all.map((row) => [textOf(row, 'id'), textOf(row, 'parent_id')]));
  const chain: string[] = [];
  for (let at: string | undefined = id; at !== undefined && !chain.includes(at); at = parents.get(at))
    chain.push(at);
  return chain;
}

function toggleAssignment(project: GeneratedProject, taskId: string, username: string): boolean {
  const { studio } = project;
  const userId = studio.catalog.users.get(username);
  for (const { row } of studio.server.store.rows('Appointment')) {
    if (row['context_id'] !== taskId || row['resource_id'] !== userId) continue;
    return studio.tryRun({ action: 'delete', entity_type: 'Appointment', entity_key: [row['id']] });
  }
  const data = {
    __entity_type__: 'Appointment',
    type: 'assignment',
    context_id: taskId,
    resource_id: userId,
  };
  return studio.tryRun({ action: 'create', entity_type: 'Appointment', entity_data: data });
}

function storedValue(project: GeneratedProject, key: string, entityId: string): unknown {
  const configuration = project.studio.configurationId(key);
  for (const { row } of project.studio.server.store.rows('ContextCustomAttributeValue'))
    if (row['configuration_id'] === configuration && row['entity_id'] === entityId) return row['value'];
  return null;
}

function updateOf(entityType: string, key: readonly unknown[], data: Row): Row {
  return {
    action: 'update',
    entity_type: entityType,
    entity_key: key,
    entity_data: { __entity_type__: entityType, ...data },
  };
}

/** Makes an edit in AYON, as far as AYON takes it. */
export async function editAyon(project: GeneratedProject, edit: AyonEdit): Promise<void> {
  const ayon = project.ayon.server.openProject(project.name);
  const all = [...(await project.entities()).values()];
  const folders = all.filter(({ kind }) => kind === 'folder');
  const target = pick(all, edit.at);
  const add = (name: string, own: Row = {}): AyonWrite => ({
    type: 'create',
    entityType: 'folder',
    entityId: project.studio.newId().replaceAll('-', ''),
    data: { name, folderType: 'Folder', parentId: pick(folders, edit.at)?.id ?? null, attrib: own },
  });
  const update = ({ kind, id }: AyonEntity, data: Row): AyonWrite => ({
    type: 'update',
    entityType: kind,
    entityId: id,
    data,
  });
  const tryApply = (write: AyonWrite) => ayon.apply([write]).catch(() => undefined);
  if (edit.do === 'add') return await tryApply(add(edit.name));
  if (!target) return;
  switch (edit.do) {
    case 'rename':
      return await tryApply(update(target, { name: edit.name.replaceAll(/[^a-zA-Z0-9]/g, '_') }));
    case 'move': {
      const to = pick(folders, edit.to)?.id;
      return await tryApply(update(target, { [target.kind === 'task' ? 'folderId' : 'parentId']: to }));
    }
    case 'deactivate':
      return await tryApply(update(target, { active: false }));
    case 'delete':
      return await tryApply({ type: 'delete', entityType: target.kind, entityId: target.id });
    case 'publish': {
      const folder = pick(folders, edit.at);
      if (folder?.active) await project.publish(folder.id);
      return;
    }
    case 'forget':
      return await tryApply(update(target, { attrib: { ftrackId: null } }));
    case 'copy':
      return await tryApply(add(`copy_${edit.at}`, { ftrackId: target.own['ftrackId'] ?? null }));
    case 'change':
      return await tryApply(
        update(target, {
          label: ['other', null][edit.value % 2],
          attrib: { fps: 7 + edit.value, description: 'by a person' },
        }),
      );
  }
}
