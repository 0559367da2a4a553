import { setTimeout as sleep } from 'node:timers/promises';
import { requireProjectAccess, type Identity } from '../auth/identity.ts';
import { AyonError, FailedAssertion } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { type Model, toSnakeCase } from '../validation/model.ts';
import { refuseUnstorableJson, refuseUnstorableText } from '../validation/storable.ts';
import { enroll, type EnrollRequest } from './enroll.ts';
import { eventFilterSource } from './filter-source.ts';
import { compileFilter, parseFilter, UnknownFilterKey } from './query-filter.ts';
import { EVENT_STATUSES, type EventChange, type EventRow, eventView } from './store.ts';

/** What the server's query names; it only answers for events. */
const QUERIED = 'event project user folder product task version representation workfile'.split(' ');
const dispatchModel: Model = {
  topic: { kind: kinds.topic, required: true },
  sender: { kind: kinds.anyString, nullable: true },
  hash: { kind: kinds.anyString, nullable: true },
  project: { kind: kinds.anyString, nullable: true },
  dependsOn: { kind: kinds.pathId, nullable: true },
  description: { kind: kinds.anyString, nullable: true },
  summary: { kind: kinds.dict },
  payload: { kind: kinds.dict },
  finished: { kind: kinds.bool },
  store: { kind: kinds.bool },
  reuse: { kind: kinds.bool },
};
const updateModel: Model = {
  sender: { kind: kinds.anyString, nullable: true },
  project: { kind: kinds.anyString, nullable: true },
  projectName: { kind: kinds.anyString, nullable: true },
  user: { kind: kinds.anyString, nullable: true },
  status: { kind: { is: 'one-of', values: EVENT_STATUSES }, nullable: true },
  description: { kind: kinds.anyString, nullable: true },
  summary: { kind: kinds.dict, nullable: true },
  payload: { kind: kinds.dict, nullable: true },
  progress: { kind: { is: 'float', ge: 0, le: 100 }, nullable: true },
  retries: { kind: { is: 'integer', ge: 0 }, nullable: true },
};
const enrollModel: Model = {
  sourceTopic: {
    kind: { is: 'union', of: [kinds.anyString, kinds.strings] },
    required: true,
  },
  targetTopic: { kind: kinds.topic, required: true },
  sender: { kind: kinds.anyString, nullable: true },
  senderType: { kind: kinds.anyString, nullable: true },
  description: { kind: kinds.anyString, nullable: true },
  sequential: { kind: kinds.bool },
  filter: { kind: kinds.any, nullable: true },
  maxRetries: { kind: kinds.integer },
  ignoreSenderTypes: { kind: kinds.strings, nullable: true },
  ignoreOlderThan: { kind: kinds.integer },
  slothMode: { kind: kinds.bool },
};
const byId = { path: { event_id: { kind: kinds.pathId } } };
/** Events whose status anyone who may change them can set. */
const INSTALL_TOPICS = [
  'installer.install_from_url',
  'dependency_package.install_from_url',
  'addon.install_from_url',
];
/** Position of `summary` among the values the server sends to the database. */
const SUMMARY_ARGUMENT = 11;
/** How long `slothMode` keeps a request. */
const SLOTH_MS = 500;

/** Events by REST, the query of events, and enroll. */
export function addEventRoutes(router: Router, state: ServerState): void {
  const running = new Set<string>();

  router.add('POST', '/api/events', (call) => {
    const { identity } = call;
    const { body } = call.check({ body: dispatchModel });
    if (!identity.isManager) throw new AyonError(403, 'Not allowed to update this event');
    refuseUnstorableText(body['description']);
    refuseUnstorableJson(body['summary'], SUMMARY_ARGUMENT);
    refuseUnstorableJson(body['payload'], SUMMARY_ARGUMENT + 1);
    const event = state.events.dispatch({
      topic: String(body['topic']),
      sender: textOf(body['sender']) ?? call.sender,
      senderType: call.senderType,
      hash: textOf(body['hash']) ?? undefined,
      project: textOf(body['project']),
      user: identity.user.name,
      description: textOf(body['description']) ?? '',
      summary: (body['summary'] as JsonObject | undefined) ?? {},
      payload: (body['payload'] as JsonObject | undefined) ?? {},
      status: body['finished'] === false ? 'pending' : 'finished',
      store: body['store'] !== false,
      reuse: body['reuse'] === true,
    });
    return ok({ id: event.id });
  });

  router.add('GET', '/api/events/{event_id}', (call) => {
    const { identity } = call;
    const event = findEvent(state, call);
    if (event.project !== null) requireProjectAccess(identity, event.project);
    return ok(eventView(event));
  });

  router.add('PATCH', '/api/events/{event_id}', (call) => {
    const { identity } = call;
    const { body } = call.check({ ...byId, body: updateModel });
    const event = findEvent(state, call);
    if (!identity.isManager && event.user !== identity.user.name) {
      throw new AyonError(403, 'Not allowed to update this event');
    }
    const change = readChange(call, body);
    if (change.status !== undefined && change.status !== event.status && !mayChangeStatus(identity, event)) {
      throw new AyonError(403, 'Not allowed to update status of this event');
    }
    state.events.update(event, change, typeof body['progress'] === 'number' ? body['progress'] : undefined);
    return noContent();
  });

  router.add('DELETE', '/api/events/{event_id}', (call) => {
    const { identity } = call;
    const { path } = call.check(byId);
    if (!identity.isAdmin) throw new AyonError(403, 'Not allowed to delete events');
    const event = state.events.get(path['eventId'] ?? '');
    if (event) state.events.delete(event);
    return noContent();
  });

  router.add('POST', '/api/eventops', (call) => {
    const { identity } = call;
    const { body } = call.check({
      body: {
        type: { kind: { is: 'one-of', values: ['delete', 'restart', 'abort'] }, required: true },
        filter: { kind: kinds.any, required: true },
      },
    });
    if (!identity.isAdmin) throw new AyonError(403, 'Only admins can perform event operations');
    if (body['type'] !== 'delete') throw new AyonError(501, 'Not implemented');
    const filter = parseFilter(body['filter'], ['body', 'filter']);
    for (const event of state.events.list().filter(compileFilter(filter, eventFilterSource))) {
      state.events.delete(event);
    }
    return ok(null);
  });

  router.add('POST', '/api/query', (call) => {
    if (!call.identity.isAdmin) throw new AyonError(403, 'Only admins can use this endpoint');
    const { body } = call.check({
      body: {
        entity: { kind: { is: 'one-of', values: QUERIED }, required: true },
        filter: { kind: kinds.any, nullable: true },
        limit: { kind: kinds.integer },
        offset: { kind: kinds.integer },
      },
    });
    if (body['entity'] !== 'event') throw new FailedAssertion('Only events are supported for now');
    const filter = parseFilter(body['filter'] ?? {}, ['body', 'filter']);
    const found = state.events.list().filter(compileFilter(filter, eventFilterSource)).toReversed();
    const offset = Number(body['offset'] ?? 0);
    return ok(found.slice(offset, offset + Number(body['limit'] ?? 100)).map(rowView));
  });

  router.add('POST', '/api/enroll', async (call) => {
    const { identity } = call;
    const { body } = call.check({ body: enrollModel });
    const request = readEnroll(call, identity, body);
    const key = call.body.toString();
    if (running.has(key)) throw new AyonError(503, 'Enroll request is already running');
    running.add(key);
    try {
      if (body['slothMode'] === true) await sleep(SLOTH_MS);
      const job = enroll(state.events, request, state.clock());
      if (!job) return noContent();
      const { id, dependsOn, hash, status } = job;
      return ok({ id, dependsOn, hash, status });
    } catch (error) {
      if (error instanceof UnknownFilterKey) return noContent();
      throw error;
    } finally {
      running.delete(key);
    }
  });
}

function findEvent(state: ServerState, call: Call): EventRow {
  call.requireLogin();
  const { path } = call.check(byId);
  const event = state.events.get(path['eventId'] ?? '');
  if (!event) throw new AyonError(404, 'Event not found');
  return event;
}

function mayChangeStatus(identity: Identity, event: EventRow): boolean {
  if (event.topic === 'action.launcher') return identity.isAdmin || event.user === identity.user.name;
  return identity.isService || event.dependsOn !== null || INSTALL_TOPICS.includes(event.topic);
}

function readChange(call: Call, body: Record<string, unknown>): EventChange {
  const sender = textOf(body['sender']) ?? call.sender;
  const project = textOf(body['project']) ?? textOf(body['projectName']);
  const user = textOf(body['user']);
  const description = textOf(body['description']);
  return {
    senderType: call.senderType,
    ...(sender === null ? {} : { sender }),
    ...(project === null ? {} : { project }),
    ...(user === null ? {} : { user }),
    ...(description === null ? {} : { description }),
    ...(typeof body['status'] === 'string' ? { status: body['status'] as EventRow['status'] } : {}),
    ...(isObject(body['summary']) ? { summary: body['summary'] } : {}),
    ...(isObject(body['payload']) ? { payload: body['payload'] } : {}),
    ...(typeof body['retries'] === 'number' ? { retries: body['retries'] } : {}),
  };
}

function readEnroll(call: Call, identity: Identity, body: Record<string, unknown>): EnrollRequest {
  const filter = body['filter'] == null ? undefined : parseFilter(body['filter'], ['body', 'filter']);
  if (!identity.isService) throw new AyonError(403, 'Only services can enroll for jobs');
  const sourceTopic = body['sourceTopic'] as string | string[];
  const targetTopic = String(body['targetTopic']);
  for (const topic of typeof sourceTopic === 'string' ? [sourceTopic] : sourceTopic) {
    if (!new RegExp(kinds.TOPIC_PATTERN).test(topic)) throw new AyonError(400, `Invalid topic: ${topic}`);
  }
  if (targetTopic.includes('*')) throw new AyonError(400, 'Target topic must not contain wildcards');
  return {
    sourceTopic,
    targetTopic,
    sender: textOf(body['sender']) ?? call.sender ?? 'ayon_server',
    senderType: textOf(body['senderType']) ?? call.senderType,
    description: textOf(body['description']) ?? undefined,
    sequential: body['sequential'] === true,
    filter,
    maxRetries: Number(body['maxRetries'] ?? 3),
    ignoreSenderTypes: (body['ignoreSenderTypes'] as string[] | undefined) ?? [],
    ignoreOlderThan: Number(body['ignoreOlderThan'] ?? 3),
    user: identity.user.name,
  };
}

function rowView(event: EventRow): JsonObject {
  const view: JsonObject = {};
  for (const [key, value] of Object.entries(eventView(event)))
    if (value !== null) view[toSnakeCase(key)] = value;
  return view;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
