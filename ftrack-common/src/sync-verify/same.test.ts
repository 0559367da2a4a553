import { describe, expect, it } from 'vitest';
import { isSlugOf, sameDay, sameText, sameThing } from './same.ts';

describe('a day', () => {
  it.each([
    ['2024-10-29T22:00:00', '2024-10-30T00:00:00+00:00', true],
    ['2024-10-30T00:00:00', '2024-10-30T00:00:00+00:00', true],
    ['2024-10-30T05:00:00', '2024-10-30T00:00:00+00:00', true],
    ['2024-10-29T22:00:00', '2024-10-29T00:00:00+00:00', false],
    ['2024-10-30', '2024-10-30T00:00:00+00:00', true],
    [null, null, true],
    [null, '2024-10-30T00:00:00+00:00', false],
    ['2024-10-30', undefined, false],
  ])('of ftrack, %s, and of AYON, %s: %s', (ftrack, ayon, expected) => {
    expect(sameDay(ftrack, ayon)).toBe(expected);
  });
});

describe('a value', () => {
  it.each([
    [1001, 1001, true],
    ['1001', 1001, true],
    ['24000/1001', 23.976, true],
    ['23,976', 23.976, true],
    [25, 24, false],
    [true, true, true],
    ['no', false, true],
    [['a'], 'a', true],
    [['a', 'b'], 'a, b', true],
    [['a', 'b'], ['a', 'b'], true],
    [['a'], ['a', 'b'], false],
    ['2024-10-29T22:00:00', '2024-10-30T00:00:00+00:00', true],
    ['text', 'other', false],
    ['text', null, false],
    ['text', { a: 1 }, false],
  ])('of ftrack, %j, and of AYON, %j: %s', (ftrack, ayon, expected) => {
    expect(sameThing(ftrack, ayon)).toBe(expected);
  });

  it('tells names apart by everything but their case', () => {
    expect(sameText('In Progress', 'in progress')).toBe(true);
    expect(sameText('Löschen', 'Loschen')).toBe(false);
  });
});

describe('a slug', () => {
  it.each([
    ['gen_2', 'gen-2', true],
    ['gen_2', ' gen - 2!', true],
    ['gen2', 'gen-2', false],
    ['gen_2', 'Gen-2', false],
    ['Bobs', "Bob's", true],
    ['anything', '???', true],
    ['anything', '日本', true],
  ])('%s of %s: %s', (slug, typed, expected) => {
    expect(isSlugOf(slug, typed)).toBe(expected);
  });
});
