import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { applyOverrides, diffOverrides, type SettingsPath, valueAt, withoutPath } from './overrides.ts';
import { structureOfSettings } from './structure.ts';

/** A setting with its default and what studio and project say of it, undefined where they say nothing. */
interface Leaf {
  is: 'leaf';
  default: Json;
  studio: Json | undefined;
  project: Json | undefined;
}
interface Branch {
  is: 'branch';
  fields: Record<string, Leaf | Branch>;
}
type Source = 'default' | 'studio' | 'project';

const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
const leafOf = (value: fc.Arbitrary<Json>): fc.Arbitrary<Leaf> => {
  const said = fc.option(value, { nil: undefined });
  return fc.record({ is: fc.constant('leaf' as const), default: value, studio: said, project: said });
};
const { branch } = fc.letrec<{ branch: Branch; node: Leaf | Branch }>((tie) => ({
  branch: fc.record({
    is: fc.constant('branch' as const),
    fields: fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
  }),
  node: fc.oneof(
    { maxDepth: 3 },
    leafOf(fc.integer()),
    leafOf(fc.string()),
    leafOf(fc.boolean()),
    leafOf(fc.array(fc.integer(), { maxLength: 3 })),
    tie('branch'),
  ),
}));

/** What a source says, by the form of the settings; branches it says nothing of are left out. */
function said({ fields }: Branch, source: Source): JsonObject {
  const found: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = field.is === 'leaf' ? field[source] : said(field, source);
    if (value === undefined || (field.is === 'branch' && isObject(value) && Object.keys(value).length === 0))
      continue;
    found[name] = value;
  }
  return found;
}

/** What holds: the last source that says something. */
function holds({ fields }: Branch, sources: readonly Source[]): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (field.is === 'branch') return [name, holds(field, sources)];
      const last = sources.findLast((source) => field[source] !== undefined) ?? 'default';
      return [name, field[last] ?? field.default];
    }),
  );
}

function leafPaths({ fields }: Branch, above: SettingsPath = []): SettingsPath[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.is === 'leaf' ? [[...above, name]] : leafPaths(field, [...above, name]),
  );
}

const studioAndProject = fc.tuple(branch, fc.nat()).map(([form, pick]) => {
  const paths = leafPaths(form);
  const defaults = said(form, 'default');
  const structure = structureOfSettings(defaults, {});
  return { form, paths, path: paths[pick % paths.length] ?? [], defaults, structure };
});

describe('settings with overrides', () => {
  it('are those of the project, else of the studio, else the defaults', () => {
    fc.assert(
      fc.property(studioAndProject, ({ form, defaults, structure }) => {
        const studio = applyOverrides(structure, defaults, said(form, 'studio'));
        expect(studio).toEqual(holds(form, ['default', 'studio']));
        expect(applyOverrides(structure, studio, said(form, 'project'))).toEqual(
          holds(form, ['default', 'studio', 'project']),
        );
      }),
    );
  });

  it('come back from what is stored of them, and only differences are stored', () => {
    fc.assert(
      fc.property(studioAndProject, ({ form, paths, defaults, structure }) => {
        const wanted = holds(form, ['default', 'studio']);
        const overrides = diffOverrides(structure, { before: defaults, wanted, stored: {}, pinned: [] });
        expect(applyOverrides(structure, defaults, overrides)).toEqual(wanted);
        for (const path of paths) {
          const isSame = JSON.stringify(valueAt(defaults, path)) === JSON.stringify(valueAt(wanted, path));
          expect(valueAt(overrides, path) === undefined).toBe(isSame);
        }
      }),
    );
  });

  it('keep what was stored, and what is pinned, when it differs in nothing', () => {
    fc.assert(
      fc.property(studioAndProject, ({ form, path, defaults, structure }) => {
        const stored = said(form, 'studio');
        const wanted = applyOverrides(structure, defaults, stored);
        const change = { before: wanted, wanted, stored };
        expect(diffOverrides(structure, { ...change, pinned: [] })).toEqual(stored);
        const pinned = diffOverrides(structure, { ...change, pinned: [path] });
        expect(valueAt(pinned, path)).toEqual(valueAt(wanted, path));
        expect(applyOverrides(structure, defaults, pinned)).toEqual(wanted);
      }),
    );
  });

  it('fall back to what is below them when a pin is taken away', () => {
    fc.assert(
      fc.property(studioAndProject, ({ form, paths, path, defaults, structure }) => {
        const studio = said(form, 'studio');
        const left = applyOverrides(structure, defaults, withoutPath(studio, path));
        for (const other of paths) {
          const isGone = JSON.stringify(other) === JSON.stringify(path);
          const wanted = isGone ? defaults : applyOverrides(structure, defaults, studio);
          expect(valueAt(left, other)).toEqual(valueAt(wanted, other));
        }
      }),
    );
  });
});
