import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eachNode, settingNodes } from './setting-nodes.ts';
import { listSettings, settingsReference } from './settings-reference.ts';

test('docs/settings.md is up to date (npm run -s cli -- settings show --markdown > docs/settings.md)', () => {
  const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
  expect(page).toBe(settingsReference());
});

test('every key is on the page', () => {
  const page = settingsReference();
  const missing = listSettings().filter(({ path, scope }) => {
    const [group = '', key = ''] = path.split(/\/(?=[^/]+$)/);
    const names = scope === 'hidden' ? [`\`${group}\`:`, `\`${key || group}\``] : [`\`${path}\``];
    return !page.split('\n').some((line) => names.every((name) => line.includes(name)));
  });
  expect(missing).toEqual([]);
  expect(listSettings().find(({ path }) => path === 'service_settings/api_key')).toMatchObject({
    place: 'Service settings > ftrack API key',
    scope: 'studio',
    default: '',
  });
});

test('every key and group a form shows says what it is for, in words of its own', () => {
  const nodes = [...eachNode(settingNodes())];
  const untold = nodes.filter(({ kind, scope, text, path }) => {
    const needed = kind === 'group' ? path !== '' : !path.includes('[]') && text.title !== 'Enabled';
    return needed && scope.length > 0 && text.description === undefined;
  });
  expect(untold.map(({ path }) => path)).toEqual([]);
});
