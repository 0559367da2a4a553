import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPython } from '../addons/python-environment.ts';
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
  'lists',
  'resolve',
  'services',
  'access',
  'users',
  'thumbnails-files',
  'graphql',
  'websocket',
];

/** Recordings with differences, and how many steps may have one; the README of the simulator says why. */
const WITH_DIFFERENCES = {
  activities: 1,
  errors: 1,
};

/** Recordings in which an addon is uploaded: its code needs Python. */
const WITH_ADDON = ['settings-addons-bundles', 'actions', 'services'];

const hasPython = await findPython().then(
  () => true,
  () => false,
);

describe('the recorded calls of a real server', () => {
  for (const [name, atMost] of Object.entries(WITH_DIFFERENCES)) {
    const file = `${FOLDER}${name}.json`;
    it.skipIf(!existsSync(file))(`${name} is answered alike but for ${atMost}`, async () => {
      const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
      expect((await replayRecording(recording)).length).toBeLessThanOrEqual(atMost);
    });
  }

  for (const name of WITHOUT_DIFFERENCE) {
    const file = `${FOLDER}${name}.json`;
    const canRun = existsSync(file) && (hasPython || !WITH_ADDON.includes(name));
    it.skipIf(!canRun)(`${name} is answered alike`, async () => {
      const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
      expect(await replayRecording(recording)).toEqual([]);
    });
  }
});
