import { FACTS, type EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { nameOf, parentOf } from '../entities/tree.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { type ActivityReference, referencesOf, toldReferences } from './references.ts';

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
  order: number;
  activityType: ActivityType;
  entityType: EntityType;
  entityId: string;
  body: string;
  tags: string[];
  author: string;
  data: JsonObject;
  /** What and whom it concerns; fixed when it is made. */
  references: ActivityReference[];
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
    order: (project.activities.at(-1)?.order ?? 0) + 1,
    activityType: given.activityType,
    entityType: row.type,
    entityId: row.id,
    body: given.body ?? '',
    tags: given.tags ?? [],
    author: origin.user,
    data: { author: origin.user, ...given.data, origin: describe(row), parents: parentsOf(project, row) },
    references: [],
    createdAt: now,
    updatedAt: now,
  };
  const { activityType, body, author } = activity;
  for (const draft of referencesOf(project, row, { activityType, body, author })) {
    project.referenceCount += 1;
    const order = project.referenceCount;
    activity.references.push({ ...draft, id: state.newId(), order, active: true, read: false });
  }
  project.keepActivity(activity);
  state.events.dispatch({
    topic: 'activity.created',
    description: `Created ${given.activityType} activity`,
    summary: {
      activity_id: activity.id,
      activity_type: given.activityType,
      references: toldReferences(activity),
    },
    payload: { body: activity.body },
    project: project.name,
    store: !NOT_STORED.includes(given.activityType),
    ...origin,
  });
  return activity;
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
