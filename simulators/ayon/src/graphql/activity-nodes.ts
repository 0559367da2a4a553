import type { Activity } from '../activities/activity.ts';
import { isObject, textOf } from '../json.ts';
import { type Connection, type PageArguments, paginate } from './connection.ts';
import { notSimulated, type ProjectContext } from './context.ts';

/** Arguments of `activities`. */
export interface ActivityArguments extends PageArguments {
  entityType?: string | null;
  entityIds?: string[] | null;
  entityNames?: string[] | null;
  activityTypes?: string[] | null;
  referenceTypes?: string[] | null;
  activityIds?: string[] | null;
  tags?: string[] | null;
  authors?: string[] | null;
  changedBefore?: string | null;
  changedAfter?: string | null;
}

/**
 * Activities at the entities they belong to (reference type `origin`). References to other entities and to people are
 * not simulated.
 */
export function listActivities(
  { project }: ProjectContext,
  args: ActivityArguments,
  author: (name: string) => object | null,
): Connection<object> {
  const { referenceTypes } = args;
  if (referenceTypes && !referenceTypes.every((type) => type === 'origin'))
    notSimulated('activities by reference');
  const found = project.activities
    .filter((activity) => accepts(activity, args))
    .sort((left, right) => compareTimes(left, right) || left.order - right.order);
  return paginate(found, args, {
    position: ({ createdAt, order }) => [createdAt, order],
    node: (activity) => node(project.name, activity, author),
  });
}

/** The files of an activity; sizes are texts. */
function filesOf({ data }: Activity): object[] {
  const files = Array.isArray(data['files']) ? data['files'].filter(isObject) : [];
  return files.map((file) => ({ ...file, name: file['filename'], size: textOf(file['size']) }));
}

/** A comment of another time stands where that time was. */
function compareTimes(left: Activity, right: Activity): number {
  return left.createdAt < right.createdAt ? -1 : left.createdAt > right.createdAt ? 1 : 0;
}

function accepts(activity: Activity, args: ActivityArguments): boolean {
  const { entityType, entityIds, activityTypes, activityIds, tags, authors, changedAfter, changedBefore } =
    args;
  return (
    (!entityType || activity.entityType === entityType) &&
    (!entityIds || entityIds.includes(activity.entityId)) &&
    (!activityTypes || activityTypes.includes(activity.activityType)) &&
    (!activityIds || activityIds.includes(activity.id)) &&
    (!authors || authors.includes(activity.author)) &&
    (!tags || tags.some((tag) => activity.tags.includes(tag))) &&
    (!changedAfter || activity.updatedAt > changedAfter) &&
    (!changedBefore || activity.updatedAt < changedBefore)
  );
}

function node(projectName: string, activity: Activity, author: (name: string) => object | null): object {
  const { origin, parents } = activity.data;
  return {
    projectName,
    referenceId: activity.referenceId,
    activityId: activity.id,
    referenceType: 'origin',
    activityType: activity.activityType,
    entityType: activity.entityType,
    entityId: activity.entityId,
    entityName: null,
    entityPath: null,
    createdAt: activity.createdAt,
    updatedAt: activity.updatedAt,
    creationOrder: activity.order,
    body: activity.body,
    tags: activity.tags,
    category: null,
    activityData: JSON.stringify(activity.data),
    referenceData: '{}',
    active: true,
    read: false,
    origin: origin ?? null,
    parents: parents ?? [],
    reactions: [],
    author: () => author(activity.author),
    assignee: () =>
      typeof activity.data['assignee'] === 'string' ? author(activity.data['assignee']) : null,
    version: null,
    files: filesOf(activity),
  };
}
