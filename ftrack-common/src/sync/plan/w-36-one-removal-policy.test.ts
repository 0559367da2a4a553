import { describe, expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

describe.each(['live', 'full'] as const)('a removal, %s,', (mode) => {
  it.each([
    ['deactivate', { shot: false, task: false }],
    ['delete', { shot: undefined, task: undefined }],
    ['ask', { shot: true, task: true }],
  ] as const)('goes by the policy "%s"', async (deletePolicy, expected) => {
    const studio = await SyncedStudio.open();
    studio.settings = { ...studio.settings, deletePolicy };
    const [shot = ''] = studio.ftrack.remove('shot');
    await studio.follow(mode, [shot]);
    const active = { shot: studio.twin('shot')?.active, task: studio.twin('task')?.active };
    expect(active).toEqual(expected);
  });
});
