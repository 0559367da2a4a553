import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Recording } from './recording.ts';
import { replayRecording } from './replay.ts';

const FOLDER = fileURLToPath(new URL('../../../../../shared/data/ayon/', import.meta.url));

/** The recordings of a real server that the simulator answers without a difference. */
const WITHOUT_DIFFERENCE = [
  'auth',
  'info',
  'projects',
  'folders-hierarchy',
  'entities',
  'operations',
  'events',
  'enroll',
  'attributes',
  'secrets',
  'settings-addons-bundles',
  'actions',
  'links',
  'resolve',
  'services',
  'graphql',
  'websocket',
];

describe('the recorded calls of a real server', () => {
  for (const name of WITHOUT_DIFFERENCE) {
    const file = `${FOLDER}${name}.json`;
    it.skipIf(!existsSync(file))(`${name} is answered alike`, async () => {
      const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
      expect(await replayRecording(recording)).toEqual([]);
    });
  }
});
