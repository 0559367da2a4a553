import { createHash } from 'node:crypto';
import { fromServerTime } from '../time.ts';
import { eventFilterSource } from './filter-source.ts';
import { compileFilter, likePattern, type QueryFilter } from './query-filter.ts';
import type { EventRow, EventStore } from './store.ts';

/** What a worker asks for. */
export interface EnrollRequest {
  sourceTopic: string | string[];
  targetTopic: string;
  sender: string;
  senderType: string;
  description?: string | undefined;
  sequential: boolean;
  filter?: QueryFilter | undefined;
  maxRetries: number;
  ignoreSenderTypes: readonly string[];
  /** Days; 0 is unlimited. */
  ignoreOlderThan: number;
  user: string;
}

const DAY_MS = 86_400_000;
const MAX_CANDIDATES = 1000;

/**
 * Finds or makes the next job of a worker: the oldest source event without a finished target. A failed or restarted
 * job is given to anyone, an open one only to its own sender; `sequential` stops at an open job of another sender.
 */
export function enroll(events: EventStore, request: EnrollRequest, now: number): EventRow | undefined {
  for (const source of candidates(events, request, now)) {
    const target = targetOf(events, source, request.targetTopic);
    if (!target) {
      const created = createTarget(events, source, request);
      if (created) return created;
      if (request.sequential) return undefined;
      continue;
    }
    if (target.status === 'failed' || target.status === 'restarted') {
      events.update(target, {
        status: 'pending',
        sender: request.sender,
        senderType: request.senderType,
        user: request.user,
        retries: target.retries + (target.status === 'failed' ? 1 : 0),
        description: 'Restarting failed event',
      });
      return target;
    }
    if (target.sender === request.sender) return target;
    if (request.sequential) return undefined;
  }
  return undefined;
}

function candidates(events: EventStore, request: EnrollRequest, now: number): EventRow[] {
  const oldest = request.ignoreOlderThan === 0 ? undefined : now - request.ignoreOlderThan * DAY_MS;
  const isRecent = (event: EventRow): boolean =>
    oldest === undefined || fromServerTime(event.updatedAt) >= oldest;
  const matches = request.filter ? compileFilter(request.filter, eventFilterSource) : () => true;
  const found: EventRow[] = [];
  for (const topic of sourceTopics(events, request.sourceTopic)) {
    for (const event of events.ofTopic(topic)) {
      if (event.status !== 'finished' || !isRecent(event) || !matches(event)) continue;
      if (isIgnored(event, request.ignoreSenderTypes)) continue;
      const target = targetOf(events, event, request.targetTopic);
      if (target && isRecent(target) && isClosed(target, request.maxRetries)) continue;
      found.push(event);
    }
  }
  found.sort((left, right) => compareTexts(left.createdAt, right.createdAt) || left.order - right.order);
  return found.slice(0, MAX_CANDIDATES);
}

function* sourceTopics(events: EventStore, wanted: string | readonly string[]): Iterable<string> {
  if (typeof wanted !== 'string') {
    yield* new Set(wanted);
    return;
  }
  if (!wanted.includes('*')) {
    yield wanted;
    return;
  }
  const pattern = likePattern(wanted.replaceAll('*', '%'));
  for (const topic of events.topics()) if (pattern.test(topic)) yield topic;
}

function isIgnored(event: EventRow, senderTypes: readonly string[]): boolean {
  if (senderTypes.length === 0) return false;
  return event.senderType === null || senderTypes.includes(event.senderType);
}

function isClosed(target: EventRow, maxRetries: number): boolean {
  return target.status === 'finished' || (target.status === 'failed' && target.retries > maxRetries);
}

function targetOf(events: EventStore, source: EventRow, topic: string): EventRow | undefined {
  for (const event of events.dependants(source.id)) if (event.topic === topic) return event;
  return undefined;
}

function createTarget(events: EventStore, source: EventRow, request: EnrollRequest): EventRow | undefined {
  const hash = createHash('sha256')
    .update(JSON.stringify([request.targetTopic, source.id]))
    .digest('hex');
  if (events.hasHash(hash)) return undefined;
  return events.dispatch({
    topic: request.targetTopic,
    hash,
    sender: request.sender,
    senderType: request.senderType,
    user: request.user,
    dependsOn: source.id,
    description: request.description ?? `Convert from ${source.topic} to ${request.targetTopic}`,
    status: 'pending',
  });
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
