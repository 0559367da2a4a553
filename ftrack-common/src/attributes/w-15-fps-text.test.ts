import { expect, it } from 'vitest';
import { convertValue } from './convert-value.ts';
import { parseFps } from './parse-fps.ts';

const FPS = { name: 'fps', data: { type: 'float', gt: 0 } } as const;
const BAD = [
  'abc',
  '1/0',
  '1/2/3',
  '0',
  '-25',
  'NaN',
  '24fps',
  '/',
  ' / ',
  '1/',
  'Infinity',
  true,
  {},
  ['24', '25'],
];

it.each(BAD)('%j is no rate, and no crash', (value) => {
  expect(parseFps(value)).toBeNull();
  expect(convertValue(value, FPS)).toMatchObject({ ok: false });
});

it.each([null, undefined, '', []])('%j is no rate of its own', (value) => {
  expect(convertValue(value, FPS)).toEqual({ ok: true, value: null });
});
