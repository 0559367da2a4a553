import { expect, test } from 'vitest';
import { readSettings } from './read-settings.ts';
import { buildSettingsDocument, type SettingsDocument } from './settings-document.ts';

const document = buildSettingsDocument();

function defaultsOf({ models }: SettingsDocument, name: string): Record<string, unknown> {
  const fields = models[name]?.fields ?? [];
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.type === 'group' ? defaultsOf({ models } as SettingsDocument, field.model ?? '') : field.default,
    ]),
  );
}

test('it is plain JSON, and the same every time', () => {
  const text = JSON.stringify(document);
  expect(JSON.parse(text)).toEqual(document);
  expect(JSON.stringify(buildSettingsDocument())).toBe(text);
});

test('its defaults are those the services use', () => {
  expect(defaultsOf(document, document.root)).toEqual(readSettings({}).settings);
});

test('every model is used in one place, and every place has its model', () => {
  const used = Object.values(document.models).flatMap(({ fields }) =>
    fields.flatMap(({ model }) => (model === undefined ? [] : [model])),
  );
  expect([...used, document.root].toSorted()).toEqual(Object.keys(document.models).toSorted());
  expect(new Set(used).size).toBe(used.length);
});

test('fields carry what the form needs', () => {
  const field = (model: string, name: string) =>
    document.models[model]?.fields.find((one) => one.name === name);
  expect(field('FtrackServiceSettingsSettings', 'api_key')).toMatchObject({
    type: 'string',
    default: '',
    scope: ['studio'],
    choices: 'secrets',
  });
  expect(field('FtrackCustomAttributesAttributesMappingSettings', 'mapping')).toMatchObject({
    type: 'rows',
    model: 'FtrackCustomAttributesAttributesMappingMappingRow',
    unique: 'name',
  });
  expect(field('FtrackSyncRemovalLimitSettings', 'percent')).toMatchObject({
    type: 'number',
    limits: { minimum: 0, maximum: 100 },
  });
  expect(field('FtrackSyncSettings', 'delete_policy')).toMatchObject({
    choices: [{ value: 'deactivate', label: 'Deactivate in AYON' }, {}, {}],
  });
});

test('a hidden key has no level on which a form shows it, nor has any key below', () => {
  const reached = (name: string): string[] =>
    (document.models[name]?.fields ?? []).flatMap(({ scope, model }) => [
      ...scope,
      ...(model === undefined ? [] : reached(model)),
    ]);
  expect(reached('FtrackUserHandlersSettings')).toEqual([]);
  expect(reached('FtrackSyncSettings')).not.toEqual([]);
});
