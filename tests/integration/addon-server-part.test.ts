import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readZip } from '@ynput/ayon-simulator';
import {
  buildSettingsDocument,
  convertOverrides,
  readSettings,
  type SettingsDocument,
  type SettingsField,
} from '@ynput/ftrack-common/settings';
import {
  arbitraryDocument,
  hasUpstreamSettings,
  isRecord,
  readUpstream,
  type StoredOverrides,
  UPSTREAM_VERSIONS,
} from '@ynput/ftrack-common/settings/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePackage, runAddon, skippedWhy, whyNoPython } from '../support/addon-package.ts';

interface Converted {
  document: Record<string, unknown>;
  kept: { path: string; value: string; reason: string }[];
  told: [path: string, message: string][];
  readable: boolean;
}

interface Stored {
  version: string;
  overrides: unknown;
}

/** Each test starts Python. */
vi.setConfig({ testTimeout: 60_000 });

let folder: string;

/** What the addon in AYON makes of stored overrides, in the words of our own conversion. */
async function convertInPython(stored: readonly Stored[]): Promise<(Converted & { paths: string[] })[]> {
  const results = (await runAddon(
    folder,
    stored.map((one) => ({ do: 'convert', ...one })),
  )) as Converted[];
  return results.map((one) => ({
    ...one,
    paths: [...one.kept.map(({ path }) => path), ...one.told.map(([path]) => path)],
  }));
}

/** Numbers in texts are written in another way by each language. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  const { path, value: text, reason } = value;
  if (typeof path === 'string' && typeof text === 'string' && typeof reason === 'string')
    return { path, value: parsed(text), reason };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // An earlier conversion never wrote this; a person may have.
    return text;
  }
}

function expectSame({ overrides, version }: Stored, converted: Converted & { paths: string[] }): void {
  const ours = convertOverrides(overrides, version);
  expect(plain(converted.document)).toEqual(plain(ours.document));
  expect(plain(converted.kept)).toEqual(plain(ours.kept));
  expect(converted.paths).toEqual(ours.problems.map(({ path }) => path));
  expect(converted.readable).toBe(true);
}

describe.skipIf(whyNoPython !== undefined)(
  `the server part of the addon, unpacked from its zip${skippedWhy}`,
  () => {
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ayon-ftrack-addon-'));
      for (const { path, content } of readZip(await makePackage())) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('has the settings models of the tree: kinds, texts, levels, groups, choices, limits and defaults', async () => {
      const [schema, defaults] = await runAddon(folder, [{ do: 'schema' }, { do: 'read', overrides: {} }]);
      const document = buildSettingsDocument();
      expect(modelsOf(schema as Schema, document)).toEqual(wantedModels(document));
      expect(defaults).toEqual(readSettings({}).settings);
    });

    it('converts every case that is written down', async () => {
      const file = new URL(
        '../../ftrack-common/src/settings/conversion/conversion-cases.json',
        import.meta.url,
      );
      const cases = JSON.parse(readFileSync(file, 'utf8')) as { from: string; stored: unknown }[];
      const stored = cases.map(({ from, stored: overrides }) => ({ version: from, overrides }));
      for (const [index, converted] of (await convertInPython(stored)).entries())
        expectSame(stored[index] ?? { version: '', overrides: null }, converted);
    });

    it.skipIf(!hasUpstreamSettings)(
      'converts what each version of 1.6 and before has stored, as we do, and what it has converted to itself',
      async () => {
        const stored = UPSTREAM_VERSIONS.flatMap((version) =>
          (['overrides', 'overrides-typical'] as const).flatMap((name): Stored[] => {
            const { studio, project } = readUpstream<StoredOverrides>(`${version}/${name}`);
            return [studio, project, {}].map((overrides) => ({ version, overrides }));
          }),
        );
        const first = await convertInPython(stored);
        for (const [index, one] of stored.entries()) {
          const converted = first[index];
          if (converted === undefined) throw new Error('A result is missing.');
          expectSame(one, converted);
          if (Object.keys(one.overrides as object).length === 0) expect(converted.document).toEqual({});
        }
        const again = stored.map(({ version }, index) => ({ version, overrides: first[index]?.document }));
        for (const [index, converted] of (await convertInPython(again)).entries())
          expect(converted.document).toEqual(first[index]?.document);
      },
    );

    it('reads and converts any stored document, loses nothing of it, and agrees with us', async () => {
      // One process for all of them; the seed brings a failure back.
      const seed = Date.now() % 1_000_000;
      const versions = fc.constantFrom(...UPSTREAM_VERSIONS, '2.0.0-alpha.1', '', 'x');
      const stored = fc
        .sample(fc.tuple(versions, arbitraryDocument()), { numRuns: 60, seed })
        // As it comes out of a database.
        .map(
          ([version, one]): Stored => ({ version, overrides: JSON.parse(JSON.stringify(one)) as unknown }),
        );
      expect(
        await runAddon(
          folder,
          stored.map(({ overrides }) => ({ do: 'read', overrides })),
        ),
      ).toHaveLength(60);
      for (const [index, converted] of (await convertInPython(stored)).entries()) {
        const one = stored[index] ?? { version: '', overrides: null };
        try {
          expectSame(one, converted);
        } catch (error) {
          throw new Error(`Document ${index} of the seed ${seed}, from '${one.version}'`, { cause: error });
        }
      }
    });

    it('takes numbers no computer can count, and texts that are half a character', async () => {
      const odd = {
        log: { retention_days: 'x' },
        sync: { removal_limit: { entities: -5 } },
        ftrack_server: '\ud800',
      };
      const text = JSON.stringify(odd).replace('-5', `1${'0'.repeat(400)}`);
      const overrides = JSON.parse(text) as unknown;
      expect(await runAddon(folder, [{ do: 'read', overrides }])).toHaveLength(1);
    });
  },
);

interface Schema {
  title?: string;
  description?: string;
  isgroup: boolean;
  layout?: string;
  properties: Record<string, Property>;
  definitions?: Record<string, Schema>;
}

interface Property {
  type?: string;
  title: string;
  description?: string;
  scope: string[];
  allOf?: { $ref: string }[];
  items?: { $ref?: string; type?: string; enum?: string[] };
  enum?: string[];
  enumLabels?: Record<string, string>;
  [key: string]: unknown;
}

/** The models of a schema, in the words of the settings document. */
function modelsOf(schema: Schema, document: SettingsDocument) {
  const all = {
    ...schema.definitions,
    [document.root]: { ...schema, title: document.models[document.root]?.title },
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, { title, description, isgroup, layout, properties }]) => [
      name,
      {
        title,
        description,
        whole: isgroup,
        layout,
        fields: Object.entries(properties).map(([key, property]) => fieldOf(key, property)),
      },
    ]),
  );
}

function fieldOf(name: string, property: Property) {
  const { title, description, scope, section, widget, syntax, default: value } = property;
  const offered = property.enum ?? property.items?.enum;
  return {
    name,
    kind: property.allOf === undefined ? property.type : 'object',
    model: (property.allOf?.[0] ?? property.items)?.$ref?.replace('#/definitions/', ''),
    title,
    description,
    scope,
    section,
    widget,
    syntax,
    default: value,
    minimum: property['minimum'],
    maximum: property['maximum'],
    chooses: property['conditionalEnum'],
    // A list of the server is empty here, and says so.
    choices:
      property['placeholder'] === undefined
        ? offered?.map((one) => [one, property.enumLabels?.[one]])
        : 'listed',
  };
}

const JSON_TYPES: Readonly<Record<SettingsField['type'], string>> = {
  boolean: 'boolean',
  string: 'string',
  integer: 'integer',
  number: 'number',
  strings: 'array',
  rows: 'array',
  group: 'object',
};

function wantedModels({ models }: SettingsDocument) {
  return Object.fromEntries(
    Object.entries(models).map(([name, { title, description, whole = false, layout, fields }]) => [
      name,
      { title, description, whole, layout, fields: fields.map(wantedField) },
    ]),
  );
}

function wantedField(field: SettingsField) {
  const { choices } = field;
  const isList = field.type === 'strings' || field.type === 'rows';
  return {
    name: field.name,
    kind: JSON_TYPES[field.type],
    model: field.model,
    title: field.title,
    description: field.description,
    scope: field.scope,
    section: field.section,
    widget: field.widget,
    syntax: field.syntax,
    default: isList ? undefined : field.default,
    minimum: field.limits?.minimum,
    maximum: field.limits?.maximum,
    chooses: field.chooses,
    choices: typeof choices === 'string' ? 'listed' : choices?.map(({ value, label }) => [value, label]),
  };
}
