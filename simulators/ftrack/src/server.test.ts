import { describe, expect, it } from 'vitest';
import { type FtrackSimulator, startFtrackSimulator } from './index.ts';

const ADMIN = (simulator: FtrackSimulator): RequestInit => ({
  headers: { 'x-simulator-admin': simulator.adminToken },
});

function post(
  simulator: FtrackSimulator,
  operations: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${simulator.url}/api`, {
    method: 'POST',
    headers: { 'ftrack-user': simulator.user, 'ftrack-api-key': simulator.apiKey, ...headers },
    body: typeof operations === 'string' ? operations : JSON.stringify(operations),
  });
}

const QUERY = [{ action: 'query', expression: 'select username from User' }];

describe('POST /api', () => {
  it('answers failures with 200, with an error status to clients that ask for strictness', async () => {
    await using simulator = await startFtrackSimulator();
    for (const [headers, status] of [
      [{}, 200],
      [{ 'ftrack-strict-api': 'true' }, 401],
      [{ 'ftrack-api-options': 'strict:1;denormalize:1' }, 401],
      [{ 'ftrack-api-options': 'strict=1' }, 401],
      [{ 'ftrack-strict-api': 'false' }, 200],
    ] as const) {
      const answer = await post(simulator, QUERY, { 'ftrack-api-key': 'wrong', ...headers });
      expect(answer.status).toBe(status);
      expect(await answer.json()).toEqual({
        exception: 'InvalidCredentialsError',
        content: expect.stringMatching(/^The supplied API key is not valid\./) as string,
        error_code: 'api_credentials_invalid',
      });
    }
  });

  it('says what is wrong with a body that is no list of operations', async () => {
    await using simulator = await startFtrackSimulator();
    for (const body of ['{', '{}', '[1]', '[{"action":"toString"}]']) {
      const answer = (await (await post(simulator, body)).json()) as { exception: string };
      expect(answer.exception).toBe('ValidationError');
    }
  });

  it('answers the projections every entity has, and default ones without a select', async () => {
    await using simulator = await startFtrackSimulator({ profile: 'generated:10' });
    expect(simulator.run([{ action: 'query', expression: 'Task limit 1' }])).toEqual([
      {
        action: 'query',
        data: [
          {
            __entity_type__: 'Task',
            id: expect.any(String) as string,
            context_type: 'task',
            project_id: expect.any(String) as string,
            name: 'layout',
          },
        ],
        metadata: { next: { offset: 1 } },
      },
    ]);
  });
});

describe('POST /simulator/faults', () => {
  it('is for those who know the token', async () => {
    await using simulator = await startFtrackSimulator();
    expect((await fetch(`${simulator.url}/simulator/faults`)).status).toBe(403);
    expect((await fetch(`${simulator.url}/simulator/faults`, ADMIN(simulator))).status).toBe(200);
  });

  it('makes requests fail, before or after they were done', async () => {
    await using simulator = await startFtrackSimulator();
    const url = `${simulator.url}/simulator/faults`;
    const set = (change: object): Promise<Response> =>
      fetch(url, { ...ADMIN(simulator), method: 'POST', body: JSON.stringify(change) });
    expect((await set({ httpStatus: 502 })).status).toBe(200);
    expect((await post(simulator, QUERY)).status).toBe(502);
    expect((await set({ nonsense: 1 })).status).toBe(400);
    await set({ httpStatus: null, lostAnswerRate: 1 });
    const create = [{ action: 'create', entity_type: 'User', entity_data: { username: 'bob' } }];
    await expect(post(simulator, create)).rejects.toThrow();
    await set({ lostAnswerRate: 0 });
    expect((await post(simulator, QUERY)).status).toBe(200);
    expect(simulator.store.count('User')).toBe(2);
  });

  it('hides a project from all answers, and forgets the activity log', async () => {
    await using simulator = await startFtrackSimulator({ profile: 'generated:20' });
    const count = (expression: string): number =>
      (simulator.run([{ action: 'query', expression }])[0] as { data: unknown[] }).data.length;
    const [project] = simulator.store.rows('Project');
    const rename = { action: 'update', entity_type: 'Project', entity_key: project?.key };
    simulator.run([{ ...rename, entity_data: { full_name: 'Renamed' } }]);
    expect([count('Context'), count('Appointment'), count('Event')]).toEqual([20, 14, 1]);
    simulator.setFaults({ hiddenProjects: [...(project?.key ?? [])] });
    expect([
      count('Context'),
      count('Appointment'),
      count('Event'),
      count('Task where name is layout'),
    ]).toEqual([0, 0, 0, 0]);
    expect(() => simulator.run([{ ...rename, entity_data: { full_name: 'Unseen' } }])).toThrow(
      'There is no Project',
    );
    expect(() => simulator.run([{ ...rename, action: 'delete' }])).toThrow('There is no Project');
    simulator.setFaults({
      hiddenProjects: [],
      forgetEvents: true,
      missingEventActions: ['change.*', 'update.*'],
    });
    simulator.run([{ ...rename, entity_data: { full_name: 'Again' } }]);
    expect([count('Context'), count('Event')]).toEqual([20, 0]);
  });
});

describe('GET /simulator/state', () => {
  it('tells the stored rows of a type, filtered by values', async () => {
    await using simulator = await startFtrackSimulator({ profile: 'generated:50' });
    const read = async (query: string): Promise<{ count: number; rows: Record<string, unknown>[] }> => {
      const answer = await fetch(`${simulator.url}/simulator/state?${query}`, ADMIN(simulator));
      return (await answer.json()) as { count: number; rows: Record<string, unknown>[] };
    };
    expect((await read('type=TypedContext')).count).toBe(49);
    const layouts = await read('type=Task&name=layout');
    expect(layouts.count).toBeGreaterThan(5);
    expect(layouts.rows[0]).toMatchObject({
      __entity_type__: 'Task',
      name: 'layout',
      bid: expect.any(Number) as number,
    });
  });
});

describe('profiles', () => {
  it('generates as many contexts as asked for, the same for the same seed', async () => {
    const clock = (): Date => new Date('2026-03-01T10:00:00Z');
    const rowsOf = async (seed: number): Promise<unknown[]> => {
      await using simulator = await startFtrackSimulator({ profile: 'generated:250', seed, clock });
      expect(simulator.store.count('Context')).toBe(250);
      return [...simulator.store.rows('Context')].map(({ row }) => row);
    };
    const first = await rowsOf(7);
    expect(await rowsOf(7)).toEqual(first);
    expect(await rowsOf(8)).not.toEqual(first);
  });

  it('offers what the test suites of the official clients expect', async () => {
    await using simulator = await startFtrackSimulator({ profile: 'reference' });
    const read = (expression: string): unknown[] =>
      (simulator.run([{ action: 'query', expression }])[0] as { data: unknown[] }).data;
    expect(read('Task where id is adb4ad6c-7679-11e2-8df2-f23c91df25eb')).toHaveLength(1);
    expect(read('select id from Timelog where user.username is jenkins')).toHaveLength(1);
    expect(read('User').length).toBeGreaterThanOrEqual(10);
    expect(
      read('select value from CustomAttributeValue where configuration.key is NumberField'),
    ).toMatchObject([{ __entity_type__: 'AssetVersionCustomAttributeValue', value: 7 }]);
  });

  it('refuses one it does not have', async () => {
    await expect(startFtrackSimulator({ profile: 'generated:x' as 'empty' })).rejects.toThrow(RangeError);
  });
});

it('gives the entities of a new object type a schema type of their own', async () => {
  await using simulator = await startFtrackSimulator({ profile: 'generated:1' });
  const [created] = simulator.run([
    { action: 'create', entity_type: 'ObjectType', entity_data: { name: 'Plate Set', is_statusable: false } },
  ]) as [{ data: { id: string } }];
  const [project] = simulator.store.rows('Project');
  const data = { name: 'plates', parent_id: project?.key[0] };
  const [plates] = simulator.run([{ action: 'create', entity_type: 'PlateSet', entity_data: data }]);
  expect(plates).toMatchObject({ data: { __entity_type__: 'PlateSet', object_type_id: created.data.id } });
});

it('can be like a newer server', async () => {
  await using simulator = await startFtrackSimulator({ generation: 'newer', profile: 'reference' });
  const [notes, schemas] = simulator.run([
    { action: 'query', expression: 'select project_id, ancestors.name from Asset' },
    { action: 'query_schemas' },
  ]);
  expect(notes).toMatchObject({ data: [{ ancestors: [{ name: 'sq010' }, { name: 'sh010' }] }] });
  expect(schemas).toHaveLength(127);
});
