import { AyonError } from '../errors.ts';
import type { Call } from '../http/call.ts';
import { isObject, type Json, type JsonObject, textOf, withoutNulls } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import type { Activity } from './activity.ts';
import { toldReferences } from './references.ts';

/** An activity and where it is. */
export interface Place {
  project: Project;
  activity: Activity;
}

/** Changes what was said; only its author and admins may. */
export function updateActivity(
  state: ServerState,
  call: Call,
  { project, activity, change }: Place & { change: Readonly<Record<string, unknown>> },
): void {
  const { identity } = call;
  if (activity.author !== identity.user.name && !identity.isAdmin)
    throw new AyonError(403, 'You are not the owner, you cannot modify the comment');
  if (typeof change['body'] === 'string') activity.body = change['body'].trim();
  if (Array.isArray(change['tags'])) activity.tags = change['tags'].map(textOf);
  const { files = [] } = filesOf(project, change['files']);
  if (Array.isArray(change['files'])) {
    const isAdded = change['appendFiles'] === true && Array.isArray(activity.data['files']);
    const kept = isAdded ? (activity.data['files'] as Json[]) : [];
    activity.data = { ...activity.data, files: [...kept, ...files] };
  }
  if (isObject(change['data'])) activity.data = withoutNulls({ ...activity.data, ...change['data'] });
  activity.updatedAt = state.now();
  tell(state, call, { project, activity, what: 'updated' });
}

/** Takes back what was said; only its author and admins may. */
export function deleteActivity(state: ServerState, call: Call, { project, activity }: Place): void {
  const { identity } = call;
  if (activity.author !== identity.user.name && !identity.isAdmin)
    throw new AyonError(403, 'You are not the author of this activity');
  project.dropActivity(activity);
  tell(state, call, { project, activity, what: 'deleted' });
}

/** The activity, or 404. */
export function findActivity(project: Project, id: string | undefined): Activity {
  const activity = project.activities.find((known) => known.id === id);
  if (!activity) throw new AyonError(404, 'Activity not found');
  return activity;
}

/** What an activity keeps of its files; nothing when the request does not speak of files. */
export function filesOf(project: Project, given: unknown): { files?: JsonObject[] } {
  if (!Array.isArray(given)) return {};
  const files = given.flatMap((id): JsonObject[] => {
    const file = project.files.get(textOf(id));
    if (!file) return [];
    const { name, mime, bytes, author, createdAt } = file;
    const times = { created_at: createdAt, updated_at: createdAt };
    return [{ id: file.id, filename: name, mime, size: bytes.length, author, ...times }];
  });
  return { files };
}

function tell(
  state: ServerState,
  call: Call,
  { project, activity, what }: { project: Project; activity: Activity; what: 'updated' | 'deleted' },
): void {
  const { id, activityType, body } = activity;
  const payload: JsonObject = what === 'updated' ? { body } : {};
  state.events.dispatch({
    topic: `activity.${what}`,
    description: `${what === 'updated' ? 'Updated' : 'Deleted'} ${activityType} activity`,
    summary: {
      activity_id: id,
      activity_type: activityType,
      references: toldReferences(activity),
    },
    payload,
    project: project.name,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
