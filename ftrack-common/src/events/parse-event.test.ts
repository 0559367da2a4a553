import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientTokenOf, isSocialNoise, isUpdateEvent, parseEvent, projectIdOf } from './index.ts';
import type { FtrackEvent } from './index.ts';

function parse(value: unknown): FtrackEvent {
  const result = parseEvent(value);
  if (!result.ok) throw new Error(result.reason);
  return result.event;
}

function update(entities: unknown, more: Record<string, unknown> = {}): FtrackEvent {
  return parse({ id: 'e1', topic: 'ftrack.update', data: { entities, ...more } });
}

const taskAdded = {
  entityType: 'task',
  entity_type: 'Task',
  entityId: 't1',
  action: 'add',
  parentId: 's1',
  keys: ['name'],
  changes: { name: { old: null, new: 'model' } },
  parents: [
    { entityId: 't1', entityType: 'task', entity_type: 'Task', parentId: 's1' },
    { entityId: 's1', entityType: 'task', entity_type: 'Shot', parentId: 'p1' },
    { entityId: 'p1', entityType: 'show', entity_type: 'Project', parentId: null },
  ],
};

describe('parseEvent', () => {
  it.each([
    [null],
    [[]],
    ['text'],
    [7],
    [{}],
    [{ id: 'e1' }],
    [{ topic: 't' }],
    [{ id: 1, topic: 't' }],
    [{ id: '', topic: 't' }],
  ])('refuses %j with a reason', (value) => {
    expect(parseEvent(value)).toEqual({ ok: false, reason: expect.stringMatching(/event/) });
  });

  it('fills what is missing', () => {
    expect(parse({ id: 'e1', topic: 'studio.custom' })).toEqual({
      id: 'e1',
      topic: 'studio.custom',
      data: null,
      sent: null,
      source: null,
      target: '',
      inReplyToEvent: null,
    });
  });

  it('keeps a source whose parts are null', () => {
    const source = { id: null, applicationId: 'ftrack.client.web', user: null };
    expect(parse({ id: 'e1', topic: 't', source }).source).toBe(source);
    expect(parse({ id: 'e1', topic: 't', source: null }).source).toBeNull();
    const background = { id: null, user: { username: null, id: null } };
    expect(parse({ id: 'e1', topic: 't', source: background }).source).toEqual(background);
  });

  it('leaves malformed parts of a source out', () => {
    expect(parse({ id: 'e1', topic: 't', source: { id: 5, host: 'h', user: 'jane' } }).source).toEqual({
      host: 'h',
      user: null,
    });
  });

  it('passes well-formed update data on uncopied', () => {
    const data = { entities: [taskAdded], parents: ['t1'], clientToken: 'c', user: { userid: 'u' } };
    expect(parse({ id: 'e1', topic: 'ftrack.update', data }).data).toBe(data);
  });

  it('keeps the sound parts of malformed entities', () => {
    const event = update([
      null,
      'x',
      {
        entityId: 5,
        entityType: 'task',
        keys: 'name',
        changes: { name: 'x', bid: { new: 1 } },
        parents: [null, { entityId: 'p' }],
      },
      { action: 'add', keys: ['a', 1], changes: [], parents: {} },
    ]);
    expect(event.data).toEqual({
      entities: [
        { entityType: 'task', changes: { bid: { new: 1 } }, parents: [{ entityId: 'p' }] },
        { action: 'add', keys: ['a'] },
      ],
    });
  });

  it('reads update data without a list of entities as an empty list', () => {
    for (const entities of [undefined, null, {}, 'x']) {
      const event = update(entities);
      expect(isUpdateEvent(event) && event.data.entities).toEqual([]);
      expect(isSocialNoise(event)).toBe(false);
    }
  });

  it('never throws and always gives readable events', () => {
    const anyEvent = fc.record(
      {
        id: fc.oneof(fc.string(), fc.jsonValue()),
        topic: fc.oneof(fc.constant('ftrack.update'), fc.jsonValue()),
        source: fc.oneof(fc.jsonValue(), fc.record({ id: fc.jsonValue(), user: fc.jsonValue() })),
        data: fc.oneof(
          fc.jsonValue(),
          fc.record({
            entities: fc.oneof(
              fc.jsonValue(),
              fc.array(
                fc.record(
                  {
                    entityType: fc.jsonValue(),
                    keys: fc.jsonValue(),
                    changes: fc.jsonValue(),
                    parents: fc.jsonValue(),
                  },
                  { requiredKeys: [] },
                ),
              ),
            ),
            user: fc.jsonValue(),
            parents: fc.jsonValue(),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anyEvent), (value) => {
        const result = parseEvent(value);
        if (!result.ok) return;
        projectIdOf(result.event);
        isSocialNoise(result.event);
        clientTokenOf(result.event);
        expect(parseEvent(JSON.parse(JSON.stringify(result.event)))).toEqual(
          JSON.parse(JSON.stringify(result)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('projectIdOf', () => {
  it('finds the show among the parents of any entity', () => {
    expect(projectIdOf(update([{ entityType: 'asset' }, taskAdded]))).toBe('p1');
  });
  it('takes a project that names no parents', () => {
    expect(projectIdOf(update([{ entityType: 'show', entityId: 'p2' }]))).toBe('p2');
  });
  it('is null for users, other topics and missing data', () => {
    expect(
      projectIdOf(
        update([{ entityType: 'user', entityId: 'u', parents: [{ entityType: 'user', entityId: 'u' }] }]),
      ),
    ).toBeNull();
    expect(projectIdOf(parse({ id: 'e', topic: 'ftrack.update' }))).toBeNull();
    expect(
      projectIdOf(parse({ id: 'e', topic: 'ftrack.action.launch', data: { selection: [] } })),
    ).toBeNull();
  });
});

describe('isSocialNoise', () => {
  it('holds when every entity is social', () => {
    expect(
      isSocialNoise(update([{ action: 'update', entityType: 'socialfeed' }, { entityType: 'team' }])),
    ).toBe(true);
    expect(isSocialNoise(update([{ entityType: 'socialnotification' }]))).toBe(true);
  });
  it('does not hold when one entity is not', () => {
    expect(isSocialNoise(update([{ entityType: 'socialfeed' }, taskAdded]))).toBe(false);
    expect(isSocialNoise(update([{ entityType: 'socialfeed' }, {}]))).toBe(false);
  });
});

describe('clientTokenOf', () => {
  it('reads the token of the data', () => {
    expect(clientTokenOf(update([], { clientToken: 'ayon-ftrack--1' }))).toBe('ayon-ftrack--1');
    expect(clientTokenOf(update([], { clientToken: null }))).toBeNull();
    expect(clientTokenOf(update([], { clientToken: 5 }))).toBeNull();
    expect(clientTokenOf(parse({ id: 'e', topic: 't', data: ['list'] }))).toBeNull();
  });
});

const recorded = new URL('../../../../shared/data/ftrack-recorded-events.json', import.meta.url);

describe.skipIf(!existsSync(recorded))('recorded events', () => {
  it('parse as they are', () => {
    const samples = Object.values(JSON.parse(readFileSync(recorded, 'utf8'))).flat();
    expect(samples.length).toBeGreaterThan(10);
    for (const sample of samples) {
      const event = parse(sample);
      expect(sample).toMatchObject({
        id: event.id,
        topic: event.topic,
        data: event.data,
        source: event.source,
      });
    }
    const updates = samples.map(parse).filter(isUpdateEvent);
    expect(updates.some((event) => projectIdOf(event) !== null)).toBe(true);
    expect(updates.some(isSocialNoise)).toBe(true);
  });
});
