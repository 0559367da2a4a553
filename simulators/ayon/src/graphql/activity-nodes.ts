import type { Activity } from '../activities/activity.ts';
import type { ActivityReference } from '../activities/references.ts';
import type { EntityRow } from '../entities/table.ts';
import { dashedId } from '../ids.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { ID_PATTERN } from '../validation/kinds.ts';
import { type Connection, type PageArguments, paginate } from './connection.ts';
import { notSimulated } from './context.ts';

/** Arguments of `activities`. */
export interface ActivityArguments extends PageArguments {
  /** Entities of other types are listed all the same; together with ids it asks for all kinds of references. */
  entityType?: string | null;
  entityIds?: readonly string[] | null;
  entityNames?: readonly string[] | null;
  activityTypes?: readonly string[] | null;
  referenceTypes?: readonly string[] | null;
  activityIds?: readonly string[] | null;
  tags?: readonly string[] | null;
  categories?: readonly (string | null)[] | null;
  authors?: readonly string[] | null;
  changedBefore?: string | null;
  changedAfter?: string | null;
  filter?: string | null;
}

/** How what an activity speaks of becomes nodes. */
export interface ActivityNodes {
  user: (name: string) => object | null;
  entity: (row: EntityRow, project: Project) => object;
}

/** An activity as one of those it concerns sees it. */
export interface ReferredActivity {
  project: Project;
  activity: Activity;
  reference: ActivityReference;
}

/**
 * Activities by what they concern: at their own entity unless entities, activities or kinds of references are asked for.
 */
export function listActivities(
  project: Project,
  args: ActivityArguments,
  nodes: ActivityNodes,
): Connection<object> {
  if (args.filter && Object.keys(JSON.parse(args.filter) as object).length > 0)
    notSimulated('activities by filter');
  for (const id of [...(args.entityIds ?? []), ...(args.activityIds ?? [])]) {
    if (!new RegExp(ID_PATTERN).test(id)) throw new Error(`Invalid entity ID ${id}`);
  }
  const found = project.activities
    .filter((activity) => acceptsActivity(activity, args))
    .flatMap((activity) =>
      activity.references
        .filter((reference) => acceptsReference(reference, args))
        .map((reference): ReferredActivity => ({ project, activity, reference })),
    )
    .sort(compareTimes);
  return paginate(found, args, {
    position: ({ activity, reference }) => [activity.createdAt, reference.order],
    node: (referred) => activityNode(referred, nodes),
  });
}

/** A comment of another time stands where that time was. */
function compareTimes(left: ReferredActivity, right: ReferredActivity): number {
  const [before, after] = [left.activity.createdAt, right.activity.createdAt];
  return before < after ? -1 : before > after ? 1 : left.reference.order - right.reference.order;
}

/** The newest comments at an entity. */
export function latestComments(project: Project, entityId: string): object[] {
  return project.activities
    .filter((activity) => activity.activityType === 'comment' && activity.entityId === entityId)
    .sort((left, right) =>
      left.createdAt > right.createdAt ? -1 : left.createdAt < right.createdAt ? 1 : right.order - left.order,
    )
    .slice(0, LATEST)
    .map(({ id, body, author, createdAt }) => ({ activityId: dashedId(id), body, author, createdAt }));
}

const LATEST = 5;

/** The files of an activity; sizes are texts. */
function filesOf({ data }: Activity): object[] {
  const files = Array.isArray(data['files']) ? data['files'].filter(isObject) : [];
  return files.map((file) => ({ ...file, name: file['filename'], size: textOf(file['size']) }));
}

function acceptsActivity(activity: Activity, args: ActivityArguments): boolean {
  const { activityTypes, activityIds, tags, categories, authors, changedAfter, changedBefore } = args;
  return (
    (!activityTypes || activityTypes.includes(activity.activityType)) &&
    (!activityIds || activityIds.includes(activity.id)) &&
    (!authors || authors.includes(activity.author)) &&
    (!tags || tags.some((tag) => activity.tags.includes(tag))) &&
    (!categories || categories.includes(null)) &&
    (!changedAfter || activity.updatedAt > changedAfter) &&
    (!changedBefore || activity.updatedAt < changedBefore)
  );
}

function acceptsReference(reference: ActivityReference, args: ActivityArguments): boolean {
  const { referenceTypes, entityType, entityIds, entityNames, activityIds } = args;
  if (entityIds && !entityIds.includes(reference.entityId ?? '')) return false;
  if (entityNames && !entityNames.includes(reference.entityName ?? '')) return false;
  if (referenceTypes) return referenceTypes.includes(reference.referenceType);
  const isPrecise = activityIds ?? (entityType && entityIds);
  return Boolean(isPrecise) || reference.referenceType === 'origin';
}

/** The fields of one activity. */
export function activityNode(
  { project, activity, reference }: ReferredActivity,
  nodes: ActivityNodes,
): object {
  const { origin, parents, assignee } = activity.data;
  const version = project.tables.version.get(activity.entityType === 'version' ? activity.entityId : '');
  return {
    projectName: project.name,
    referenceId: reference.id,
    activityId: activity.id,
    referenceType: reference.referenceType,
    activityType: activity.activityType,
    entityType: reference.entityType,
    entityId: reference.entityId,
    entityName: reference.entityName,
    entityPath: null,
    createdAt: activity.createdAt,
    updatedAt: activity.updatedAt,
    creationOrder: reference.order,
    body: activity.body,
    tags: activity.tags,
    category: null,
    activityData: JSON.stringify(activity.data),
    referenceData: JSON.stringify(reference.data),
    active: reference.active,
    read: reference.read,
    origin: isObject(origin) ? withLink(project, origin) : null,
    parents: Array.isArray(parents) ? parents.filter(isObject).map((item) => withLink(project, item)) : [],
    reactions: Array.isArray(activity.data['reactions']) ? activity.data['reactions'] : [],
    author: () => nodes.user(activity.author),
    assignee: () => (typeof assignee === 'string' ? nodes.user(assignee) : null),
    version: () => (version ? nodes.entity(version, project) : null),
    files: filesOf(activity),
  };
}

function withLink(project: Project, item: JsonObject): JsonObject {
  const { id, type } = item;
  return { ...item, link: `ayon+entity://${project.name}?${textOf(type)}=${textOf(id)}` };
}
