import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('a full sync leaves entities alone that only AYON has', async () => {
  const studio = await SyncedStudio.open();
  studio.project.add({ id: 'c'.repeat(32), kind: 'folder', name: 'library' });
  studio.project.add({ id: 'd'.repeat(32), kind: 'task', name: 'own', parentId: studio.idOf('shot') });
  const { plan } = await studio.sync();
  expect([plan.writes, plan.removals, plan.problems]).toEqual([[], [], []]);
});
