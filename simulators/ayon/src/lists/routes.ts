import { ENTITY_TYPES, type EntityType } from '../entities/facts.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError, Crash, DatabaseRefusal, InvalidData } from '../errors.ts';
import { created, noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { type Json, type JsonObject, withoutNulls } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { checkKind, type Kind, type Model } from '../validation/model.ts';
import { type EntityList, insertItem, type ListItem, listView, pruneItems } from './entity-list.ts';

const itemFields: Model = {
  id: { kind: kinds.entityId, nullable: true },
  entityId: { kind: kinds.anyString },
  position: { kind: kinds.integer, nullable: true },
  label: { kind: kinds.anyString, nullable: true },
  attrib: { kind: kinds.dict },
  data: { kind: kinds.dict },
  tags: { kind: kinds.strings },
};
const newItem: Model = { ...itemFields, entityId: { kind: kinds.anyString, required: true } };
/** Nothing, reading, writing, everything. */
const ACCESS_LEVELS = [0, 10, 20, 30];
const listFields: Model = {
  entityListFolderId: { kind: kinds.entityId, nullable: true },
  access: { kind: { is: 'map', of: { is: 'number-of', values: ACCESS_LEVELS } } },
  attrib: { kind: kinds.dict },
  data: { kind: kinds.dict },
  template: { kind: kinds.dict },
  tags: { kind: kinds.strings },
  owner: { kind: kinds.anyString, nullable: true },
  active: { kind: kinds.bool },
};
const newList: Model = {
  id: { kind: kinds.entityId, nullable: true },
  entityListType: { kind: kinds.anyString },
  entityType: { kind: { is: 'one-of', values: listedTypes() }, required: true },
  label: { kind: kinds.anyString, required: true },
  ...listFields,
  items: { kind: { is: 'list', of: { is: 'model', model: newItem } } },
};
const MODES = ['replace', 'merge', 'delete'] as const;

type GivenItem = Partial<ListItem> & { position?: number | null };

/** Lists of entities and the folders they are kept in. */
export function addListRoutes(router: Router, state: ServerState): void {
  const base = '/api/projects/{project_name}/lists';
  const one = `${base}/{entity_list_id}`;

  router.add('POST', base, (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: newList });
    const { items = [], ...fields } = body as { items?: GivenItem[] } & JsonObject;
    const list = makeList(state, call, fields);
    refuseId(project, list);
    refuseLabel(project, list, list.label);
    for (const item of items) addItem(state, call, { project, list, item });
    project.lists.set(list.id, list);
    tell(state, call, { project, list, what: 'created' });
    const { id, entityListType, entityType, label } = list;
    return created({ id, entityListType, entityType, label, count: list.items.length });
  });

  router.add('GET', one, (call) => {
    const project = readableProject(state, call);
    return ok(listView(project, requireList(project, call)));
  });

  router.add('PATCH', one, (call) => {
    const { project, list } = changeable(state, call);
    const { body } = call.check({
      body: { label: { kind: kinds.anyString, nullable: true }, ...listFields },
    });
    const { data, attrib, ...plain } = body as JsonObject;
    if (plain['label'] === null)
      throw new DatabaseRefusal('not-null-violation', 'Missing required field: label');
    if (typeof plain['label'] === 'string') refuseLabel(project, list, plain['label']);
    refuseFolder(project, 'entity_list_folder_id', plain['entityListFolderId']);
    Object.assign(list, plain, touch(state, call));
    list.data = withoutNulls({ ...list.data, ...(data as JsonObject | undefined) });
    list.attrib = withoutNulls({ ...list.attrib, ...(attrib as JsonObject | undefined) });
    tell(state, call, { project, list, what: 'changed' });
    return noContent();
  });

  router.add('DELETE', one, (call) => {
    const { project, list } = changeable(state, call);
    project.lists.delete(list.id);
    tell(state, call, { project, list, what: 'deleted' });
    return noContent();
  });

  router.add('GET', `${one}/entities`, (call) => {
    const project = readableProject(state, call);
    const { entityType, items } = requireList(project, call, (id) => `Entity list ID '${id}' not found`);
    if (items.length === 0)
      throw new AyonError(404, `Entity list ID '${call.params['entity_list_id']}' not found`);
    return ok({ entityType, entityIds: [...new Set(items.map(({ entityId }) => entityId))] });
  });

  router.add('GET', `${one}/attributes`, (call) => {
    const project = readableProject(state, call);
    return ok(requireList(project, call, () => 'Entity list not found').data['attributes'] ?? []);
  });

  router.add('PUT', `${one}/attributes`, (call) => {
    const { list } = changeable(state, call);
    list.data['attributes'] = readDefinitions(call.json());
    Object.assign(list, touch(state, call));
    return ok(null);
  });

  router.add('POST', `${one}/materialize`, (call) => {
    requireList(readableProject(state, call), call);
    throw new AyonError(501, 'Materialize entity list is not implemented yet');
  });

  addItemRoutes(router, state, one);
  addFolderRoutes(router, state);
}

function addItemRoutes(router: Router, state: ServerState, one: string): void {
  router.add('POST', `${one}/items`, (call) => {
    const { project, list } = changeable(state, call);
    const { body } = call.check({ body: newItem });
    addItem(state, call, { project, list, item: body as GivenItem });
    Object.assign(list, touch(state, call));
    tell(state, call, { project, list, what: 'changed' });
    return created(null);
  });

  router.add('PATCH', `${one}/items`, (call) => {
    const { project, list } = changeable(state, call);
    const { mode, items } = readItems(call);
    allOrNone(list, () => {
      if (mode === 'replace') list.items = [];
      for (const item of items) {
        if (mode === 'delete') removeItem(list, item.id);
        else if (list.items.some(({ id }) => id === item.id)) patchItem(state, call, { list, item });
        else addItem(state, call, { project, list, item });
      }
    });
    tell(state, call, { project, list, what: 'changed' });
    return ok(null);
  });

  router.add('PATCH', `${one}/items/{entity_list_item_id}`, (call) => {
    const { project, list } = changeable(state, call);
    const { body } = call.check({ body: itemFields });
    const id = call.params['entity_list_item_id'] ?? '';
    patchItem(state, call, { list, item: { ...(body as GivenItem), id } });
    tell(state, call, { project, list, what: 'changed' });
    return ok(null);
  });

  router.add('DELETE', `${one}/items/{entity_list_item_id}`, (call) => {
    const { project, list } = changeable(state, call);
    removeItem(list, call.params['entity_list_item_id']);
    tell(state, call, { project, list, what: 'changed' });
    return ok(null);
  });
}

function addFolderRoutes(router: Router, state: ServerState): void {
  const base = '/api/projects/{project_name}/entityListFolders';
  router.add('GET', base, (call) => ok({ folders: readableProject(state, call).listFolders }));

  router.add('POST', base, (call) => {
    const project = findProject(state, call);
    const { body } = call.check({
      body: {
        label: { kind: kinds.label, required: true },
        parentId: { kind: kinds.entityId, nullable: true },
      },
    });
    const id = state.newId();
    const label = String(body['label']);
    const parentId = typeof body['parentId'] === 'string' ? body['parentId'] : null;
    const isTaken = project.listFolders.some(
      ({ parentId: place, label: taken }) =>
        place === parentId && typeof taken === 'string' && taken.toLowerCase() === label.toLowerCase(),
    );
    if (isTaken) throw new AyonError(409, 'Folder with the given ID already exists');
    refuseFolder(project, 'parent_id', parentId);
    project.listFolders.push({
      id,
      label,
      parentId,
      position: project.listFolders.length,
      owner: call.identity.user.name,
      access: {},
      data: { color: null, icon: null, scope: null },
    });
    return ok({ id });
  });
}

/** Mode and items; both are checked, and all complaints come at once. */
function readItems(call: Call): { mode: (typeof MODES)[number]; items: GivenItem[] } {
  const given = call.json() as { items?: unknown };
  const isEmpty = Array.isArray(given.items) && given.items.length === 0;
  const model: Model = {
    items: { kind: { is: 'list', of: { is: 'model', model: itemFields } }, required: true },
    mode: { kind: { is: 'one-of', values: MODES } },
  };
  try {
    const { body } = call.check({ body: model });
    if (!isEmpty) {
      const mode = MODES.find((known) => known === body['mode']) ?? 'replace';
      return { mode, items: body['items'] as GivenItem[] };
    }
  } catch (error) {
    if (!isEmpty || !(error instanceof InvalidData)) throw error;
    throw new InvalidData('Request', [noItems, ...error.errors]);
  }
  throw new InvalidData('Request', [noItems]);
}

const noItems = {
  loc: ['body', 'items'],
  msg: 'ensure this value has at least 1 items',
  type: 'value_error.list.min_items',
  ctx: { limit_value: 1 },
};

function listedTypes(): readonly EntityType[] {
  const order = ['folder', 'product', 'version', 'representation', 'task', 'workfile'];
  return [...ENTITY_TYPES].sort((left, right) => order.indexOf(left) - order.indexOf(right));
}

function makeList(state: ServerState, call: Call, fields: JsonObject): EntityList {
  const { owner, ...given } = fields;
  const user = call.identity.user.name;
  const now = state.now();
  return {
    entityListType: 'generic',
    entityListFolderId: null,
    access: {},
    attrib: {},
    data: {},
    template: {},
    tags: [],
    ...(given as Partial<EntityList>),
    id: typeof given['id'] === 'string' ? given['id'] : state.newId(),
    entityType: ENTITY_TYPES.find((type) => type === given['entityType']) ?? 'folder',
    label: String(given['label'] as string),
    owner: typeof owner === 'string' ? owner : user,
    active: given['active'] !== false,
    items: [],
    createdBy: user,
    updatedBy: user,
    createdAt: now,
    updatedAt: now,
  };
}

function changeable(state: ServerState, call: Call): { project: Project; list: EntityList } {
  const project = findProject(state, call);
  return { project, list: requireList(project, call) };
}

function requireList(
  project: Project,
  call: Call,
  complaint = (id: string): string => `Entity list ${id} not found`,
): EntityList {
  const { path } = call.check({ path: { entity_list_id: { kind: kinds.pathId } } });
  const id = path['entityListId'] ?? '';
  const list = project.lists.get(id);
  if (!list) throw new AyonError(404, complaint(id));
  pruneItems(project, list);
  return list;
}

/** Changes the items of a list in one transaction: what is refused leaves them as they were. */
function allOrNone(list: EntityList, change: () => void): void {
  const before = list.items.map((item) => ({ ...item }));
  try {
    change();
  } catch (error) {
    list.items = before;
    throw error;
  }
}

function refuseId(project: Project, { id }: EntityList): void {
  if (project.lists.has(id))
    throw new DatabaseRefusal('unique-violation', `Entity_list with id '${id}' already exists.`);
}

/** The folders lists are kept in are checked by the database. */
function refuseFolder(project: Project, column: string, id: unknown): void {
  if (typeof id !== 'string' || project.listFolders.some((known) => known['id'] === id)) return;
  const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  throw new DatabaseRefusal(
    'foreign-key-violation',
    `${column} '${dashed}' is not present in table "entity_list_folders".`,
  );
}

/** The attributes a list gives its items; throws for what is no list of definitions. */
function readDefinitions(given: unknown): Json {
  const definition: Model = {
    name: { kind: kinds.anyString, required: true },
    data: { kind: kinds.dict, required: true },
  };
  const kind: Kind = { is: 'list', of: { is: 'model', model: definition } };
  const checked = checkKind(kind, given, ['body']);
  if ('errors' in checked) throw new InvalidData('Request', checked.errors);
  return checked.value as Json;
}

function refuseLabel(project: Project, list: EntityList, label: string): void {
  const isTaken = [...project.lists.values()].some((other) => other !== list && other.label === label);
  if (isTaken)
    throw new DatabaseRefusal('unique-violation', `Entity_list with label '${label}' already exists.`);
}

function addItem(
  state: ServerState,
  call: Call,
  { project, list, item }: { project: Project; list: EntityList; item: GivenItem },
): void {
  const { position, ...given } = item;
  const entityId = given.entityId ?? '';
  if (!new RegExp(kinds.ID_PATTERN).test(entityId)) {
    const complaint = `invalid input for query argument $1: '${entityId}' (Invalid entity ID ${entityId})`;
    throw new Crash(`asyncpg.exceptions.DataError: ${complaint}`);
  }
  if (!project.tables[list.entityType].get(entityId)) {
    const noun = list.entityType.charAt(0).toUpperCase() + list.entityType.slice(1);
    throw new AyonError(404, `${noun} ${entityId} not found`);
  }
  const user = call.identity.user.name;
  const now = state.now();
  const made = { label: null, attrib: {}, data: {}, tags: [], createdBy: user, createdAt: now };
  insertItem(
    list,
    { ...made, ...given, id: given.id ?? state.newId(), entityId, updatedBy: user, updatedAt: now },
    position ?? undefined,
  );
}

function patchItem(
  state: ServerState,
  call: Call,
  { list, item }: { list: EntityList; item: GivenItem },
): void {
  const known = removeItem(list, item.id);
  const { position, data, attrib, ...plain } = item;
  Object.assign(known.item, plain, touch(state, call));
  known.item.data = withoutNulls({ ...known.item.data, ...data });
  known.item.attrib = withoutNulls({ ...known.item.attrib, ...attrib });
  insertItem(list, known.item, position ?? known.index);
}

function removeItem(list: EntityList, id: string | undefined): { item: ListItem; index: number } {
  const index = list.items.findIndex((item) => item.id === id);
  const [item] = index < 0 ? [] : list.items.splice(index, 1);
  if (!item) throw new AyonError(404, `Item ID ${id ?? ''} not found in ${list.label}`);
  return { item, index };
}

function touch(state: ServerState, call: Call): { updatedAt: string; updatedBy: string } {
  return { updatedAt: state.now(), updatedBy: call.identity.user.name };
}

function tell(
  state: ServerState,
  call: Call,
  { project, list, what }: { project: Project; list: EntityList; what: 'created' | 'changed' | 'deleted' },
): void {
  const { id, entityListType, entityListFolderId, entityType, label, items } = list;
  const folder: JsonObject = what === 'deleted' ? { entity_list_folder_id: entityListFolderId } : {};
  state.events.dispatch({
    topic: `entity_list.${what}`,
    description: what === 'deleted' ? `Deleted entity list ${label}` : `Entity list ${label} ${what}`,
    summary: {
      id,
      entity_list_type: entityListType,
      ...folder,
      entity_type: entityType,
      label,
      count: items.length,
    },
    project: project.name,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
