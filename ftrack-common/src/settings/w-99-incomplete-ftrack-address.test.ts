import { expect, test } from 'vitest';
import { completeFtrackUrl } from './service-configuration.ts';

test.each([
  ['studio', 'https://studio.ftrackapp.com'],
  [' Studio ', 'https://studio.ftrackapp.com'],
  ['studio.ftrackapp.com', 'https://studio.ftrackapp.com'],
  ['https://studio.ftrackapp.com/', 'https://studio.ftrackapp.com'],
  ['https://studio.ftrackapp.com/#slideEntityId=1&x', 'https://studio.ftrackapp.com'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['localhost', 'https://localhost'],
  ['ftrack.local:8443/sub/', 'https://ftrack.local:8443/sub'],
  ['https://user:pass@studio.ftrackapp.com', null],
  ['ftp://studio', null],
  ['two words', null],
])('%j is completed', (written, completed) => {
  expect(completeFtrackUrl(written)).toBe(completed);
});
