import { expect, it } from 'vitest';
import type { PlannedWrite } from '../plan/plan.ts';
import { MemoryAyonProject } from '../testing/memory-ayon.ts';
import { AyonWriter } from './write-ayon.ts';

it('thousands of creations go out in batches of at most a thousand', async () => {
  const project = new MemoryAyonProject('p', 'p');
  const sizes: number[] = [];
  project.beforeApply = (batch) => sizes.push(batch.length);
  const writer = new AyonWriter(project, {
    lease: { assertHeld: async () => {} },
    now: () => 0,
    operations: [],
    failed: [],
    skipped: [],
  });
  // Tasks of one folder are quick to check in memory.
  await project.apply([
    { type: 'create', entityType: 'folder', entityId: 'f', data: { name: 'f', folderType: 'Folder' } },
  ]);
  const writes = Array.from({ length: 2_600 }, (_, index): PlannedWrite => {
    const entityId = index.toString(16).padStart(32, '0');
    const data = { name: `t${index}`, taskType: 'Generic', folderId: 'f', active: false };
    return {
      write: { type: 'create', entityType: 'task', entityId, data },
      ftrackId: null,
      path: '',
      onlyIfGone: null,
    };
  });
  await writer.write(writes);
  expect(project.entities.size).toBe(2_601);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000);
});
