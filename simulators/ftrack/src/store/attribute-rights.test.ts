import { expect, it } from 'vitest';
import type { JsonRecord } from '../api/index.ts';
import { type FtrackSimulator, startFtrackSimulator } from '../index.ts';

const ARTIST = { username: 'artist', id: 'artist-id', apiKey: 'artist-key' };

/** What a user is answered, over HTTP. */
async function ask(simulator: FtrackSimulator, operation: JsonRecord, user = ARTIST): Promise<JsonRecord> {
  const answer = await fetch(`${simulator.url}/api`, {
    method: 'POST',
    headers: { 'ftrack-user': user.username, 'ftrack-api-key': user.apiKey },
    body: JSON.stringify([operation]),
  });
  const body: unknown = await answer.json();
  return (Array.isArray(body) ? body[0] : body) as JsonRecord;
}

it('lets only those read and set custom attributes who have one of their roles, where they have it', async () => {
  await using simulator = await startFtrackSimulator({
    profile: 'generated:7',
    users: [{ username: 'admin' }, ARTIST],
  });
  const run = (action: string, entity_type: string, rest: object): string => {
    const [answer] = simulator.run([{ action, entity_type, ...rest }]) as [{ data: { id: string } }];
    return answer.data.id;
  };
  const [projectId = ''] = [...simulator.store.rows('Project')].map(({ key }) => key[0]);
  const [shotId = ''] = [...simulator.store.rows('Shot')].map(({ key }) => key[0]);
  const role = run('create', 'SecurityRole', { entity_data: { name: 'Finance' } });
  const references = [{ __entity_type__: 'SecurityRole', id: role }];
  const admin = simulator.store.list('User', 'username', 'admin')[0]?.key[0];
  const held = run('create', 'UserSecurityRole', {
    entity_data: { user_id: admin, security_role_id: role, is_all_projects: true },
  });
  const configuration = run('create', 'CustomAttributeConfiguration', {
    entity_data: {
      key: 'budget',
      entity_type: 'show',
      is_hierarchical: true,
      type_id: '92009b00-381c-11e0-acff-0019bb49847a',
      default: 0,
      config: '{}',
      read_security_roles: references,
      write_security_roles: references,
    },
  });
  const entity_key = [configuration, shotId];
  const setBudget = {
    action: 'update',
    entity_type: 'ContextCustomAttributeValue',
    entity_key,
    entity_data: { value: 5 },
  };
  simulator.run([setBudget]);
  const dense = { action: 'query', expression: `select custom_attributes from Shot where id is "${shotId}"` };
  const stored = {
    action: 'query',
    expression: 'select value from CustomAttributeValue where configuration.key is budget',
  };
  const keysOf = (answer: JsonRecord): unknown[] => {
    const [shot] = answer['data'] as [{ custom_attributes: { key: string }[] }];
    return shot.custom_attributes.map(({ key }) => key);
  };

  expect(keysOf(simulator.run([dense])[0] as JsonRecord)).toContain('budget');
  expect(keysOf(await ask(simulator, dense))).not.toContain('budget');
  expect(await ask(simulator, stored)).toMatchObject({ data: [] });
  expect(await ask(simulator, setBudget)).toMatchObject({ exception: 'PermissionError' });
  const remove = { action: 'delete', entity_type: 'CustomAttributeValue', entity_key };
  expect(await ask(simulator, remove)).toMatchObject({ exception: 'PermissionError' });

  const restricted = run('create', 'UserSecurityRole', {
    entity_data: { user_id: ARTIST.id, security_role_id: role, is_all_projects: false },
  });
  expect(await ask(simulator, stored)).toMatchObject({ data: [] });
  run('create', 'UserSecurityRoleProject', {
    entity_data: { user_security_role_id: restricted, project_id: projectId },
  });
  expect(await ask(simulator, stored)).toMatchObject({ data: [{ value: 5 }] });
  expect(await ask(simulator, setBudget)).toMatchObject({ action: 'update' });

  run('delete', 'UserSecurityRole', { entity_key: [held] });
  expect(keysOf(simulator.run([dense])[0] as JsonRecord)).not.toContain('budget');
});

it('opens new custom attributes without roles to nobody, and keeps what they are for', async () => {
  await using simulator = await startFtrackSimulator({ profile: 'generated:1' });
  const run = (action: string, rest: object): { data: { id: string }[] & { id: string } } =>
    simulator.run([{ action, entity_type: 'CustomAttributeConfiguration', ...rest }])[0] as never;
  const [project] = simulator.store.rows('Project');
  const { id } = run('create', {
    entity_data: { key: 'secret', entity_type: 'show', type_id: 'ad1034d8-15e2-11e1-b21a-0019bb4983d8' },
  }).data;
  const read = (expression: string): unknown[] => run('query', { expression }).data;
  expect(read('CustomAttributeConfiguration where key is secret')).toHaveLength(1);
  expect(JSON.stringify(read('select custom_attributes from Project'))).not.toContain('secret');
  const change = (entity_data: object): unknown => run('update', { entity_key: [id], entity_data });
  expect(() => change({ project_id: project?.key[0] })).toThrow('is for all projects');
  expect(() => change({ type_id: '92009b00-381c-11e0-acff-0019bb49847a' })).toThrow('cannot be changed');
});
