import type { MemoryAttribute, MemoryRow, MemorySource, MemoryType } from './memory-source.fixture.ts';

const text: MemoryAttribute = { kind: 'scalar' };
const date: MemoryAttribute = { kind: 'scalar', format: 'date-time' };
const variable: MemoryAttribute = { kind: 'scalar', format: 'variable' };

const contextAttributes: Record<string, MemoryAttribute> = {
  id: text,
  name: text,
  description: text,
  parent_id: text,
  parent: { kind: 'reference', target: 'Context', foreignKey: 'parent_id' },
  project_id: text,
  project: { kind: 'reference', target: 'Project', foreignKey: 'project_id' },
  children: { kind: 'collection', target: 'Context', inverse: 'parent', owner: 'parent_id' },
  ancestors: {
    kind: 'collection',
    target: 'TypedContext',
    inverse: 'descendants',
    find: (row, source) => findAncestors(row, source),
  },
  descendants: {
    kind: 'collection',
    target: 'Context',
    find: (row, source) => findDescendants(row, source),
  },
  metadata: { kind: 'mapped', target: 'Metadata', owner: 'parent_id' },
  custom_attributes: { kind: 'mapped', target: 'CustomAttributeValue', owner: 'entity_id' },
};

const typedContextAttributes: Record<string, MemoryAttribute> = {
  ...contextAttributes,
  status_id: text,
  status: { kind: 'reference', target: 'Status', foreignKey: 'status_id' },
  object_type_id: text,
  bid: text,
  start_date: date,
  assignments: { kind: 'collection', target: 'Appointment', inverse: 'context', owner: 'context_id' },
};

const contextIndexes = ['id', 'parent_id', 'project_id'];

/** A small part of the ftrack data model. */
export const studioTypes: Record<string, MemoryType> = {
  Context: {
    subtypes: ['Project', 'Sequence', 'Shot', 'Task'],
    attributes: contextAttributes,
    indexed: contextIndexes,
  },
  TypedContext: {
    subtypes: ['Sequence', 'Shot', 'Task'],
    attributes: typedContextAttributes,
    indexed: contextIndexes,
  },
  Project: {
    attributes: { ...contextAttributes, status: text, is_private: text, created_at: date },
    indexed: contextIndexes,
  },
  Sequence: { attributes: typedContextAttributes, indexed: contextIndexes },
  Shot: { attributes: { ...typedContextAttributes, fstart: text }, indexed: contextIndexes },
  Task: { attributes: { ...typedContextAttributes, priority_id: text }, indexed: contextIndexes },
  Status: {
    attributes: { id: text, name: text, state: { kind: 'reference', target: 'State' } },
    indexed: ['id'],
  },
  State: { attributes: { id: text, short: text }, indexed: ['id'] },
  User: { attributes: { id: text, username: text, is_active: text }, indexed: ['id', 'username'] },
  Appointment: {
    attributes: {
      id: text,
      type: text,
      context_id: text,
      context: { kind: 'reference', target: 'Context', foreignKey: 'context_id' },
      resource_id: text,
      resource: { kind: 'reference', target: 'User', foreignKey: 'resource_id' },
    },
    indexed: ['id', 'context_id', 'resource_id'],
  },
  Metadata: {
    primaryKey: ['parent_id', 'key'],
    attributes: { parent_id: text, key: text, value: text },
    indexed: ['parent_id'],
  },
  CustomAttributeValue: {
    primaryKey: ['configuration_id', 'entity_id'],
    attributes: { configuration_id: text, entity_id: text, key: text, value: variable },
    indexed: ['entity_id', 'configuration_id'],
  },
  AssetVersion: {
    attributes: {
      id: text,
      version: text,
      is_published: text,
      date,
      task_id: text,
      task: { kind: 'reference', target: 'Task', foreignKey: 'task_id' },
    },
    indexed: ['id', 'task_id'],
  },
  Event: { attributes: { id: text, created_at: date, insert: text }, indexed: ['id'] },
};

/** One project: a sequence with two shots, each with tasks; a second, empty one. */
export const studioRows: readonly MemoryRow[] = [
  { type: 'Project', id: 'p1', project_id: 'p1', name: 'Ark', status: 'active', is_private: false },
  { type: 'Project', id: 'p2', project_id: 'p2', name: 'beta', status: 'hidden', is_private: true },
  { type: 'State', id: 'done', short: 'DONE' },
  { type: 'State', id: 'open', short: 'NOT_STARTED' },
  { type: 'Status', id: 's-done', name: 'Done', state_id: 'done' },
  { type: 'Status', id: 's-wip', name: 'In Progress', state_id: 'open' },
  { type: 'User', id: 'u-bob', username: 'bob', is_active: true },
  { type: 'User', id: 'u-ann', username: 'Ann', is_active: false },
  { type: 'Sequence', id: 'q1', parent_id: 'p1', project_id: 'p1', name: 'sq010', object_type_id: 'seq' },
  {
    type: 'Shot',
    id: 'h1',
    parent_id: 'q1',
    project_id: 'p1',
    name: 'sh010',
    description: '50%_done',
    status_id: 's-done',
    object_type_id: 'shot',
    fstart: 1001,
    start_date: '2024-01-02T03:04:05',
  },
  {
    type: 'Shot',
    id: 'h2',
    parent_id: 'q1',
    project_id: 'p1',
    name: 'SH020',
    description: '50 percent',
    status_id: 's-wip',
    object_type_id: 'shot',
    fstart: 900,
    start_date: new Date('2024-03-01T00:00:00Z'),
  },
  {
    type: 'Task',
    id: 't1',
    parent_id: 'h1',
    project_id: 'p1',
    name: 'Comp',
    status_id: 's-wip',
    object_type_id: 'task',
    bid: 3600,
  },
  {
    type: 'Task',
    id: 't2',
    parent_id: 'h1',
    project_id: 'p1',
    name: 'anim',
    status_id: 's-done',
    object_type_id: 'task',
    bid: 7200.5,
  },
  { type: 'Task', id: 't3', parent_id: 'h2', project_id: 'p1', name: '007', object_type_id: 'task' },
  {
    type: 'Task',
    id: 't4',
    parent_id: 'p1',
    project_id: 'p1',
    name: 'comp',
    object_type_id: 'task',
    bid: 10,
  },
  { type: 'Appointment', id: 'a1', context_id: 't1', resource_id: 'u-bob' },
  { type: 'Appointment', id: 'a2', context_id: 't1', resource_id: 'u-ann' },
  { type: 'Appointment', id: 'a3', context_id: 't3', resource_id: 'u-ann' },
  { type: 'Metadata', parent_id: 'h1', key: 'a', value: '1' },
  { type: 'Metadata', parent_id: 'h1', key: 'b', value: '2' },
  { type: 'Metadata', parent_id: 'h2', key: 'a', value: '2' },
  { type: 'CustomAttributeValue', configuration_id: 'c-fps', entity_id: 'h1', key: 'fps', value: 24 },
  { type: 'CustomAttributeValue', configuration_id: 'c-fps', entity_id: 'h2', key: 'fps', value: 25 },
  {
    type: 'CustomAttributeValue',
    configuration_id: 'c-tools',
    entity_id: 'h1',
    key: 'tools',
    value: ['maya', 'Nuke'],
  },
  {
    type: 'CustomAttributeValue',
    configuration_id: 'c-due',
    entity_id: 'h2',
    key: 'due',
    value: '2024-05-06T00:00:00',
  },
  {
    type: 'AssetVersion',
    id: 'v1',
    version: 1,
    is_published: true,
    date: '2024-01-01T00:00:00',
    task_id: 't1',
  },
  { type: 'AssetVersion', id: 'v2', version: 2, is_published: false, date: '2024-01-01T00:00:01' },
  { type: 'AssetVersion', id: 'v10', version: 10, is_published: true, date: '2023-12-31T23:59:59' },
  { type: 'Event', id: 41, created_at: '2024-01-02T00:00:00', insert: 'insert' },
  { type: 'Event', id: 42, created_at: '2024-01-03T00:00:00', insert: 'delete' },
];

function findAncestors(row: MemoryRow, source: MemorySource): MemoryRow[] {
  const parent = source.follow(row, 'parent');
  return parent === null || parent.type === 'Project' ? [] : [...findAncestors(parent, source), parent];
}

function findDescendants(row: MemoryRow, source: MemorySource): MemoryRow[] {
  const children = [...source.collect(row, 'children')];
  return children.flatMap((child) => [child, ...findDescendants(child, source)]);
}
