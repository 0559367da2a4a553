import { FtrackError, type FtrackSession } from '@ynput/ftrack-common/ftrack';
import { beforeEach, describe, expect, it } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

describe('a forbidden change, with sync/undo_forbidden on', () => {
  let studio: SyncStudio;
  let shot: Record<string, unknown>;
  let id: string;

  beforeEach(async () => {
    studio = await SyncStudio.open({ entities: 200 });
    studio.settings = { ...SETTINGS, undoForbidden: true };
    await studio.sync();
    shot = await studio.one('select id, name, parent_id from Shot order by id');
    id = String(shot['id']);
    await studio.publish(id);
    return () => studio[Symbol.asyncDispose]();
  });

  it('is taken back in ftrack, and nothing stays flagged', async () => {
    const other = await studio.one(`select id from Sequence where id is_not "${String(shot['parent_id'])}"`);
    await studio.update('Shot', id, { name: 'forbidden', parent_id: other['id'], description: 'kept' });
    const report = await studio.sync(new Set([id]));
    expect(report.failed).toEqual([]);
    expect(report.skipped.map(({ code, ftrackId }) => [code, ftrackId])).toEqual([['change_undone', id]]);
    expect(await studio.one(`select name, parent_id from Shot where id is "${id}"`)).toMatchObject({
      name: shot['name'],
      parent_id: shot['parent_id'],
    });
    expect((await studio.twin('folder', id))?.['attrib']).toMatchObject({ description: 'kept' });
    expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
  });

  it('is reported and flagged when ftrack refuses to take it back', async () => {
    await studio.update('Shot', id, { name: 'forbidden' });
    const { service } = studio.parts;
    const session: FtrackSession = {
      ...service,
      execute: async (operations) => {
        if (operations.some(({ entityType }) => entityType === 'TypedContext'))
          throw new FtrackError('ftrack_permission', { message: 'not allowed' });
        return await service.execute(operations);
      },
    };
    const report = await studio.sync(new Set([id]), { session });
    expect(report.failed.map(({ code }) => code)).toEqual(['refused']);
    expect(report.skipped.map(({ code }) => code)).toEqual(['locked_renamed']);
    expect((await studio.twin('folder', id))?.['name']).toBe(shot['name']);
  });

  it('is only planned by a dry run', async () => {
    await studio.update('Shot', id, { name: 'forbidden' });
    const { plan, operations } = await studio.sync(new Set([id]), { dryRun: true });
    expect(plan?.undos).toMatchObject([{ ftrackId: id, data: { name: shot['name'] } }]);
    expect(operations).toEqual([]);
  });
});
