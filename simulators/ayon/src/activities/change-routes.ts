import { findEntity } from '../entities/rules.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError } from '../errors.ts';
import { noContent, noContentJson, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type Json, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { type Activity, addActivity, entityTypeOfWord } from './activity.ts';
import { deleteActivity, findActivity, type Place, updateActivity } from './change.ts';
import { watchersOf } from './references.ts';

/** What can be changed of an activity. */
const activityChangeModel = {
  body: { kind: kinds.anyString, nullable: true },
  tags: { kind: kinds.strings, nullable: true },
  files: { kind: kinds.strings, nullable: true },
  appendFiles: { kind: kinds.bool },
  data: { kind: kinds.dict, nullable: true },
} as const;

/** Changing and removing what was said, reactions to it, and who watches an entity. */
export function addActivityChangeRoutes(router: Router, state: ServerState): void {
  const one = '/api/projects/{project_name}/activities/{activity_id}';

  router.add('PATCH', one, (call) => {
    const place = find(state, call);
    const { body } = call.check({ body: activityChangeModel });
    updateActivity(state, call, { ...place, change: body });
    return noContent();
  });

  router.add('DELETE', one, (call) => {
    deleteActivity(state, call, find(state, call));
    return noContent();
  });

  router.add('POST', `${one}/reactions`, (call) => {
    const { activity } = find(state, call);
    const { body } = call.check({ body: { reaction: { kind: kinds.name, required: true } } });
    const { user } = call.identity;
    const reaction = { reaction: String(body['reaction']), userName: user.name, timestamp: state.now() };
    const fullName = user.attrib['fullName'] ?? '';
    const others = withoutReaction(activity, user.name, reaction.reaction);
    activity.data = { ...activity.data, reactions: [...others, { ...reaction, fullName }] };
    return { status: 201, body: null };
  });

  router.add('DELETE', `${one}/reactions/{reaction}`, (call) => {
    const { activity } = find(state, call);
    const reactions = withoutReaction(activity, call.identity.user.name, call.params['reaction'] ?? '');
    activity.data = { ...activity.data, reactions };
    return noContentJson();
  });

  router.add('GET', '/api/projects/{project_name}/activityCategories', (call) => {
    readableProject(state, call);
    return ok({ categories: [] });
  });

  const watchers = '/api/projects/{project_name}/{entity_type}/{entity_id}/watchers';
  router.add('GET', watchers, (call) => {
    const project = readableProject(state, call);
    return ok({ watchers: watchersOf(project, rowOf(project, call).id) });
  });
  router.add('POST', watchers, (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: { watchers: { kind: kinds.strings, required: true } } });
    setWatchers(state, call, { project, wanted: body['watchers'] as string[] });
    return noContent();
  });
}

function find(state: ServerState, call: Call): Place {
  const project = findProject(state, call);
  call.requireLogin();
  return { project, activity: findActivity(project, call.params['activity_id']) };
}

function withoutReaction({ data }: Activity, user: string, reaction: string): Json[] {
  const known = Array.isArray(data['reactions']) ? data['reactions'] : [];
  return known.filter(
    (item) => !isObject(item) || item['userName'] !== user || item['reaction'] !== reaction,
  );
}

function rowOf(project: Project, call: Call): ReturnType<typeof findEntity> {
  const word = call.params['entity_type'] ?? '';
  const type = entityTypeOfWord(word);
  if (!type) throw new AyonError(400, `Invalid entity type: ${word}`);
  return findEntity(project, type, call.params['entity_id'] ?? '');
}

function setWatchers(
  state: ServerState,
  call: Call,
  { project, wanted }: { project: Project; wanted: readonly string[] },
): void {
  const row = rowOf(project, call);
  const known = watchersOf(project, row.id);
  const gone = project.activities.filter(
    ({ activityType, entityId, data }) =>
      activityType === 'watch' && entityId === row.id && !wanted.includes(textOf(data['watcher'])),
  );
  for (const activity of gone) project.dropActivity(activity);
  const origin = { user: call.identity.user.name, sender: call.sender, senderType: call.senderType };
  for (const watcher of wanted.filter((name) => !known.includes(name)))
    addActivity(state, { project, row, origin }, { activityType: 'watch', data: { watcher } });
}
