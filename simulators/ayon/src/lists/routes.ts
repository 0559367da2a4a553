import { ENTITY_TYPES, type EntityType } from '../entities/facts.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError, DatabaseRefusal, InvalidData } from '../errors.ts';
import { created, noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { type Json, type JsonObject, withoutNulls } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { checkKind, type Kind, type Model } from '../validation/model.ts';
import { type EntityList, listView } from './entity-list.ts';
import { addItem, claimItems, type GivenItem, newItem } from './items.ts';
import { changeable, refuseFolder, requireList, tell, touch } from './list-call.ts';

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

/** Lists of entities. */
export function addListRoutes(router: Router, state: ServerState): void {
  const base = '/api/projects/{project_name}/lists';
  const one = `${base}/{entity_list_id}`;

  router.add('POST', base, (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: newList });
    const { items = [], ...fields } = body as { items?: GivenItem[] } & JsonObject;
    if (fields['label'] === '') throw new AyonError(400, 'Label is required');
    if (fields['entityListType'] === '') throw new AyonError(400, 'Entity list type is required');
    const list = makeList(state, call, fields);
    for (const item of items) addItem(state, call, { project, list, item });
    refuseLabel(project, list, list.label);
    refuseFolder(project, 'entity_list_folder_id', list.entityListFolderId);
    // An id that is used takes the place of the list that has it.
    const known = project.lists.get(list.id);
    if (known) Object.assign(list, { createdBy: known.createdBy, createdAt: known.createdAt });
    claimItems(project, list, known?.items ?? []);
    project.lists.set(list.id, list);
    tell(state, call, { project, list, what: known ? 'changed' : 'created' });
    const { id, entityListType, entityType, label, count } = list;
    return created({ id, entityListType, entityType, label, count });
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
    Object.assign(list, plain, touch(state, call), { count: list.items.length });
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
    Object.assign(list, touch(state, call), { count: list.items.length });
    return ok(null);
  });

  router.add('POST', `${one}/materialize`, (call) => {
    requireList(readableProject(state, call), call);
    throw new AyonError(501, 'Materialize entity list is not implemented yet');
  });
}

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
    count: 0,
    createdBy: user,
    updatedBy: user,
    createdAt: now,
    updatedAt: now,
  };
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
  const isTaken = [...project.lists.values()].some((other) => other.id !== list.id && other.label === label);
  if (isTaken)
    throw new DatabaseRefusal('unique-violation', `Entity_list with label '${label}' already exists.`);
}
