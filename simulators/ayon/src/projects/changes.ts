import type { AttributeLibrary } from '../attributes/library.ts';
import { Crash, FailedAssertion } from '../errors.ts';
import { ENTITY_TYPES, FACTS } from '../entities/facts.ts';
import { isObject, type Json, type JsonObject, omit, sameJson, textOf } from '../json.ts';
import type { NamedItem, Project, ProjectFields } from './project.ts';
import { ABORTED_TRANSACTION } from './registry.ts';

/** An event about a project. */
export interface ProjectEvent {
  topic: string;
  description: string;
  payload?: JsonObject;
}

/** Fields whose change is told, in the order of the events, with the last part of the topic. */
const TOLD_FIELDS = [
  ['attrib', 'attrib_changed', 'attributes'],
  ['config', 'config_changed', 'config'],
  ['label', 'label_changed', 'label'],
  ['active', 'active_changed', 'active'],
  ['data', 'data_changed', 'data'],
  ['statuses', 'statuses_changed', 'statuses'],
  ['tags', 'tags_changed', 'tags'],
  ['folderTypes', 'folder_types_changed', 'folder_types'],
  ['taskTypes', 'task_types_changed', 'task_types'],
] as const;

/**
 * Changes a project. Lists replace the stored ones; an item with `original_name` renames and takes the entities with
 * it. Removing a type or status in use, or naming one twice, ends in the server's crash.
 */
export function changeProject(
  project: Project,
  patch: JsonObject,
  attributes: AttributeLibrary,
): ProjectEvent[] {
  const before = fieldsOf(project);
  refuseBrokenLists(project, patch);
  for (const [list, table] of [
    ['folderTypes', 'folder_types'],
    ['taskTypes', 'task_types'],
    ['statuses', 'statuses'],
  ] as const) {
    const items = itemsOf(patch[list]);
    if (!items) continue;
    renameInEntities(project, table, items);
    project[list] = items.map(withoutOriginalName);
  }
  for (const list of ['tags', 'linkTypes'] as const) {
    const items = itemsOf(patch[list]);
    if (items) project[list] = items.map(withoutOriginalName);
  }
  if (typeof patch['code'] === 'string') project.code = patch['code'];
  if (typeof patch['label'] === 'string') project.label = patch['label'];
  if (typeof patch['library'] === 'boolean') project.library = patch['library'];
  if (typeof patch['active'] === 'boolean') project.active = patch['active'];
  if (isObject(patch['config'])) project.config = { ...project.config, ...patch['config'] };
  if (isObject(patch['data'])) project.data = withoutNulls({ ...project.data, ...patch['data'] });
  project.attrib = withDefaults(attributes, project.attrib);
  if (isObject(patch['attrib'])) project.attrib = withoutNulls({ ...project.attrib, ...patch['attrib'] });
  project.attribGeneration += 1;
  return projectEvents(before, project, patch);
}

/** A value that was taken away is the default again with the next change: the server saves what it has read. */
function withDefaults(attributes: AttributeLibrary, attrib: JsonObject): JsonObject {
  const defaults = [...attributes.ofScope('project').values()].map(
    ({ name, default: value }) => [name, value] as const,
  );
  return { ...withoutNulls(Object.fromEntries(defaults)), ...attrib };
}

function fieldsOf(project: Project): ProjectFields {
  const { code, label, library, active, folderTypes, taskTypes, linkTypes } = project;
  const { statuses, tags, config, attrib, data } = project;
  return {
    code,
    label,
    library,
    active,
    folderTypes,
    taskTypes,
    linkTypes,
    statuses,
    tags,
    config,
    attrib,
    data,
  };
}

function projectEvents(before: ProjectFields, after: Project, patch: JsonObject): ProjectEvent[] {
  const events: ProjectEvent[] = [];
  for (const [field, topic, word] of TOLD_FIELDS) {
    if (patch[field] === undefined) continue;
    const change = fieldChange(field, { before, after, patch });
    if (!change) continue;
    const description =
      field === 'active'
        ? `Project ${after.active ? 'activated' : 'deactivated'}`
        : `Changed project ${word}`;
    events.push({ topic: `entity.project.${topic}`, description, payload: change });
  }
  return events;
}

function fieldChange(
  field: (typeof TOLD_FIELDS)[number][0],
  { before, after, patch }: { before: ProjectFields; after: Project; patch: JsonObject },
): JsonObject | undefined {
  if (field === 'attrib') {
    const newValue: JsonObject = {};
    const oldValue: JsonObject = {};
    for (const [name, value] of Object.entries(patch['attrib'] as JsonObject)) {
      if (sameJson(before.attrib[name] ?? null, value)) continue;
      newValue[name] = value;
      if (before.attrib[name] !== undefined) oldValue[name] = before.attrib[name];
    }
    return Object.keys(newValue).length > 0 ? { newValue, oldValue } : undefined;
  }
  const isPartial = field === 'data' || field === 'config';
  const newValue = (isPartial ? patch[field] : after[field]) as Json;
  const oldValue = before[field] as Json;
  return sameJson(oldValue, newValue) ? undefined : { newValue, oldValue };
}

function refuseBrokenLists(project: Project, patch: JsonObject): void {
  if (itemsOf(patch['folderTypes'])?.length === 0)
    throw new FailedAssertion('Project must have at least one folder type');
  for (const [list, table] of [
    ['folderTypes', 'folder_types'],
    ['taskTypes', 'task_types'],
    ['statuses', 'statuses'],
  ] as const) {
    const items = itemsOf(patch[list]);
    if (!items) continue;
    const names = items.map(({ name }) => name.toLowerCase());
    if (new Set(names).size < names.length) throw new Crash(ABORTED_TRANSACTION);
    const kept = new Set(items.flatMap(({ name, original_name: original }) => [name, original ?? name]));
    const removed = project[list].map(({ name }) => name).filter((name) => !kept.has(name));
    if (removed.length > 0 && isUsed(project, table, new Set(removed))) throw new Crash(ABORTED_TRANSACTION);
  }
}

function isUsed(project: Project, table: string, names: ReadonlySet<string>): boolean {
  return fieldsPointingTo(table).some(([type, field]) =>
    project.tables[type].ordered().some(({ values }) => names.has(textOf(values[field]))),
  );
}

function renameInEntities(project: Project, table: string, items: readonly NamedItem[]): void {
  const renames = new Map<Json, string>();
  for (const { name, original_name: original } of items) {
    if (typeof original === 'string' && original !== name) renames.set(original, name);
  }
  if (renames.size === 0) return;
  for (const [type, field] of fieldsPointingTo(table)) {
    for (const row of project.tables[type].ordered()) {
      const name = renames.get(row.values[field] ?? null);
      if (name !== undefined) row.values = { ...row.values, [field]: name };
    }
  }
}

function fieldsPointingTo(table: string): [(typeof ENTITY_TYPES)[number], string][] {
  return ENTITY_TYPES.flatMap((type) =>
    Object.entries(FACTS[type].fields)
      .filter(([, { references }]) => references === table)
      .map(([field]): [(typeof ENTITY_TYPES)[number], string] => [type, field]),
  );
}

function itemsOf(value: Json | undefined): NamedItem[] | undefined {
  return Array.isArray(value) ? (value as NamedItem[]) : undefined;
}

function withoutOriginalName(item: NamedItem): NamedItem {
  return omit(item, 'original_name') as NamedItem;
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}
