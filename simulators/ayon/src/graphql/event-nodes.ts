import { likePattern } from '../events/query-filter.ts';
import type { EventRow } from '../events/store.ts';
import { isObject, omit } from '../json.ts';
import { fromServerTime } from '../time.ts';
import { type Connection, type PageArguments, paginate } from './connection.ts';
import type { QueryContext } from './context.ts';

/** Arguments of `events`. */
export interface EventArguments extends PageArguments {
  ids?: string[] | null;
  topics?: string[] | null;
  projects?: string[] | null;
  users?: string[] | null;
  states?: string[] | null;
  statuses?: string[] | null;
  hasChildren?: boolean | null;
  olderThan?: string | null;
  newerThan?: string | null;
  filter?: string | null;
  includeLogs?: boolean | null;
}

/** An event; the type of the sender is not shown. */
export interface EventNode extends Omit<EventRow, 'summary' | 'payload' | 'senderType' | 'order'> {
  summary: string;
  payload: string | null;
  data: null;
}

type Test = (event: EventRow) => boolean;

/** Events oldest first; to people without a role only their own. */
export function listEvents(context: QueryContext, args: EventArguments): Connection<EventNode> {
  const tests = eventTests(context, args);
  const { events } = context.state;
  const found = events.list().filter((event) => tests.every((test) => test(event)));
  return paginate(found, args, { position: ({ order }) => [order], node: eventNode });
}

function eventTests({ state, identity }: QueryContext, args: EventArguments): Test[] {
  const tests: Test[] = [];
  const { ids, topics, projects, users, hasChildren, filter } = args;
  const statuses = args.statuses ?? args.states;
  if (ids?.length === 0) throw new Error('syntax error at or near ")"');
  if (ids) tests.push(({ id }) => ids.includes(id));
  if (topics) tests.push(topicTest(topics));
  if (projects) tests.push(({ project }) => project !== null && projects.includes(project));
  if (users) tests.push(({ user }) => user !== null && users.includes(user));
  if (statuses) tests.push(({ status }) => statuses.includes(status));
  if (typeof hasChildren === 'boolean') {
    tests.push(({ id }) => state.events.dependants(id).size > 0 === hasChildren);
  }
  tests.push(...timeTests(args));
  const namesLogs = topics?.some((topic) => topic.startsWith('log.')) ?? false;
  if (args.includeLogs !== true && !namesLogs) tests.push(({ topic }) => !topic.startsWith('log.'));
  if (!identity.isManager) {
    tests.push(({ user }) => user === identity.user.name);
  }
  const compiled = filter ? filterTest(filter) : undefined;
  if (compiled) tests.push(compiled);
  return tests;
}

function topicTest(topics: readonly string[]): Test {
  const exact = new Set(topics);
  const patterns = topics
    .filter((topic) => topic.includes('*'))
    .map((topic) => likePattern(topic.replaceAll('*', '%')));
  return ({ topic }) => exact.has(topic) || patterns.some((pattern) => pattern.test(topic));
}

function timeTests({ newerThan, olderThan }: EventArguments): Test[] {
  const tests: Test[] = [];
  if (newerThan) {
    const limit = readTime(newerThan);
    tests.push(({ updatedAt }) => fromServerTime(updatedAt) > limit);
  }
  if (olderThan) {
    const limit = readTime(olderThan);
    tests.push(({ updatedAt }) => fromServerTime(updatedAt) < limit);
  }
  return tests;
}

function readTime(text: string): number {
  const time = fromServerTime(text);
  if (Number.isNaN(time)) throw new Error(`Invalid isoformat string: '${text}'`);
  return time;
}

/** A filter that is an object with conditions finds nothing, whatever it says; any other is not looked at. */
function filterTest(text: string): Test | undefined {
  try {
    const filter: unknown = JSON.parse(text);
    return isObject(filter) && 'conditions' in filter ? () => false : undefined;
  } catch {
    return undefined;
  }
}

function eventNode(event: EventRow): EventNode {
  const { summary, payload } = event;
  return {
    ...omit(event, 'senderType', 'order'),
    summary: JSON.stringify(summary),
    payload: Object.keys(payload).length > 0 ? JSON.stringify(payload) : null,
    data: null,
  };
}
