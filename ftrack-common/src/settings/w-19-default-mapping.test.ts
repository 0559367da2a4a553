import { expect, test } from 'vitest';
import { readSettings } from './read-settings.ts';

test('defaults map the frame range of stock ftrack, and all else by the same name', () => {
  const { mapping } = readSettings({}).settings.custom_attributes.attributes_mapping;
  const source = Object.fromEntries(
    mapping.map((row) => [row.name, row.attr_type === 'standard' ? row.standard : row.hierarchical]),
  );
  expect(source).toMatchObject({
    fps: ['fps'],
    frameStart: ['fstart'],
    frameEnd: ['fend'],
    clipIn: 'clipIn',
  });
});
