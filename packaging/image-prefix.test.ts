import { expect, test } from 'vitest';
import { readImagePrefix } from './image-prefix.ts';

test.each([
  'ynput',
  'registry.example.com/ayon',
  'registry.example.com:5000/studio/ayon-ftrack',
  'localhost:5000',
])('%s is a prefix, with or without a slash at its end', (prefix) => {
  expect(readImagePrefix(prefix)).toBe(prefix);
  expect(readImagePrefix(`${prefix}/`)).toBe(prefix);
});

test.each([
  'https://registry.example.com',
  'Ayon',
  'a b',
  'x:latest/y',
  '/',
  '',
  'a//b',
  'a/b:1',
  '"; import os',
])('%s is none', (text) => {
  expect(readImagePrefix(text)).toBeNull();
});
