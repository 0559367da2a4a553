import { expect, test } from 'vitest';
import { readSettings } from './read-settings.ts';
import { eachNode, type SettingNode, settingNodes } from './setting-nodes.ts';

const leaves = [...eachNode(settingNodes())].filter(
  ({ kind, path }) => kind !== 'group' && !path.includes('[]'),
);

const documentWith = (path: string, value: unknown): unknown =>
  path.split('/').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

function oddValues({ choices, minimum, maximum, kind }: SettingNode): unknown[] {
  return [
    null,
    { odd: true },
    ...(kind === 'boolean' ? ['yes', 1] : [true]),
    ...(choices === null ? [] : [kind === 'strings' ? ['odd'] : 'odd']),
    ...(minimum === null ? [] : [minimum - 1]),
    ...(maximum === null ? [] : [maximum + 1]),
  ];
}

test('an odd value anywhere gives the default of its key and one problem with its path', () => {
  const { settings: defaults } = readSettings({});
  for (const node of leaves) {
    for (const value of oddValues(node)) {
      const { settings, problems } = readSettings(documentWith(node.path, value));
      expect([node.path, value, problems.map((problem) => problem.path)]).toEqual([
        node.path,
        value,
        [node.path],
      ]);
      expect(settings).toEqual(defaults);
    }
  }
});

test('an odd row anywhere is left out and named; so is the second of two with one name', () => {
  for (const node of leaves.filter(({ kind }) => kind === 'rows')) {
    const { path, text } = node;
    const named = text.unique === undefined ? {} : { [text.unique]: 'A' };
    const rows = [named, 'odd', { ...named, [node.children[0]?.key ?? '']: 7 }, named];
    const { problems } = readSettings(documentWith(path, rows));
    const odd = text.unique === undefined ? [1, 2] : [1, 2, 3];
    expect(problems.map((problem) => problem.path)).toEqual(odd.map((index) => `${path}/${index}`));
  }
});
