import { describe, expect, it } from 'vitest';
import { CUSTOM_ATTRIBUTE_TYPES, castCustomValue } from './custom-attributes.ts';
import type { Entity } from './entity.ts';

function configuration(type: keyof typeof CUSTOM_ATTRIBUTE_TYPES): Entity {
  return {
    type: 'CustomAttributeConfiguration',
    key: ['c'],
    row: { key: 'k', type_id: CUSTOM_ATTRIBUTE_TYPES[type] },
  };
}

describe('castCustomValue', () => {
  it.each([
    ['number', 1.5, 1.5],
    ['boolean', true, true],
    ['text', 'a', 'a'],
    ['date', '2026-03-01T10:00:00Z', new Date('2026-03-01T10:00:00Z')],
    ['enumerator', 'a', ['a']],
    ['enumerator', ['a', 'b'], ['a', 'b']],
    ['dynamic enumerator', [], []],
    ['number', null, null],
  ] as const)('takes for %s the value %j', (type, value, stored) => {
    expect(castCustomValue(configuration(type), value)).toEqual(stored);
  });

  it.each([
    ['number', 'test', `"k" must be of type number. Got "test" of type <type 'unicode'>`],
    ['boolean', 1, `"k" must be of type boolean. Got 1 of type <type 'int'>`],
    ['date', 'soon', '"k" must be of type date'],
    ['enumerator', [1], '"k" must be of type enumerator'],
    ['expression', 'x', 'cannot be set'],
  ] as const)('refuses for %s the value %j', (type, value, message) => {
    expect(() => castCustomValue(configuration(type), value)).toThrow(message);
  });
});
