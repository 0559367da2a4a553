import type { AttributeData } from '@ynput/ayon-api';
import { describe, expect, it } from 'vitest';
import { convertValue, sameValue } from './convert-value.ts';
import { parseFps } from './parse-fps.ts';

const target = (type: AttributeData['type'], data: Partial<AttributeData> = {}, name = 'any') => ({
  name,
  data: { type, ...data },
});

describe('convertValue', () => {
  it.each([
    [1001, target('integer'), 1001],
    ['1001', target('integer'), 1001],
    [1001.0, target('integer'), 1001],
    ['24,5', target('float'), 24.5],
    ['24000/1001', target('float', {}, 'fps'), 24000 / 1001],
    ['1', target('boolean'), true],
    ['False', target('boolean'), false],
    [['one'], target('string'), 'one'],
    [['one', 'two'], target('string'), 'one, two'],
    [true, target('string'), 'true'],
    [['a', 'b'], target('list_of_strings'), ['a', 'b']],
    ['a, b', target('list_of_strings'), ['a', 'b']],
    [['1', 2], target('list_of_integers'), [1, 2]],
    ['2024-10-29T22:00:00', target('datetime'), '2024-10-30T00:00:00+00:00'],
    [['Urgent'], target('string', { enum: [{ value: 'urgent', label: 'Urgent' }] }), 'urgent'],
    ['', target('integer'), null],
    [[], target('list_of_strings'), null],
    [null, target('float'), null],
    [undefined, target('float'), null],
  ])('turns %j into what the attribute takes', (value, attribute, expected) => {
    expect(convertValue(value, attribute)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['24.5', target('integer')],
    ['many', target('float')],
    ['1/0', target('float', {}, 'fps')],
    ['maybe', target('boolean')],
    ['soon', target('datetime')],
    [-1, target('float', { gt: 0 })],
    [50_000, target('integer', { lt: 50_000 })],
    ['other', target('string', { enum: [{ value: 'urgent', label: 'Urgent' }] })],
    ['too long', target('string', { maxLength: 3 })],
    ['abc', target('string', { regex: '[0-9]+$' })],
    ['x', target('dict')],
  ])('reports %j, which AYON would refuse', (value, attribute) => {
    const converted = convertValue(value, attribute);
    expect(converted.ok).toBe(false);
  });
});

describe('dates', () => {
  it('are the same in every notation', () => {
    expect(sameValue('datetime', '2024-10-30T00:00:00+00:00', '2024-10-30T00:00:00Z')).toBe(true);
    expect(sameValue('datetime', '2024-10-30T00:00:00Z', '2024-10-31T00:00:00Z')).toBe(false);
    expect(sameValue('string', 'a', null)).toBe(false);
    expect(sameValue('string', undefined, null)).toBe(true);
  });
});

describe('parseFps', () => {
  it.each([
    [25, 25],
    ['23,976', 23.976],
    [' 30000/1001 ', 30000 / 1001],
    ['25.', 25],
  ])('reads %j', (value, fps) => {
    expect(parseFps(value)).toBeCloseTo(fps, 10);
  });
});
