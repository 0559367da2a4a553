import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FtrackSimulator, startFtrackSimulator } from '../index.ts';
import type { JsonRecord } from './index.ts';

const TASK_ID = 'adb4ad6c-7679-11e2-8df2-f23c91df25eb';
const PROJECT_ID = '5671dcb0-66de-11e1-8e6e-f23c91df25eb';

/** Queries of production code and of the documentation, as they are sent. */
const QUERIES_OF_CLIENTS = [
  `select id, name, parent_id, link from TypedContext where project_id is "${PROJECT_ID}" and object_type_id in ("A","B")`,
  'select value, entity_id, configuration_id from CustomAttributeValue where entity_id in ("a","b") and configuration_id in ("c","d")',
  'select id from ContextCustomAttributeValue where configuration_id is "c" and value in ("x","y")',
  'select id, key, is_hierarchical, config, type.name, object_type_id, entity_type from CustomAttributeConfiguration where is_hierarchical is true or entity_type in ("show","task")',
  'Project where status is active and name is_not "x"',
  'Task where assignments any (resource.username is "bob")',
  'select id from Task where project.name is "p" and status.state.short != DONE order by parent.name, name descending limit 20 offset 40',
  'AssetVersion where asset.parent.id is "s" and components any (component_locations.location.name in ("a","b")) order by version descending',
  'select id, username, email from User where user_security_roles.security_role.name is "Administrator"',
  'Job where status in ("queued", "running") and type is "api_job"',
  'Note where parent_id in ("a") and author.username is_not "svc"',
  'Shot where name like "sh0%" and not children any (name is "x")',
  'TypedContext where ancestors any (id is "x")',
  'select from_id, to_id from TypedContextLink where from_id in ("a") or to_id in ("a")',
  `select project_schema._task_type_schema.types.name from Project where id is "${PROJECT_ID}"`,
  'Event where created_at > "2024-01-01" and insert is "delete" order by created_at asc',
  'AssetVersion where not (task_id is None) and is_published is True and date after 2024-01-01',
  'select context_type, id, name from Task where name is x offset 0 limit 500',
  'select id from Timelog where start is "2024-01-02T03:04:05" and duration is 10 and context_id is None limit 2',
  'select parent_id, key from Metadata where (parent_id is "a"and key is "x") or (parent_id is "b"and key is "y")',
  'select component_locations.location_id from FileComponent where id in ("a")',
  'select component_id, resource_identifier from ComponentLocation where location_id is L and component_id in (a,b)',
  'select _task_workflow.id from ProjectSchema',
  'select _overrides, _schemas from ProjectSchema',
  'select task_status from SchemaStatus where schema_id is x',
  'select key, project_id, id, object_type_id, entity_type, is_hierarchical from CustomAttributeConfiguration',
  'select name, parent[Shot].custom_attributes from Task where parent[Shot].parent[Sequence].name is "sq010"',
  'select children.children.children.assignments.resource from Project',
  'select id, action, parent_id, parent_type, created_at, data from Event where (feeds.owner_id in ("a") and action is "asset.published") or parent_id in ("b") and action like "change.status.%"',
  'select name from Location where name is "ftrack.origin" limit 2',
  'Context where name is client_tests',
  'select statuses.name, overrides from WorkflowSchema',
  'Component where members any ()',
];

describe('the API', () => {
  let simulator: FtrackSimulator;

  beforeAll(async () => {
    simulator = await startFtrackSimulator({ profile: 'reference' });
  });
  afterAll(() => simulator.close());

  function query(expression: string): readonly JsonRecord[] {
    const [answer] = simulator.run([{ action: 'query', expression }]) as [{ data: JsonRecord[] }];
    return answer.data;
  }

  it.each(QUERIES_OF_CLIENTS)('answers %s', (expression) => {
    expect(query(expression)).toBeInstanceOf(Array);
  });

  it('walks projections through relations, collections and casts', () => {
    const [task] = query(
      `select status.state.short, parent[Shot].parent.name, parent.children.name from Task where id is ${TASK_ID}`,
    );
    expect(task).toMatchObject({
      __entity_type__: 'Task',
      status: { __entity_type__: 'Status', state: { short: 'NOT_STARTED' } },
      parent: { __entity_type__: 'Shot', parent: { __entity_type__: 'Sequence', name: 'sq010' } },
    });
    expect(task).toHaveProperty('parent.children.length', 11);
  });

  it('walks on where a name is a value of some types and a relation of others', () => {
    const [task] = query(
      `select project.children.status.name, parent.status.name from Task where id is ${TASK_ID}`,
    );
    expect(task).toMatchObject({
      parent: { status: { name: expect.any(String) as string } },
      project: { children: [{ __entity_type__: 'Sequence' }] },
    });
    expect(query('Context where status.name is "Not started"').length).toBeGreaterThan(0);
  });

  it('finds the owners of what is below, projects among them', () => {
    const owners = query('select name from Context where descendants any (name is animation) order by name');
    expect(owners.map(({ name }) => name)).toEqual(['client_tests', 'sh010', 'sq010']);
    expect(query('Context where descendants.name is animation')).toHaveLength(3);
    expect(query('TypedContext where descendants any (name is animation)')).toHaveLength(2);
  });

  it('answers subtypes by their own type', () => {
    const types = new Set(query('Context').map((row) => row['__entity_type__']));
    expect(types).toEqual(new Set(['Project', 'Sequence', 'Shot', 'Task']));
    expect(new Set(query('NoteCategory').map((row) => row['__entity_type__']))).toEqual(
      new Set(['NoteCategory']),
    );
  });

  it('shows every attribute that applies, with the default where nothing is stored', () => {
    const [version] = query('select custom_attributes from AssetVersion');
    const values = version?.['custom_attributes'] as { key: string; value: unknown }[];
    expect(Object.fromEntries(values.map(({ key, value }) => [key, value]))).toEqual({
      versiontest: 0,
      NumberField: 7,
      htest: null,
    });
  });

  it.each([
    'Task where link is "x"',
    'Task where not (parent.time_logged > 1 or name is x)',
    'Shot where children any (thumbnail_url is x)',
    'Task where id in (select id from Task where link is x)',
    'select link from Task order by link',
  ])('does not filter or sort by what it makes while answering: %s', (expression) => {
    expect(() => query(expression)).toThrow('can be selected but not be filtered or sorted by');
  });

  it('groups', () => {
    const groups = query('select count(id) from Task group by status_id');
    expect(groups).toEqual([{ count_id: 11, status_id: expect.any(String) as string }]);
  });

  it('replaces collections given as references, and keeps values given as relations', () => {
    const [scope] = simulator.run([
      { action: 'create', entity_type: 'Scope', entity_data: { id: 's1', name: 'main' } },
      {
        action: 'update',
        entity_type: 'Task',
        entity_key: [TASK_ID],
        entity_data: {
          scopes: [{ __entity_type__: 'Scope', id: 's1' }],
          priority: { __entity_type__: 'Priority', id: '847f9cda-ead3-11e2-846c-f23c91dfaa16' },
          end_date: { __type__: 'datetime', value: '2024-05-06' },
        },
      },
    ]) as [JsonRecord];
    expect(scope['data']).toEqual({ __entity_type__: 'Scope', id: 's1', name: 'main' });
    expect(
      query(`select scopes.name, priority.name, end_date from Task where id is ${TASK_ID}`),
    ).toMatchObject([
      {
        scopes: [{ name: 'main' }],
        priority: { name: 'High' },
        end_date: { __type__: 'datetime', value: '2024-05-06T00:00:00' },
      },
    ]);
  });

  it.each([
    [{ action: 'create', entity_type: 'Nothing', entity_data: {} }, 'There is no entity type "Nothing"'],
    [
      { action: 'update', entity_type: 'Task', entity_key: ['x'], entity_data: {} },
      'There is no Task with the key x',
    ],
    [{ action: 'update', entity_type: 'Task', entity_key: [], entity_data: {} }, 'must have the parts id'],
    [{ action: 'delete', entity_type: 'Metadata', entity_key: ['x'] }, 'must have the parts parent_id, key'],
    [
      { action: 'create', entity_type: 'Job', entity_data: { status: 'odd' } },
      'one of queued, running, done, failed',
    ],
    [{ action: 'create', entity_type: 'Task', entity_data: { bid: 'long' } }, 'must be of type number'],
    [{ action: 'create', entity_type: 'Task', entity_data: { end_date: 'soon' } }, 'must be a date'],
    [{ action: 'create', entity_type: 'Asset', entity_data: { custom_attributes: [] } }, 'cannot be set'],
    [{ action: 'permissions' }, "Invalid action u'permissions'"],
  ])('refuses %j', (operation, message) => {
    expect(() => simulator.run([operation])).toThrow(message);
  });
});
