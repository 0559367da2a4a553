import { describe, expect, it } from 'vitest';
import { resolveServerUrl } from './index.ts';

describe('the URL of a server as people write it', () => {
  it.each([
    ['https://studio.ftrackapp.com', 'https://studio.ftrackapp.com'],
    ['https://studio.ftrackapp.com/', 'https://studio.ftrackapp.com'],
    [' studio.ftrackapp.com ', 'https://studio.ftrackapp.com'],
    ['studio', 'https://studio.ftrackapp.com'],
    ['http://localhost:5005/base//', 'http://localhost:5005/base'],
    ['ftrack.local:8443', 'https://ftrack.local:8443'],
  ])('%j is %s', (written, url) => {
    expect(resolveServerUrl(written)).toBe(url);
  });

  it.each([[''], ['   '], ['ftp://studio'], ['https://'], ['a b']])('%j is refused', (written) => {
    expect(() => resolveServerUrl(written)).toThrow(/is not the URL of a ftrack server/);
  });
});
