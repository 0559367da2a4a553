import type { Attribute, ProjectStatus } from '@ynput/ayon-api';
import {
  type AttributeMapping,
  convertValue,
  FTRACK_ID_ATTRIBUTE,
  FTRACK_PATH_ATTRIBUTE,
  sameValue,
  toAyonDate,
} from '../../attributes/index.ts';
import type { AyonEntity } from '../ayon-project.port.ts';
import { type FtrackContext, storedValue } from '../snapshot/ftrack-snapshot.ts';
import type { PlanNode } from './match-hierarchy.ts';
import type { PlanInput, Problem } from './plan.ts';
import { planAssignees } from './plan-assignees.ts';
import { PRIORITY_ATTRIBUTE } from './plan-priorities.ts';
import { planTags, type TagNames } from './plan-tags.ts';

/** Names of the project's types and statuses as they are after the anatomy was written, by lower-case name. */
export interface AnatomyNames {
  readonly folderTypes: ReadonlyMap<string, string>;
  readonly taskTypes: ReadonlyMap<string, string>;
  readonly statuses: ReadonlyMap<string, ProjectStatus>;
  /** For tasks without a type in ftrack. */
  readonly defaultTaskType: string;
}

export interface FieldContext {
  readonly input: PlanInput;
  readonly names: AnatomyNames;
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Values for AYON by id of the ftrack priority; empty while sync leaves priorities alone. */
  readonly priorities: ReadonlyMap<string, unknown>;
  readonly tags: TagNames;
  readonly problems: Problem[];
}

type Data = Record<string, unknown>;

/** All fields of an entity to be created: it is complete from its first moment. */
export function fieldsOfNew(node: PlanNode, context: FieldContext): Data {
  const { kind } = node.context;
  const data: Data = {
    name: node.name,
    label: node.label,
    [kind === 'folder' ? 'folderType' : 'taskType']: typeOf(node, context),
    [kind === 'folder' ? 'parentId' : 'folderId']: node.parentAyonId,
    attrib: changedAttributes(node, null, context),
  };
  const status = statusOf(node, context);
  if (status !== null) data['status'] = status;
  const assignees = assigneesOf(node, [], context);
  if (assignees !== null) data['assignees'] = assignees;
  const tags = tagsOf(node, [], context);
  if (tags !== null) data['tags'] = tags;
  return data;
}

/** The fields that differ from the twin; null when none does. */
export function changedFields(node: PlanNode, twin: AyonEntity, context: FieldContext): Data | null {
  const data: Data = {};
  const { kind } = node.context;
  if (!node.keepsPlace) {
    if (twin.name !== node.name) data['name'] = node.name;
    if (twin.parentId !== node.parentAyonId)
      data[kind === 'folder' ? 'parentId' : 'folderId'] = node.parentAyonId;
    if (!twin.active) data['active'] = true;
  }
  if (!node.failed && (twin.label ?? twin.name) !== node.label) data['label'] = node.label;
  const type = typeOf(node, context);
  if (type !== twin.type) setType(node, { twin, type, data, context });
  const status = statusOf(node, context);
  if (status !== null && status !== twin.status) data['status'] = status;
  const assignees = assigneesOf(node, twin.assignees, context);
  if (assignees !== null) data['assignees'] = assignees;
  const tags = tagsOf(node, twin.tags, context);
  if (tags !== null) data['tags'] = tags;
  const attrib = changedAttributes(node, twin, context);
  if (Object.keys(attrib).length > 0) data['attrib'] = attrib;
  return Object.keys(data).length > 0 ? data : null;
}

interface TypeChange {
  readonly twin: AyonEntity;
  readonly type: string;
  readonly data: Data;
  readonly context: FieldContext;
}

function setType(node: PlanNode, { twin, type, data, context }: TypeChange): void {
  if (!twin.locked) {
    data[node.context.kind === 'folder' ? 'folderType' : 'taskType'] = type;
    return;
  }
  if (type.toLowerCase() === twin.type.toLowerCase()) return;
  context.problems.push({
    code: 'locked_retyped',
    ftrackId: node.context.id,
    path: node.ftrackPath,
    message: `It has published products, so AYON keeps the folder type "${twin.type}" instead of "${type}".`,
  });
}

function typeOf(node: PlanNode, { input, names }: FieldContext): string {
  const { schema } = input.ftrack;
  if (node.context.kind === 'folder') {
    const name = schema.objectTypes.get(node.context.objectTypeId)?.name ?? 'Folder';
    return names.folderTypes.get(name.toLowerCase()) ?? name;
  }
  const { typeId } = node.context;
  const name = typeId === null ? undefined : schema.taskTypes.get(typeId)?.name;
  if (name !== undefined) return names.taskTypes.get(name.toLowerCase()) ?? name;
  return node.twin?.type ?? names.defaultTaskType;
}

/** Null when ftrack has no status for the entity or AYON has none of that name for its kind: then it keeps what it has. */
function statusOf(
  { context, ftrackPath }: PlanNode,
  { input, names, problems }: FieldContext,
): string | null {
  const { schema } = input.ftrack;
  if (context.statusId === null) return null;
  if (context.kind === 'folder' && !schema.objectTypes.get(context.objectTypeId)?.isStatusable) return null;
  const name = schema.statuses.get(context.statusId)?.name;
  if (name === undefined) return null;
  const status = names.statuses.get(name.toLowerCase());
  if (status && (!status.scope || status.scope.includes(context.kind))) return status.name;
  problems.push({
    code: 'status_not_in_scope',
    ftrackId: context.id,
    path: ftrackPath,
    message: `AYON has no status "${name}" for a ${context.kind}.`,
  });
  return null;
}

function assigneesOf(
  { context }: PlanNode,
  present: readonly string[],
  { input }: FieldContext,
): readonly string[] | null {
  if (context.kind !== 'task') return null;
  return planAssignees(input.ftrack.assignees.get(context.id) ?? [], present, input.users);
}

function tagsOf(
  { context }: PlanNode,
  present: readonly string[],
  { input, tags }: FieldContext,
): readonly string[] | null {
  const assigned = input.ftrack.tags.get(context.id);
  return assigned === undefined && present.length === 0 ? null : planTags(assigned ?? [], present, tags);
}

/** Attributes to be set, and those to be cleared as null. */
function changedAttributes(node: PlanNode, twin: AyonEntity | null, context: FieldContext): Data {
  const attrib: Data = {};
  for (const [name, value] of wantedAttributes(node, context)) {
    const present = twin?.own[name] ?? null;
    if (!sameValue(context.attributes.get(name)?.data.type, value, present)) attrib[name] = value;
  }
  return attrib;
}

/** Every attribute that ftrack decides, with its value; null where ftrack has none, so that AYON inherits as ftrack does. */
function* wantedAttributes(node: PlanNode, context: FieldContext): Generator<[string, unknown]> {
  const { context: entity, ftrackPath } = node;
  const knows = (name: string) => context.attributes.get(name)?.scope.includes(entity.kind) === true;
  yield [FTRACK_ID_ATTRIBUTE, entity.id];
  if (knows(FTRACK_PATH_ATTRIBUTE)) yield [FTRACK_PATH_ATTRIBUTE, ftrackPath];
  const mapped = new Set<string>();
  const target = { entityType: 'task' as const, objectTypeId: entity.objectTypeId };
  for (const { ayon, ftrack } of context.input.mapping.attributesOf(target)) {
    if (!ayon.scope.includes(entity.kind)) continue;
    mapped.add(ayon.name);
    const converted = convertValue(storedValue(context.input.ftrack, ftrack.id, entity.id), ayon);
    if (converted.ok) yield [ayon.name, converted.value];
    else context.problems.push(badValue({ entity, ftrackPath, name: ayon.name, reason: converted.reason }));
  }
  for (const [name, value] of ownFields(entity, context)) {
    if (!mapped.has(name) && knows(name)) yield [name, value];
  }
}

function ownFields(entity: FtrackContext, { priorities }: FieldContext): [string, unknown][] {
  const { priorityId } = entity;
  return [
    ...(priorityId !== null && priorities.has(priorityId)
      ? [[PRIORITY_ATTRIBUTE, priorities.get(priorityId)] satisfies [string, unknown]]
      : []),
    ['startDate', entity.startDate === null ? null : toAyonDate(entity.startDate)],
    ['endDate', entity.endDate === null ? null : toAyonDate(entity.endDate)],
    ['description', entity.description || null],
  ];
}

interface BadValue {
  readonly entity: { readonly id: string };
  readonly ftrackPath: string;
  readonly name: string;
  readonly reason: string;
}

function badValue({ entity, ftrackPath, name, reason }: BadValue): Problem {
  return {
    code: 'bad_value',
    ftrackId: entity.id,
    path: ftrackPath,
    message: `The value for the AYON attribute "${name}" was left out: ${reason}.`,
  };
}

/**
 * Attributes of the project that differ. A value that the ftrack project does not have stays as it is in AYON: a project must have
 * one, and AYON's anatomy is where it comes from.
 */
export function changedProjectAttributes(
  mapping: AttributeMapping,
  { input, attributes, problems }: FieldContext,
): Data | null {
  const { project } = input.ftrack;
  const wanted = new Map<string, unknown>([[FTRACK_ID_ATTRIBUTE, project.id]]);
  if (project.startDate !== null) wanted.set('startDate', toAyonDate(project.startDate));
  if (project.endDate !== null) wanted.set('endDate', toAyonDate(project.endDate));
  for (const { ayon, ftrack } of mapping.attributesOf({ entityType: 'show', objectTypeId: null })) {
    // A row of the mapping goes before the dates of the project, whatever it says.
    wanted.delete(ayon.name);
    const converted = convertValue(storedValue(input.ftrack, ftrack.id, project.id), ayon);
    if (converted.ok) wanted.set(ayon.name, converted.value);
    else
      problems.push(
        badValue({ entity: project, ftrackPath: project.name, name: ayon.name, reason: converted.reason }),
      );
  }
  const attrib: Data = {};
  for (const [name, value] of wanted) {
    if (value === null || !attributes.get(name)?.scope.includes('project')) continue;
    const present = input.ayon.anatomy.attrib[name] ?? null;
    if (!sameValue(attributes.get(name)?.data.type, value, present)) attrib[name] = value;
  }
  return Object.keys(attrib).length > 0 ? attrib : null;
}
