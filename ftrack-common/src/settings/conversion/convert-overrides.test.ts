import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hasUpstreamSettings,
  isRecord,
  leavesOf,
  patternOf,
  readUpstream,
  type StoredOverrides,
  UPSTREAM_VERSIONS,
} from '../testing/upstream-settings.ts';
import { arbitraryDocument } from '../testing/arbitrary-document.ts';
import { applyRules, rulesFor } from './apply-rules.ts';
import { convertOverrides } from './convert-overrides.ts';
import { CONVERSION_RULES } from './conversion-rules.ts';

test('nothing stored stays nothing', () => {
  for (const empty of [{}, null, undefined, { publish: {} }, { publish: { CollectFtrackFamily: {} } }]) {
    expect(convertOverrides(empty, '0.2.5')).toEqual({ document: {}, kept: [], problems: [] });
  }
});

test('asset types to skip become a deny list, and their old meaning with them', () => {
  const stored = { service_event_handlers: { status_task_to_version: { asset_types_to_skip: ['geo'] } } };
  expect(convertOverrides(stored, '1.0.6').document).toEqual({
    service_event_handlers: {
      status_task_to_version: { asset_types_filter_type: 'deny_list', asset_types: ['geo'] },
    },
  });
});

test('a studio from before 1.1.10 is told what became of all asset types, unless it had set something there', () => {
  const service_settings = { username: 'u', api_key: 'k' };
  const told = (stored: unknown) => convertOverrides(stored, '1.1.9').problems.map(({ message }) => message);
  const message = expect.stringMatching(/1\.1\.10.+status_task_to_version\/asset_types/) as string;
  expect(told({ service_settings })).toContainEqual(message);
  const set = { status_task_to_version: { asset_types_to_skip: ['geo'] } };
  expect(told({ service_settings, service_event_handlers: set })).not.toContainEqual(message);
  expect(told({ service_event_handlers: { thumbnail_updates: { levels: 2 } } })).toEqual([]);
});

test('a key with a new value already keeps it; the old value is set aside', () => {
  const stored = {
    custom_attributes: {
      show: { auto_sync_enabled: { write_security_roles: ['Old'] } },
      mandatory_attributes: { auto_sync_enabled: { write_security_roles: ['New'] } },
    },
  };
  const { document, kept } = convertOverrides(stored, '1.3.3');
  expect(document['custom_attributes']).toEqual({
    mandatory_attributes: { auto_sync_enabled: { write_security_roles: ['New'] } },
  });
  expect(kept).toMatchObject([
    { path: 'custom_attributes/show/auto_sync_enabled/write_security_roles', value: '["Old"]' },
  ]);
});

test('values of the wrong kind and unknown keys are set aside, and named without their values', () => {
  const stored = {
    enabled: 'maybe-s3cret',
    publish: null,
    post_launch_hook: { mapping: [{ name: 'A', value: ['B'], colour: 'red' }, { name: 5 }, 'row'] },
    sync: 7,
  };
  const { document, kept, problems } = convertOverrides(stored, '1.6.4');
  expect(document).toEqual({
    post_launch_hook: { mapping: [{ name: 'A', value: ['B'] }] },
    unconverted: kept,
  });
  expect(kept.map(({ path, value }) => [path, value])).toEqual([
    ['enabled', '"maybe-s3cret"'],
    ['post_launch_hook/mapping/0/colour', '"red"'],
    ['post_launch_hook/mapping/1', '{"name":5}'],
    ['post_launch_hook/mapping/2', '"row"'],
    ['publish', 'null'],
    ['sync', '7'],
  ]);
  expect(problems.map((problem) => problem.path)).toEqual(kept.map(({ path }) => path));
  expect(JSON.stringify(problems)).not.toContain('s3cret');
});

test('rules stand in the order of versions', () => {
  const order = CONVERSION_RULES.map(({ before }) => before);
  expect(rulesFor('')).toHaveLength(CONVERSION_RULES.length);
  const parts = (version: string) => version.split('.').map((part) => part.padStart(4, '0'));
  const sorted = order.toSorted((a, b) => parts(a).join('.').localeCompare(parts(b).join('.')));
  expect(order).toEqual(sorted);
});

test('any stored document converts, keeps whatever it held, and converts to itself', () => {
  const documents = arbitraryDocument();
  const versions = fc.constantFrom(...UPSTREAM_VERSIONS, '2.0.0-alpha.1', '', 'x');
  fc.assert(
    fc.property(documents, versions, (stored, version) => {
      const before = JSON.stringify(stored);
      const { document, kept } = convertOverrides(stored, version);
      expect(JSON.stringify(stored)).toBe(before);
      const held = stored !== null && (!isRecord(stored) || leavesOf(stored).length > 0);
      expect(Object.keys(document).length > 0).toBe(held);
      expect(kept.length === 0 || document['unconverted'] !== undefined).toBe(true);
      expect(convertOverrides(document, version).document).toEqual(document);
      expect(convertOverrides(document, '2.0.0').document).toEqual(document);
    }),
    { numRuns: 60 },
  );
});

interface Entry {
  from: string;
  document: string;
  scope: 'studio' | 'project';
  path: string;
  verdict: string;
  belongsTo?: string;
}

/** All values of one kind of path, in order. */
const valuesAt = (document: unknown, path: string): string[] =>
  valuesBelow(document, patternOf(path).split('/')).map((value) => JSON.stringify(value));

function valuesBelow(value: unknown, keys: string[]): unknown[] {
  const [key, ...rest] = keys;
  if (key === undefined) return [value];
  const name = key.replace(/\[\]$/, '');
  if (!isRecord(value) || !Object.hasOwn(value, name)) return [];
  const next = value[name];
  const all: unknown[] = name !== key && Array.isArray(next) ? next : [next];
  return all.flatMap((one) => valuesBelow(one, rest));
}

const FILTER_KIND = /\/status_(?:task_to_version|version_to_task)\/asset_types_filter_type$/;

describe.skipIf(!hasUpstreamSettings)(
  'overrides stored by upstream (../shared/data/upstream-settings)',
  () => {
    const stored = UPSTREAM_VERSIONS.flatMap((version) =>
      (['overrides', 'overrides-typical'] as const).flatMap((document) =>
        (['studio', 'project'] as const).map((scope) => ({ version, document, scope })),
      ),
    );
    const read = ({ version, document, scope }: (typeof stored)[number]) =>
      readUpstream<StoredOverrides>(`${version}/${document}`)[scope];
    const losses = () => readUpstream<Entry[]>('conversion-losses');

    test('none of what upstream loses is lost', () => {
      const lost = losses().filter(({ verdict }) => verdict === 'lost' || verdict === 'renamed');
      expect(lost.filter(({ verdict }) => verdict === 'lost')).toHaveLength(249);
      for (const { from, document, scope, path, belongsTo = '' } of lost) {
        const data = readUpstream<StoredOverrides>(`${from}/${document}`)[scope];
        const there = valuesAt(data, path);
        expect([from, path, there.length > 0]).toEqual([from, path, true]);
        expect([path, valuesAt(convertOverrides(data, from).document, belongsTo)]).toEqual([path, there]);
      }
    });

    test('values of features that are gone are set aside', () => {
      const gone = losses().filter(({ verdict }) => verdict === 'feature-gone');
      for (const { from, document, scope, path } of gone) {
        const data = readUpstream<StoredOverrides>(`${from}/${document}`)[scope];
        const { kept } = convertOverrides(data, from);
        const values = kept.filter((one) => one.path === path).map(({ value }) => value);
        expect([path, values]).toEqual([path, valuesAt(data, path)]);
      }
    });

    test.each(stored)('$version $document, $scope: every value once, none added', (one) => {
      const { version } = one;
      const data = read(one);
      const { document, kept } = convertOverrides(data, version);
      const { unconverted: _, ...settings } = document;
      const before = leavesOf(data).map(([, value]) => value);
      const meanings = leavesOf(settings).filter(
        ([path, value]) =>
          FILTER_KIND.test(path) && value === 'deny_list' && valuesAt(data, path).length === 0,
      );
      const setAside = kept.flatMap(({ value }) => leavesOf(JSON.parse(value)));
      const after = [...leavesOf(settings), ...setAside].map(([, value]) => value);
      const sorted = (values: unknown[]) => values.map((value) => JSON.stringify(value)).toSorted();
      expect(sorted(after)).toEqual(sorted([...before, ...meanings.map(([, value]) => value)]));
      if (losses().some((entry) => entry.verdict === 'invented' && entry.from === version)) {
        expect(valuesAt(document, 'custom_attributes/attributes_mapping')).toEqual([]);
      }
    });

    test.each(stored)('$version $document, $scope: again, and by steps, the same', (one) => {
      const { version } = one;
      const data = read(one);
      const { document, kept } = convertOverrides(data, version);
      expect(convertOverrides(document, version).document).toEqual(document);
      expect(convertOverrides(document, '2.0.0-alpha.1')).toMatchObject({ document, kept: [], problems: [] });
      const work = structuredClone(data);
      const report = { kept: [], told: [] };
      let from: string = version;
      for (const until of UPSTREAM_VERSIONS.filter(
        (one) => UPSTREAM_VERSIONS.indexOf(one) > UPSTREAM_VERSIONS.indexOf(version),
      )) {
        applyRules(work, rulesFor(from, until), report);
        from = until;
      }
      const last = convertOverrides(work, from);
      const { unconverted: _, ...settings } = document;
      const { unconverted: __, ...bySteps } = last.document;
      expect(bySteps).toEqual(settings);
      expect([...report.kept, ...last.kept]).toEqual(kept);
    });

    test.each(['1.4.15', '1.5.3', '1.6.4'])('%s: nothing is set aside', (version) => {
      for (const one of stored.filter((each) => each.version === version)) {
        expect(convertOverrides(read(one), version)).toMatchObject({ kept: [], problems: [] });
      }
    });
  },
);
