import { expect, test } from 'vitest';
import { eachNode, readSettings, settingNodes } from '../settings/index.ts';
import { syncSettingsOf } from './settings.ts';

test('every setting that sync reads is in the form', () => {
  const read = new Set<string>();
  const { settings } = readSettings({});
  syncSettingsOf(watched(settings, '', read));
  const shown = new Set(
    [...eachNode(settingNodes())].filter(({ scope }) => scope.length > 0).map(({ path }) => path),
  );
  expect([...read]).toContain('publish/IntegrateFtrackInstance/product_base_type_mapping');
  expect([...read].filter((path) => !shown.has(path))).toEqual([]);
});

/** Notes the paths of the settings that are read; lists are handed out as they are. */
function watched<T extends object>(group: T, path: string, read: Set<string>): T {
  return new Proxy(group, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      const inside = path === '' ? String(key) : `${path}/${String(key)}`;
      read.add(inside);
      const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isGroup ? watched(value, inside, read) : value;
    },
  });
}
