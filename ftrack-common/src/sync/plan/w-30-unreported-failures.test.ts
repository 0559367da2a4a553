import { expect, it } from 'vitest';
import { PROJECT_ID } from '../testing/memory-ftrack.ts';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('whatever is not done as ftrack says is reported, each with what to look for', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack, project } = studio;
  ftrack.add({ id: 'loose', type: 'Task', parentId: PROJECT_ID });
  ftrack.add({ id: 'second', type: 'Shot', parentId: 'seq', name: 'SHOT' });
  ftrack.add({ id: 'below', type: 'Task', parentId: 'second' });
  ftrack.add({ id: 'copy', type: 'Shot', parentId: 'seq', name: 'copy' });
  ftrack.setValue('copy', 'ayon_id', studio.idOf('shot'));
  ftrack.setValue('seq', 'fps', 'nonsense');
  ftrack.users.set('u2', { id: 'u2', username: 'freelancer', email: null });
  ftrack.assignees.set('task', ['u2']);
  ftrack.change('task', { priorityId: 'priority-Someday' });
  project.published.add(studio.idOf('shot'));
  ftrack.change('shot', { name: 'renamed', objectTypeId: 'type-Folder' });
  ftrack.add({ id: 'gone', type: 'Shot', parentId: 'seq' });
  await studio.sync();
  ftrack.remove('gone');
  studio.settings = { ...studio.settings, deletePolicy: 'ask' };
  const { plan } = await studio.sync();
  const codes = new Set<string>(plan.problems.map(({ code }) => code));
  for (const code of [
    'task_under_project',
    'bad_value',
    'unknown_user',
    'unknown_priority',
    'locked_renamed',
    'locked_retyped',
    'removal_waits',
  ])
    expect(codes).toContain(code);
  for (const { message, path } of plan.problems) {
    expect(message).not.toBe('');
    expect(path).not.toBe('');
  }
});
