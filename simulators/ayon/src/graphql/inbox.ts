import { accessGroupsIn } from '../auth/users.ts';
import { activityNode, type ActivityNodes, type ReferredActivity } from './activity-nodes.ts';
import { comparePositions, type Connection, paginate, type Position } from './connection.ts';
import type { QueryContext } from './context.ts';

/** Arguments of `inbox`. */
export interface InboxArguments {
  last?: number | null;
  before?: string | null;
  showActiveProjects?: boolean | null;
  showActiveMessages?: boolean | null;
  showUnreadMessages?: boolean | null;
  showImportantMessages?: boolean | null;
}

/** What concerns the caller in all projects: mentions, what happens to what is watched or assigned; newest first. */
export function inbox(
  { state, identity, userNode }: QueryContext,
  args: InboxArguments,
  entity: ActivityNodes['entity'],
): Connection<object> {
  const { name } = identity.user;
  const { showActiveProjects, showActiveMessages, showUnreadMessages, showImportantMessages } = args;
  const found = state.projects
    .list()
    .filter((project) => identity.isManager || accessGroupsIn(identity.user, project.name) !== undefined)
    .filter(({ active }) => agrees(showActiveProjects, active))
    .flatMap((project) =>
      project.activities.flatMap((activity) =>
        activity.references
          .filter(({ entityName, referenceType }) => entityName === name && referenceType !== 'author')
          .map((reference): ReferredActivity => ({ project, activity, reference })),
      ),
    )
    .filter(
      (referred) =>
        agrees(showActiveMessages, referred.reference.active) &&
        agrees(showUnreadMessages, !referred.reference.read) &&
        agrees(showImportantMessages, isImportant(referred)),
    )
    .sort((left, right) => comparePositions(position(left), position(right)));
  const page = { last: args.last ?? null, before: args.before ?? null };
  const node = (referred: ReferredActivity): object => ({
    ...activityNode(referred, { user: userNode, entity }),
    body: shorten(referred.activity.body),
  });
  return paginate(found, page, { position, node });
}

function agrees(wanted: boolean | null | undefined, given: boolean): boolean {
  return wanted === null || wanted === undefined || wanted === given;
}

/** What was changed last comes first. */
function position({ activity, reference }: ReferredActivity): Position {
  return [activity.updatedAt, reference.order];
}

/** Inboxes show the beginning of long texts. */
function shorten(body: string): string {
  return body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}...` : body;
}

const LONGEST_BODY = 200;

function isImportant({ activity, reference }: ReferredActivity): boolean {
  return reference.referenceType !== 'relation' && activity.activityType !== 'status.change';
}
