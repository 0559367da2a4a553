import { expect, it } from 'vitest';
import type { FtrackEntity, FtrackOperation, FtrackSession } from '../ftrack/index.ts';
import { ensureFtrackAttributes } from './ensure-attributes.ts';
import { DEFAULT_SYNC_SETTINGS } from './settings.ts';

const TYPES = ['text', 'boolean', 'enumerator'];

/** A ftrack without our attributes and with these groups. */
function ftrackWith(groups: readonly string[]) {
  const written: FtrackOperation[] = [];
  const rows = (type: string, names: readonly string[]) =>
    names.map((name): FtrackEntity => ({ __entity_type__: type, id: `${type}-${name}`, name }));
  const session: FtrackSession = {
    serverUrl: 'https://studio.ftrackapp.com',
    origin: 'test',
    query: async (expression) => {
      if (expression.includes('from CustomAttributeType')) return rows('Type', TYPES);
      if (expression.includes('from CustomAttributeGroup')) return rows('Group', groups);
      return [];
    },
    execute: async (operations) => {
      written.push(...operations);
      return operations.map(({ entityType }) => ({ __entity_type__: entityType, id: 'made' }));
    },
    readThumbnail: async () => null,
    serverInformation: async () => ({ version: '1' }),
  };
  return { session, written };
}

it.each([
  { groups: ['openpype', 'Production'], made: ['ayon'], groupId: 'made' },
  { groups: ['Production', 'AYON'], made: [], groupId: 'Group-AYON' },
  { groups: [], made: ['ayon'], groupId: 'made' },
])('our attributes stand in the group "ayon" beside $groups', async ({ groups, made, groupId }) => {
  const { session, written } = ftrackWith(groups);
  await ensureFtrackAttributes(session, DEFAULT_SYNC_SETTINGS);
  const dataOf = (type: string) =>
    written.flatMap((operation) =>
      operation.action === 'create' && operation.entityType === type ? [operation.data] : [],
    );
  expect(dataOf('CustomAttributeGroup').map((data) => data?.['name'])).toEqual(made);
  expect(dataOf('CustomAttributeConfiguration').map((data) => data?.['group_id'])).toEqual(
    Array(5).fill(groupId),
  );
});
