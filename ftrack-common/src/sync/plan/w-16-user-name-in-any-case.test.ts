import { describe, expect, it } from 'vitest';
import { JANE, SyncedStudio } from '../testing/synced-studio.ts';
import { mapUsers } from './map-users.ts';

describe('users are paired', () => {
  const ayon = (name: string, email: string | null = null) => ({ name, email, active: true });
  const ftrack = (id: string, username: string, email: string | null = null) => ({ id, username, email });

  it('by name in any case, without what stands behind @', async () => {
    const studio = await SyncedStudio.open();
    studio.ftrack.assignees.set('task', [JANE]);
    await studio.sync();
    expect(studio.twin('task')?.assignees).toEqual(['jane']);
  });

  it('by e-mail first, in any case, each AYON user once', () => {
    const users = [ftrack('a', 'bob'), ftrack('b', 'robert', ' BOB@studio.com ')];
    const { ayonNames } = mapUsers(users, [ayon('bob', 'bob@Studio.com')]);
    expect([...ayonNames]).toEqual([['b', 'bob']]);
  });

  it('or reported, once each, when AYON does not have them', async () => {
    const studio = await SyncedStudio.open();
    studio.ftrack.users.set('u2', ftrack('u2', 'freelancer'));
    studio.ftrack.add({ id: 'second', type: 'Task', parentId: 'shot' });
    for (const task of ['task', 'second']) studio.ftrack.assignees.set(task, ['u2', 'some-group', JANE]);
    const { plan } = await studio.sync();
    expect(plan.problems.map(({ code, path }) => [code, path])).toEqual([['unknown_user', 'freelancer']]);
    expect(studio.twin('task')?.assignees).toEqual(['jane']);
  });
});
