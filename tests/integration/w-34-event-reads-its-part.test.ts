import { expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

it('an event costs the same requests in a project of any size', async () => {
  const requests: string[][] = [];
  for (const entities of [20, 400]) {
    await using studio = await SyncStudio.open({ entities });
    await studio.sync();
    const task = await studio.one('select id, parent_id from Task');
    const id = String(task['id']);
    await studio.update('Task', id, { name: 'renamed', description: 'changed' });
    studio.takeRequests();
    const report = await studio.sync(new Set([id]));
    requests.push(studio.takeRequests().map((request) => request.replaceAll(/Generated_\d+/g, 'PROJECT')));
    expect(report.plan?.writes).toHaveLength(1);
    expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
  }
  const [few = [], many = []] = requests;
  expect(many.toSorted()).toEqual(few.toSorted());
  expect(few.length).toBeLessThan(12);
});
