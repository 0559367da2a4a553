import { expect, it } from 'vitest';
import type { JsonRecord } from '../api/index.ts';
import { startFtrackSimulator } from '../index.ts';

it('shows a link at both of its ends, and takes it away with either', async () => {
  await using simulator = await startFtrackSimulator({ profile: 'generated:8' });
  const { store } = simulator;
  const create = (entity_type: string, entity_data: object): string => {
    const [answer] = simulator.run([{ action: 'create', entity_type, entity_data }]) as [
      { data: { id: string } },
    ];
    return answer.data.id;
  };
  const count = (expression: string): number =>
    (simulator.run([{ action: 'query', expression }])[0] as { data: JsonRecord[] }).data.length;
  const [shot] = store.rows('Shot');
  const [user] = store.rows('User');
  const configuration_id = create('CustomAttributeLinkConfiguration', {
    key: 'lead',
    label: 'Lead',
    entity_type: 'task',
    entity_type_to: 'user',
    object_type_id: shot?.row['object_type_id'],
    one_to_one: true,
    config: '{}',
  });
  const ends = { configuration_id, from_id: shot?.key[0], to_id: user?.key[0] };
  const link = create('UserCustomAttributeLink', ends);
  expect(count(`Shot where custom_attribute_links any (to_id is "${ends.to_id}")`)).toBe(1);
  expect(count(`User where custom_attribute_links_from any (from_id is "${ends.from_id}")`)).toBe(1);
  expect(count('select context.name, to_entity_type from ContextCustomAttributeLinkFrom')).toBe(1);
  expect(count('select user.username from UserCustomAttributeLink where user.username is admin')).toBe(1);

  expect(() => create('CustomAttributeLink', ends)).toThrow('has a link "lead" already');
  expect(() => create('CustomAttributeLink', { ...ends, to_id: 'nobody' })).toThrow('there is no nobody');

  simulator.run([{ action: 'delete', entity_type: 'CustomAttributeLinkFrom', entity_key: [link] }]);
  expect(store.count('CustomAttributeLink')).toBe(0);
  create('CustomAttributeLink', ends);
  simulator.run([{ action: 'delete', entity_type: 'Shot', entity_key: shot?.key }]);
  expect([store.count('CustomAttributeLink'), store.count('CustomAttributeLinkFrom')]).toEqual([0, 0]);
});
