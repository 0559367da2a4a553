import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HandlerContext, LogRecord } from '../event-log/index.ts';
import { GAP_TOPIC, HINT_TOPIC } from '../intake/index.ts';
import type { ComparedProjects } from './auto-sync.ts';
import { RECONCILE_TOPIC, SETTINGS_TOPIC, SYNC_REQUEST_TOPIC } from './requests.ts';
import { createSyncHandler } from './sync-handler.ts';

const PROJECT = 'aaaaaaaa-0000-4000-8000-000000000001';
const TASK = 'bbbbbbbb-0000-4000-8000-000000000002';

const KINDS = {
  [HINT_TOPIC]: 'hint',
  [GAP_TOPIC]: 'notice',
  [SYNC_REQUEST_TOPIC]: 'notice',
  [SETTINGS_TOPIC]: 'notice',
  [RECONCILE_TOPIC]: 'notice',
} as const;

function record(topic: string, value: unknown, kind?: LogRecord['kind']): LogRecord {
  return {
    id: 'one',
    kind: kind ?? KINDS[topic as keyof typeof KINDS] ?? 'event',
    topic,
    projectId: PROJECT,
    body: JSON.stringify(value),
    sequence: 7,
    partition: 0,
    appendedAt: 0,
    value,
  };
}

const PROJECTS: ComparedProjects = { whole: ['p1', 'p2'], ended: ['p3', 'no id'] };

function handlerWith(reconcileAfterGap: boolean, list = () => Promise.resolve(PROJECTS)) {
  const handler = createSyncHandler({ reconcileAfterGap, listComparedProjects: list });
  return async (given: LogRecord): Promise<string[]> => {
    const marks: string[] = [];
    const context: HandlerContext = {
      attempt: 1,
      signal: new AbortController().signal,
      mark: (projectId, entityId) => marks.push(`${projectId} ${entityId}`),
    };
    await handler.handle(given, context);
    return marks;
  };
}

const taskEvent = (
  overrides: Record<string, unknown> = {},
  entity: Record<string, unknown> = {},
): Record<string, unknown> => ({
  id: 'event',
  topic: 'ftrack.update',
  data: {
    entities: [
      {
        entityId: TASK,
        entityType: 'task',
        action: 'update',
        keys: ['statusid'],
        changes: { statusid: { old: 'a', new: 'b' } },
        parents: [
          { entityId: TASK, entityType: 'task' },
          { entityId: PROJECT, entityType: 'show' },
        ],
        ...entity,
      },
    ],
  },
  source: null,
  ...overrides,
});

const hint = (overrides: Record<string, unknown> = {}) => ({
  id: 12,
  action: 'change.status.task',
  insert: 'update',
  createdAt: null,
  parentId: TASK,
  parentType: 'task',
  projectId: PROJECT,
  userId: null,
  data: null,
  ...overrides,
});

describe('the sync handler', () => {
  const handle = handlerWith(true);

  it('marks what an event names', async () => {
    expect(await handle(record('ftrack.update', taskEvent()))).toEqual([`${PROJECT} ${TASK}`]);
  });

  it('marks what a row of the Event table names', async () => {
    expect(await handle(record(HINT_TOPIC, hint()))).toEqual([`${PROJECT} ${TASK}`]);
  });

  it.each([
    [{ projectId: PROJECT }, ['*requested']],
    [{ projectId: PROJECT, createProject: true }, ['*requested', '*create-project']],
    [
      { projectId: PROJECT, entityIds: [TASK], confirmRemovals: true },
      ['*requested-part', '*confirm-removals', TASK],
    ],
    [{ projectId: PROJECT, repairPairs: true }, ['*requested', '*repair-pairs']],
    [
      { projectId: PROJECT, createProject: true, enableAutoSync: true },
      ['*requested', '*create-project', '*enable-auto-sync'],
    ],
    [{ createProject: true }, []],
    ['nothing', []],
    [null, []],
  ])('marks what the request %j asks for', async (request, expected) => {
    expect(await handle(record(SYNC_REQUEST_TOPIC, request))).toEqual(
      expected.map((mark) => `${PROJECT} ${mark}`),
    );
  });

  it('marks every project with auto-sync for a comparison, and after a gap if it is to', async () => {
    const marks = ['p1 *', 'p2 *', 'p3 p3'];
    expect(await handle(record(RECONCILE_TOPIC, {}))).toEqual(marks);
    expect(await handle(record(GAP_TOPIC, { reason: 'closed' }))).toEqual(marks);
    expect(await handlerWith(false)(record(GAP_TOPIC, { reason: 'closed' }))).toEqual([]);
    expect(await handlerWith(false)(record(RECONCILE_TOPIC, {}))).toEqual(marks);
  });

  it('marks the one project whose sync was switched on again', async () => {
    expect(await handle(record(SETTINGS_TOPIC, {}))).toEqual([`${PROJECT} *`]);
  });

  it('fails, to be tried again, while ftrack cannot tell which projects those are', async () => {
    const away = handlerWith(true, () => Promise.reject(new Error('ftrack is away')));
    await expect(away(record(RECONCILE_TOPIC, {}))).rejects.toThrow('ftrack is away');
  });

  it('does not take from the hub what only our own services may say', async () => {
    expect(await handle(record(SYNC_REQUEST_TOPIC, { projectId: PROJECT }, 'event'))).toEqual([]);
    expect(await handle(record(RECONCILE_TOPIC, {}, 'event'))).toEqual([]);
    expect(await handle(record(SETTINGS_TOPIC, {}, 'event'))).toEqual([]);
    expect(await handle(record(GAP_TOPIC, {}, 'event'))).toEqual([]);
    expect(await handle(record(HINT_TOPIC, hint(), 'event'))).toEqual([]);
  });

  it.each(['a b', '', 'x" or id like "%', '*', 'x'.repeat(65), 'line\nbreak'])(
    'marks nothing in a project with the id %j',
    async (id) => {
      const entity = { parents: [{ entityId: id, entityType: 'show' }] };
      expect(await handle(record('ftrack.update', taskEvent({}, entity)))).toEqual([]);
      expect(await handle(record(HINT_TOPIC, hint({ projectId: id })))).toEqual([]);
      expect(await handle(record(SYNC_REQUEST_TOPIC, { projectId: id }))).toEqual([]);
    },
  );

  it('takes no entity id that could be anything else', async () => {
    const event = taskEvent({}, { entityId: `${TASK} 3` });
    expect(await handle(record('ftrack.update', event))).toEqual([]);
  });

  it('never throws, whatever a body holds', async () => {
    const shapes = [taskEvent(), hint(), { projectId: PROJECT, createProject: true }];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('ftrack.update', HINT_TOPIC, GAP_TOPIC, SYNC_REQUEST_TOPIC, 'other'),
        fc.constantFrom('event', 'hint', 'notice'),
        fc.oneof(fc.jsonValue(), fc.constantFrom(...shapes).chain(broken)),
        async (topic, kind, body) => {
          await handle(record(topic, body, kind));
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** The value with one of its parts, at any depth, replaced by something else. */
function broken(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return fc.jsonValue();
  const members = Object.entries(value);
  if (members.length === 0) return fc.jsonValue();
  return fc.constantFrom(...members).chain(([name, member]) =>
    fc.oneof(fc.jsonValue(), broken(member)).map((replacement) => {
      const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
      Reflect.set(copy, name, replacement);
      return copy;
    }),
  );
}
