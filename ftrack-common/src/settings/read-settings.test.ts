import fc from 'fast-check';
import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { readSettings } from './read-settings.ts';
import { settingTexts, titlesOf } from './setting-texts.ts';
import { ftrackSettings } from './settings-tree.ts';
import { hasUpstreamSettings, readUpstream, type StoredOverrides } from './testing/upstream-settings.ts';

test('an empty document gives the defaults without a complaint', () => {
  for (const document of [{}, null, undefined]) {
    const { settings, problems } = readSettings(document);
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      enabled: true,
      ftrack_server: '',
      sync: { delete_policy: 'deactivate', removal_limit: { entities: 20, percent: 5 } },
    });
  }
});

test('an odd value gives way to the default of its key alone, and is named', () => {
  const { settings, problems } = readSettings({
    enabled: 'yes',
    ftrack_server: null,
    service_settings: { username: 'user', api_key: ['x'] },
    sync: { delete_policy: 'burn', removal_limit: 7, reconcile_at: '25:00' },
    log: { retention_days: 0, retention_mb: 64 },
    unknown: { key: 1 },
  });
  expect(settings.service_settings).toEqual({ username: 'user', api_key: '' });
  expect(settings.log).toEqual({ retention_days: 14, retention_mb: 64 });
  expect(settings.sync).toMatchObject({ delete_policy: 'deactivate', reconcile_at: '02:00' });
  expect(problems.map((problem) => problem.path)).toEqual([
    'enabled',
    'ftrack_server',
    'service_settings/api_key',
    'sync/delete_policy',
    'sync/removal_limit',
    'sync/reconcile_at',
    'log/retention_days',
  ]);
});

test('an odd row of the mapping leaves the others as they are', () => {
  const good = { name: 'fps', attr_type: 'hierarchical', hierarchical: 'fps', standard: [] };
  const mapping = [
    good,
    { ...good, name: 'clipIn', attr_type: 'odd' },
    'row',
    { ...good },
    { name: 'clipOut' },
  ];
  const read = readSettings({ custom_attributes: { attributes_mapping: { mapping } } });
  expect(read.settings.custom_attributes.attributes_mapping.mapping.map((row) => row.name)).toEqual([
    'fps',
    'clipOut',
  ]);
  expect(read.problems.map((problem) => problem.path.split('/').at(-1))).toEqual(['1', '2', '3']);
});

test('a problem never quotes the value', () => {
  const { problems } = readSettings({
    service_settings: { api_key: { secret: 's3cret' } },
    sync: { delete_policy: 's3cret' },
  });
  expect(problems).toHaveLength(2);
  expect(JSON.stringify(problems)).not.toContain('s3cret');
});

test('any document can be read, and what was read reads the same', () => {
  const anything = fc.jsonValue();
  const documents = fc.oneof(
    anything,
    fc.record(Object.fromEntries(Object.keys(ftrackSettings.shape).map((key) => [key, anything])), {
      requiredKeys: [],
    }),
    fc.record({
      sync: fc.record({ delete_policy: anything, removal_limit: anything, reconcile_at: anything }),
      custom_attributes: fc.record({ attributes_mapping: fc.record({ mapping: fc.array(anything) }) }),
    }),
  );
  fc.assert(
    fc.property(documents, (document) => {
      const { settings } = readSettings(document);
      expect(readSettings(settings)).toEqual({ settings, problems: [] });
    }),
  );
});

test('every group and key has a title', () => {
  const check = (schema: z.core.$ZodType, path: string): void => {
    expect([path, settingTexts.get(schema)?.title ?? '']).not.toEqual([path, '']);
    if (!(schema instanceof z.ZodObject)) return;
    for (const [key, child] of Object.entries(schema.shape)) check(child, `${path}/${key}`);
  };
  check(ftrackSettings, '');
  expect(titlesOf(ftrackSettings, 'service_settings/api_key')).toBe('Service settings > ftrack API key');
});

describe.skipIf(!hasUpstreamSettings)(
  'stored settings of upstream (../shared/data/upstream-settings)',
  () => {
    test.each(['1.4.15', '1.5.3', '1.6.4'])('%s: effective settings are read as they are', (version) => {
      for (const file of ['overrides-effective', 'overrides-typical-effective']) {
        for (const stored of Object.values(readUpstream<StoredOverrides>(`${version}/${file}`))) {
          const { settings, problems } = readSettings(stored);
          expect(problems).toEqual([]);
          const { service_settings, service_event_handlers, custom_attributes } = settings;
          const { sync_from_ftrack } = service_event_handlers;
          expect(stored).toMatchObject({
            service_settings,
            service_event_handlers: { sync_from_ftrack },
            custom_attributes,
          });
        }
      }
    });

    test.each(['0.2.5', '1.0.6', '1.1.12', '1.2.5', '1.3.3'])('%s: can be read', (version) => {
      for (const stored of Object.values(readUpstream<StoredOverrides>(`${version}/overrides-effective`))) {
        expect(readSettings(stored).settings.enabled).toBeTypeOf('boolean');
      }
    });
  },
);
