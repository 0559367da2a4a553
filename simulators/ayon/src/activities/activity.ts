import { FACTS, type EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { nameOf, parentOf } from '../entities/tree.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';

/** The kinds of activities. */
export const ACTIVITY_TYPES = [
  'comment',
  'watch',
  'reviewable',
  'status.change',
  'assignee.add',
  'assignee.remove',
  'version.publish',
  'version.review',
  'attrib.change',
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** Something that happened to an entity, or that was said about it. */
export interface Activity {
  id: string;
  referenceId: string;
  order: number;
  activityType: ActivityType;
  entityType: EntityType;
  entityId: string;
  body: string;
  tags: string[];
  author: string;
  data: JsonObject;
  /** What it is about, as its events tell it; fixed when it is made. */
  references: JsonObject[];
  createdAt: string;
  updatedAt: string;
}

/** Who made it, and how the request called itself. */
export interface Origin {
  user: string;
  sender: string | null;
  senderType: string;
}

/** What a new activity says. */
export interface NewActivity {
  id?: string | undefined;
  activityType: ActivityType;
  body?: string;
  tags?: string[];
  data?: JsonObject;
  timestamp?: string | undefined;
}

/** Kinds whose events are told but not kept. */
const NOT_STORED: readonly ActivityType[] = [
  'status.change',
  'assignee.add',
  'assignee.remove',
  'version.publish',
];

/** Adds an activity to an entity and tells it. */
export function addActivity(
  state: ServerState,
  { project, row, origin }: { project: Project; row: EntityRow; origin: Origin },
  given: NewActivity,
): Activity {
  const now = given.timestamp ?? state.now();
  const activity: Activity = {
    id: given.id ?? state.newId(),
    referenceId: state.newId(),
    order: (project.activities.at(-1)?.order ?? 0) + 1,
    activityType: given.activityType,
    entityType: row.type,
    entityId: row.id,
    body: given.body ?? '',
    tags: given.tags ?? [],
    author: origin.user,
    data: { author: origin.user, ...given.data, origin: describe(row), parents: parentsOf(project, row) },
    references: referencesOf(project, row, given),
    createdAt: now,
    updatedAt: now,
  };
  project.activities.push(activity);
  state.events.dispatch({
    topic: 'activity.created',
    description: `Created ${given.activityType} activity`,
    summary: {
      activity_id: activity.id,
      activity_type: given.activityType,
      references: activity.references,
    },
    payload: { body: activity.body },
    project: project.name,
    store: !NOT_STORED.includes(given.activityType),
    ...origin,
  });
  return activity;
}

/**
 * The entity itself; for comments also what their text mentions, whether it is there or not, and the folder of a task
 * that is not mentioned anyway.
 */
function referencesOf(
  project: Project,
  row: EntityRow,
  { activityType, body = '' }: NewActivity,
): JsonObject[] {
  const references: JsonObject[] = [{ entity_id: row.id, entity_type: row.type, reference_type: 'origin' }];
  if (activityType !== 'comment') return references;
  for (const [, type = '', id = ''] of body.matchAll(/\]\((folder|task|version):([0-9a-f]{32})\)/g))
    references.push({ entity_id: id, entity_type: type, reference_type: 'mention' });
  const folder = row.type === 'task' ? parentOf(project, row) : undefined;
  if (folder && !references.some((reference) => reference['entity_id'] === folder.id))
    references.push({ entity_id: folder.id, entity_type: 'folder', reference_type: 'relation' });
  return references;
}

/** `[name](type:id)`, the way texts of activities point to entities. */
export function mention(row: EntityRow): string {
  return `[${nameOf(row)}](${row.type}:${row.id})`;
}

function describe(row: EntityRow): JsonObject {
  const named = { id: row.id, name: nameOf(row), type: row.type };
  if (row.type === 'version' || row.type === 'representation' || row.type === 'workfile') return named;
  const subtype = row.values[`${row.type}Type`] ?? null;
  return row.type === 'product'
    ? { ...named, subtype }
    : { ...named, label: row.values['label'] ?? null, subtype };
}

/** What stands above an entity up to its folder, from the folder down. */
function parentsOf(project: Project, row: EntityRow): JsonObject[] {
  const parents: JsonObject[] = [];
  let above = row.type === 'folder' ? undefined : parentOf(project, row);
  while (above) {
    parents.unshift(describe(above));
    above = above.type === 'folder' ? undefined : parentOf(project, above);
  }
  return parents;
}

/** The plural or the singular of an entity type; undefined for other words. */
export function entityTypeOfWord(word: string): EntityType | undefined {
  return Object.values(FACTS).find(({ type, table }) => word === type || word === table)?.type;
}
