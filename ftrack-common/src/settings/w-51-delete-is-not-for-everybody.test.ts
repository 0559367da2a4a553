import { expect, test } from 'vitest';
import { readSettings } from './read-settings.ts';

test('by default not everybody may delete folders and products', () => {
  const { delete_ayon_entities } = readSettings({}).settings.service_event_handlers;
  expect(delete_ayon_entities.role_list).toEqual(['Administrator', 'Project Manager']);
});
