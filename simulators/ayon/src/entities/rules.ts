import { type Identity, requireEntityRight } from '../auth/identity.ts';
import { AyonError, Crash, DatabaseRefusal, InvalidData } from '../errors.ts';
import { dashedId } from '../ids.ts';
import { isObject, type Json, type JsonObject, sameJson, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { ID_PATTERN } from '../validation/kinds.ts';
import { checkModel, toSnakeCase } from '../validation/model.ts';
import { refuseUnstorableJson, refuseUnstorableText } from '../validation/storable.ts';
import { createdEvent, deletedEvent, type EventDraft, updateEvents } from './change-events.ts';
import { type EntityType, FACTS, isEntityType, LOCKED_FIELDS, PATCH_MODELS, POST_MODELS } from './facts.ts';
import { type EntityRow, isActive } from './table.ts';
import { showThumbnail } from './thumbnail.ts';
import type { Transaction } from './transaction.ts';
import { hasProductsBelow, hasVersions, withDescendants } from './tree.ts';

/** Position of `attrib` among the values the server sends to the database. */
const ATTRIB_ARGUMENT = 6;

/** Where and as whom a change is made. */
export interface ChangeContext {
  state: ServerState;
  project: Project;
  identity: Identity;
  transaction: Transaction;
}

/** What a change did: the entity and the events to send once it is committed. */
export interface Change {
  id: string;
  events: EventDraft[];
}

/** Makes an entity. */
export function createEntity(
  context: ChangeContext,
  type: EntityType,
  { id: givenId, data }: { id?: string | undefined; data: JsonObject },
): Change {
  const { state, project, identity, transaction } = context;
  const facts = FACTS[type];
  const checked = checkEntity(context, type, { data, purpose: 'Post' });
  const id = givenId ?? (typeof checked['id'] === 'string' ? checked['id'] : state.newId());
  if (givenId !== undefined) checkGivenId(type, givenId);
  requireEntityRight({ state, identity }, 'Create', project.name);
  const values = initialValues(context, type, checked);
  if (type === 'version') refuseSecondHero(project, values);
  if (project.tables[type].get(id)) {
    throw new DatabaseRefusal('unique-violation', `${facts.title} with id '${dashedId(id)}' already exists.`);
  }
  const now = state.now();
  const isDocumented = facts.authorship === 'both';
  const row: EntityRow = {
    type,
    id,
    order: project.tables[type].nextOrder(),
    values,
    attrib: withoutNullValues(objectOf(checked['attrib'])),
    createdAt: now,
    updatedAt: now,
    createdBy: isDocumented ? identity.user.name : null,
    updatedBy: isDocumented ? identity.user.name : null,
    cache: {},
  };
  if (type === 'folder') refuseOwnParent(row.id, values);
  refuseConflict(project, row);
  refuseDangling(project, type, values);
  project.tables[type].insert(row, transaction);
  return { id, events: [createdEvent(row)] };
}

/** Changes an entity. `force` lifts the lock of folders with published versions. */
export function updateEntity(
  context: ChangeContext,
  row: EntityRow,
  { data, force = false }: { data: JsonObject; force?: boolean },
): Change {
  const { state, project, identity, transaction } = context;
  const { type, id } = row;
  const checked = checkEntity(context, type, { data, purpose: 'Patch' });
  requireEntityRight({ state, identity }, 'Update', project.name);
  const { values, attrib } = mergeChange(row, checked);
  if (type === 'folder') refuseFolderChange(project, row, { values, force });
  for (const [field, fact] of Object.entries(FACTS[type].fields)) {
    if (values[field] === null && !fact.nullable) refuseNull(field);
  }
  const changed: EntityRow = { ...row, values };
  if (isActive(changed)) refuseConflict(project, changed);
  refuseDangling(project, type, values, row.values);
  const before: EntityRow = { ...row, cache: {} };
  const events = updateEvents(project, {
    before,
    after: { ...changed, attrib, cache: {} },
    patch: checked,
  });
  project.tables[type].update(
    row,
    { values, attrib, updatedAt: state.now(), updatedBy: identity.user.name },
    transaction,
  );
  forgetComputed(project, before, row, transaction);
  return { id, events };
}

/** Deletes an entity and what hangs on it. A folder with products below asks for `force`. */
export function deleteEntity(
  context: ChangeContext,
  row: EntityRow,
  options: { force?: boolean } = {},
): Change {
  const { project, identity, transaction, state } = context;
  requireEntityRight({ state, identity }, 'Delete', project.name);
  if (row.type === 'folder' && !options.force && hasProductsBelow(project, row)) {
    throw new AyonError(409, 'Unable to delete a folder with products or tasks.', {
      errorCode: 'delete-folder-with-children',
    });
  }
  const event = deletedEvent(state, project, row);
  if (row.type === 'folder') {
    for (const id of [...withDescendants(project, [row.id])].reverse()) {
      const folder = project.tables.folder.get(id);
      if (folder) removeRow(project, folder, transaction);
    }
  } else removeRow(project, row, transaction);
  return { id: row.id, events: [event] };
}

/** The row, or 404. */
export function findEntity(project: Project, type: EntityType, id: string): EntityRow {
  const row = project.tables[type].get(id);
  if (!row) throw new AyonError(404, `Entity ${id} not found`, {});
  return row;
}

function checkEntity(
  { state }: ChangeContext,
  type: EntityType,
  { data, purpose }: { data: JsonObject; purpose: 'Post' | 'Patch' },
): Record<string, Json> {
  const model = (purpose === 'Post' ? POST_MODELS : PATCH_MODELS)[type];
  const { value, errors } = checkModel(model, data);
  if (isObject(value['attrib'])) {
    const attrib = state.attributes.check(type, value['attrib'], ['attrib']);
    value['attrib'] = attrib.value;
    errors.push(...attrib.errors);
  }
  if (errors.length > 0) throw new InvalidData(`${FACTS[type].title}${purpose}Model`, errors);
  if (type === 'task') refuseNamelessSubtasks(value['data']);
  for (const given of Object.values(value)) {
    if (isObject(given)) refuseUnstorableJson(given, ATTRIB_ARGUMENT);
    else refuseUnstorableText(given);
  }
  return value as Record<string, Json>;
}

/** Subtasks of a task are the only part of `data` that is looked at. */
function refuseNamelessSubtasks(data: unknown): void {
  const subtasks = isObject(data) ? data['subtasks'] : undefined;
  if (!Array.isArray(subtasks)) return;
  for (const subtask of subtasks) {
    if (isObject(subtask) && (textOf(subtask['name']) || textOf(subtask['label']))) continue;
    const complaint = '__root__\n  Subtask name/label cannot be empty (type=value_error)';
    throw new Crash(`pydantic.error_wrappers.ValidationError: 1 validation error for Subtask\n${complaint}`);
  }
}

function checkGivenId(type: EntityType, id: string): void {
  if (new RegExp(ID_PATTERN).test(id)) return;
  throw new InvalidData(`${FACTS[type].title}Model`, [
    {
      loc: ['id'],
      msg: `string does not match regex "${ID_PATTERN}"`,
      type: 'value_error.str.regex',
      ctx: { pattern: ID_PATTERN },
    },
  ]);
}

function initialValues(
  { project, identity }: ChangeContext,
  type: EntityType,
  given: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [field, fact] of Object.entries(FACTS[type].fields)) {
    if (field === 'createdBy' || field === 'updatedBy') continue;
    values[field] = given[field] ?? copyInitial(fact.initial);
  }
  values['data'] = withoutNullValues(objectOf(given['data']));
  values['status'] ??= project.initialStatus(type);
  if (type === 'folder') values['folderType'] ??= project.folderTypes[0]?.name ?? '';
  if (type === 'product') values['productBaseType'] ??= values['productType'] ?? null;
  if (type === 'version') values['author'] ??= identity.user.name;
  for (const [field, fact] of Object.entries(FACTS[type].fields)) {
    if (!fact.nullable && (values[field] === null || values[field] === undefined)) refuseNull(field);
  }
  return values;
}

function copyInitial(initial: Json | readonly never[] | undefined): Json {
  return Array.isArray(initial) ? [] : ((initial as Json | undefined) ?? null);
}

function mergeChange(
  row: EntityRow,
  patch: Readonly<Record<string, Json>>,
): Pick<EntityRow, 'values' | 'attrib'> {
  const values = { ...row.values };
  for (const [field, value] of Object.entries(patch)) {
    if (field === 'attrib' || field === 'createdBy' || field === 'updatedBy') continue;
    if (field === 'data') {
      if (isObject(value)) values['data'] = withoutNullValues({ ...objectOf(row.values['data']), ...value });
    } else values[field] = value;
  }
  if ('thumbnailId' in patch) showThumbnail(values, values['thumbnailId'] as string | null);
  const attrib = isObject(patch['attrib'])
    ? withoutNullValues({ ...row.attrib, ...patch['attrib'] })
    : row.attrib;
  return { values, attrib };
}

function refuseFolderChange(
  project: Project,
  row: EntityRow,
  { values, force }: { values: Record<string, Json>; force: boolean },
): void {
  const changed = LOCKED_FIELDS.filter((field) => !sameJson(values[field], row.values[field]));
  if (changed[0] !== undefined && !force && hasVersions(project, row)) {
    throw new AyonError(403, `Cannot change ${toSnakeCase(changed[0])} of a folder with published versions`);
  }
  const { parentId } = values;
  if (!changed.includes('parentId') || typeof parentId !== 'string') return;
  refuseOwnParent(row.id, values);
  if (withDescendants(project, [row.id]).has(parentId)) {
    throw new AyonError(400, 'Folder cannot be moved to one of its descendants');
  }
}

function refuseOwnParent(id: string, { parentId }: Record<string, Json>): void {
  if (parentId === id) throw new AyonError(400, 'Folder cannot be its own parent');
}

/** A product has one hero version, whatever its number. */
function refuseSecondHero(project: Project, { version, productId }: Record<string, Json>): void {
  if (Number(version) >= 0) return;
  const others = project.tables.version.having('productId', textOf(productId));
  if ([...others].some(({ values }) => Number(values['version']) < 0))
    throw new AyonError(409, 'Hero version already exists.');
}

function refuseNull(field: string): never {
  throw new DatabaseRefusal('not-null-violation', `Missing required field: ${toSnakeCase(field)}`);
}

function refuseConflict(project: Project, row: EntityRow): void {
  if (!isActive(row)) return;
  const { facts } = project.tables[row.type];
  const other = project.tables[row.type].conflict(row.values);
  if (other === undefined || other === row.id) return;
  const fields = facts.unique.fields.filter((field) => !(field === 'parentId' && row.values[field] === null));
  const columns = fields.map((field) => columnText(field, facts.unique.caseless)).join(', ');
  const shown = fields.map((field) => {
    const text = textOf(row.values[field]);
    if (field === facts.unique.caseless) return text.toLowerCase();
    return field.endsWith('Id') ? dashedId(text) : text;
  });
  throw new DatabaseRefusal(
    'unique-violation',
    `${facts.title} with ${columns} '${shown.join(', ')}' already exists.`,
  );
}

function columnText(field: string, caseless: string | undefined): string {
  return field === caseless ? `lower(${toSnakeCase(field)}::text)` : toSnakeCase(field);
}

function refuseDangling(
  project: Project,
  type: EntityType,
  ...[values, before]: [Record<string, Json>, Record<string, Json>?]
): void {
  for (const [field, { references }] of Object.entries(FACTS[type].fields)) {
    const value = values[field];
    if (field === 'thumbnailId' && typeof value === 'string' && !project.thumbnails.has(value)) {
      const detail = `thumbnail_id '${dashedId(value)}' is not present in table "thumbnails".`;
      throw new DatabaseRefusal('foreign-key-violation', detail);
    }
    if (references === undefined || typeof value !== 'string' || before?.[field] === value) continue;
    const isThere = isEntityType(references)
      ? project.tables[references].get(value) !== undefined
      : project.namesOf(references)?.some(({ name }) => name === value);
    if (isThere) continue;
    const table = isEntityType(references) ? FACTS[references].table : references;
    const shown = isEntityType(references) ? dashedId(value) : value;
    throw new DatabaseRefusal(
      'foreign-key-violation',
      `${toSnakeCase(field)} '${shown}' is not present in table "${table}".`,
    );
  }
}

/** Deletes a row and what depends on it; versions only lose their task. */
function removeRow(project: Project, row: EntityRow, transaction: Transaction): void {
  const { tables } = project;
  if (row.type === 'folder') {
    for (const task of tables.task.having('folderId', row.id)) removeRow(project, task, transaction);
    for (const product of tables.product.having('folderId', row.id)) removeRow(project, product, transaction);
  } else if (row.type === 'task') {
    for (const version of tables.version.having('taskId', row.id)) {
      tables.version.update(version, { values: { ...version.values, taskId: null } }, transaction);
    }
    for (const file of tables.workfile.having('taskId', row.id)) removeRow(project, file, transaction);
  } else if (row.type === 'product') {
    for (const version of tables.version.having('productId', row.id))
      removeRow(project, version, transaction);
  } else if (row.type === 'version') {
    for (const file of tables.representation.having('versionId', row.id))
      removeRow(project, file, transaction);
  }
  tables[row.type].delete(row, transaction);
  for (let index = project.links.length - 1; index >= 0; index -= 1) {
    const link = project.links[index];
    if (link && (link.inputId === row.id || link.outputId === row.id)) {
      project.links.splice(index, 1);
      transaction.note(() => project.links.splice(index, 0, link));
    }
  }
}

/** Paths and inherited values computed before a change are void after it, and after its undoing. */
function forgetComputed(
  project: Project,
  before: EntityRow,
  ...[after, transaction]: [EntityRow, Transaction]
): void {
  const forget = (): void => {
    if (after.type === 'folder') {
      if (before.values['name'] !== after.values['name']) project.pathGeneration += 1;
      if (before.values['parentId'] !== after.values['parentId']) {
        project.pathGeneration += 1;
        project.attribGeneration += 1;
      }
      if (!sameJson(before.attrib, after.attrib)) project.attribGeneration += 1;
    } else after.cache = {};
  };
  forget();
  transaction.note(() => {
    project.pathGeneration += 1;
    project.attribGeneration += 1;
    after.cache = {};
  });
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function withoutNullValues(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}
