import type { Identity } from '../auth/identity.ts';
import { findEntity } from '../entities/rules.ts';
import { findProject } from '../entities/routes.ts';
import { AyonError, DatabaseRefusal } from '../errors.ts';
import { created, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { dashedId } from '../ids.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { deleteActivity, filesOf, updateActivity } from './change.ts';
import { addWatcher } from './watch.ts';
import { ACTIVITY_TYPES, type ActivityType, addActivity, entityTypeOfWord } from './activity.ts';

const activityModel: Model = {
  id: { kind: kinds.entityId, nullable: true },
  activityType: { kind: { is: 'one-of', values: ACTIVITY_TYPES }, required: true },
  body: { kind: kinds.anyString },
  tags: { kind: kinds.strings, nullable: true },
  files: { kind: kinds.strings, nullable: true },
  timestamp: { kind: { is: 'datetime' }, nullable: true },
  data: { kind: kinds.dict, nullable: true },
};
const operationsModel: Model = {
  operations: {
    kind: {
      is: 'list',
      of: {
        is: 'model',
        model: {
          id: { kind: kinds.anyString, nullable: true },
          type: { kind: { is: 'one-of', values: ['create', 'update', 'delete'] }, required: true },
          activityId: { kind: kinds.anyString, nullable: true },
          data: { kind: kinds.dict, nullable: true },
        },
      },
    },
  },
};
const LONGEST_BODY = 2000;

/** Saying something about entities: one activity, or many in one request. */
export function addActivityRoutes(router: Router, state: ServerState): void {
  router.add('POST', '/api/projects/{project_name}/{entity_type}/{entity_id}/activities', (call) => {
    const project = findProject(state, call);
    const { path, body } = call.check({ path: { entity_id: { kind: kinds.pathId } }, body: activityModel });
    const id = create(state, call, {
      project,
      word: path['entityType'] ?? '',
      entityId: path['entityId'] ?? '',
      body: body as JsonObject,
    });
    return created({ id });
  });

  router.add('POST', '/api/projects/{project_name}/operations/activities', (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: operationsModel });
    const operations = ((body['operations'] ?? []) as JsonObject[]).map((operation) =>
      carryOut(state, call, { project, operation }),
    );
    return ok({ operations, success: operations.every(({ success }) => success === true) });
  });
}

/** One entry of a batch; each stands for itself, and what goes wrong is in its answer. */
function carryOut(
  state: ServerState,
  call: Call,
  { project, operation }: { project: Project; operation: JsonObject },
): JsonObject {
  const { type = '' } = operation;
  const answer = { id: operation['id'] ?? state.newId(), type, success: true, status: null, detail: null };
  const refusal = { ...answer, success: false, activityId: null };
  const data = isObject(operation['data']) ? operation['data'] : undefined;
  try {
    if (type === 'create') {
      const given = data ?? {};
      const word = textOf(given['entityType']);
      const entityId = textOf(given['entityId']);
      return { ...answer, activityId: create(state, call, { project, word, entityId, body: given }) };
    }
    const known = project.activities.find(({ id }) => id === operation['activityId']);
    if (type === 'update' && (!data || Object.keys(data).length === 0))
      return { ...refusal, status: 400, detail: 'Data is required for update operation' };
    if (!known) return { ...refusal, status: 500, detail: 'Activity not found' };
    if (type === 'update') updateActivity(state, call, { project, activity: known, change: data ?? {} });
    else deleteActivity(state, call, { project, activity: known });
    return { ...answer, activityId: known.id };
  } catch (error) {
    if (!(error instanceof AyonError)) throw error;
    return { ...refusal, status: error.status, detail: error.detail };
  }
}

function create(
  state: ServerState,
  call: Call,
  { project, word, entityId, body }: { project: Project; word: string; entityId: string; body: JsonObject },
): string {
  const { identity } = call;
  const type = entityTypeOfWord(word);
  if (!type) throw new AyonError(400, `Invalid entity type: ${word}`);
  const activityType = body['activityType'] as ActivityType;
  refuseKind(identity, activityType);
  const text = textOf(body['body']);
  if (text.length > LONGEST_BODY) throw new AyonError(400, 'Comment body is too long');
  const row = findEntity(project, type, entityId);
  const id = typeof body['id'] === 'string' ? body['id'] : undefined;
  if (id !== undefined && project.activities.some((activity) => activity.id === id)) {
    throw new DatabaseRefusal('unique-violation', `Activitie with id '${dashedId(id)}' already exists.`);
  }
  const origin = { user: identity.user.name, sender: call.sender, senderType: call.senderType };
  const activity = addActivity(
    state,
    { project, row, origin },
    {
      id,
      activityType,
      body: text.trim(),
      tags: Array.isArray(body['tags']) ? body['tags'].map(textOf) : [],
      data: { ...(isObject(body['data']) ? body['data'] : {}), ...filesOf(project, body['files']) },
      timestamp: typeof body['timestamp'] === 'string' ? body['timestamp'] : undefined,
    },
  );
  // A person who says something about an entity watches it from then on.
  if (!identity.isService) addWatcher(state, { project, row, origin }, origin.user);
  return activity.id;
}

function refuseKind(identity: Identity, type: ActivityType): void {
  if (!identity.isService && type !== 'comment' && type !== 'version.review') {
    throw new AyonError(400, 'Humans can only create comments/guest reviews');
  }
}
