import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { convertOverrides } from './convert-overrides.ts';

interface Case {
  name: string;
  from: string;
  stored: unknown;
  /** Without the values set aside by this conversion. */
  document: Record<string, unknown>;
  /** Without the reasons. */
  kept: { path: string; value: string }[];
}

/** What every interpreter of the rules has to answer. */
const cases = JSON.parse(readFileSync(new URL('./conversion-cases.json', import.meta.url), 'utf8')) as Case[];

test.each(cases)('$name', ({ from, stored, document, kept }) => {
  const converted = convertOverrides(stored, from);
  expect(converted.kept.map(({ path, value }) => ({ path, value }))).toEqual(kept);
  const { unconverted, ...settings } = converted.document;
  const { unconverted: before, ...expected } = document;
  expect(settings).toEqual(expected);
  expect(unconverted ?? []).toEqual([...((before as unknown[] | undefined) ?? []), ...converted.kept]);
});
