import type { AyonProject, AyonWrite } from '@ynput/ftrack-common/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AyonSubject, createTestProject, idOf, PROJECT } from './subject.ts';
import { createFolder, createTask, remove, update } from './writes.ts';

/** What the port `AyonProject` promises of whole snapshots and of writing; see `describeScopeReads` for parts of a project. */
export function describeAyonProject(name: string, open: () => Promise<AyonSubject>): void {
  describe(`${name}, as project,`, () => {
    let subject: AyonSubject;
    let project: AyonProject;
    beforeEach(async () => {
      subject = await open();
      project = await createTestProject(subject.server);
    });
    afterEach(() => subject[Symbol.asyncDispose]());

    const entities = async () => (await project.readSnapshot('project')).entities;
    const entity = async (number: number) => (await entities()).get(idOf(number));
    const failureOf = (batch: readonly AyonWrite[]) =>
      project.apply(batch).then(
        () => null,
        (error: unknown) => error as { outcomeUnknown?: boolean },
      );

    describe('reading all of it', () => {
      it('gives every field of folders and tasks', async () => {
        await project.apply([
          createFolder({
            number: 1,
            name: 'sh010',
            ftrackId: 'f1',
            data: { label: 'Shot 10', folderType: 'Shot', status: 'Done' },
          }),
          createTask({
            number: 2,
            name: 'anim',
            parent: 1,
            data: { taskType: 'Animation', assignees: ['ada'], attrib: { frameStart: 7 } },
          }),
        ]);
        expect(await entity(1)).toMatchObject({
          kind: 'folder',
          id: idOf(1),
          parentId: null,
          name: 'sh010',
          label: 'Shot 10',
          type: 'Shot',
          status: 'Done',
          active: true,
          path: '/sh010',
          locked: false,
          assignees: [],
          own: { ftrackId: 'f1' },
        });
        expect(await entity(2)).toMatchObject({
          kind: 'task',
          parentId: idOf(1),
          type: 'Animation',
          path: '/sh010/anim',
          locked: false,
          assignees: ['ada'],
          own: { frameStart: 7 },
        });
      });

      it('holds inactive entities, and nothing that is not there', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one', data: { active: false } }),
          createTask({ number: 2, name: 'task', parent: 1, data: { active: false } }),
        ]);
        const found = await entities();
        expect([...found.keys()].toSorted()).toEqual([idOf(1), idOf(2)]);
        expect([...found.values()].map(({ active }) => active)).toEqual([false, false]);
      });

      it('tells own attributes from inherited ones', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one', data: { attrib: { frameStart: 7 } } }),
          createFolder({ number: 2, name: 'two', parent: 1 }),
        ]);
        expect((await entity(1))?.own).toEqual({ frameStart: 7 });
        expect((await entity(2))?.own).toEqual({});
      });

      it('locks a folder with published products and all above it, nothing beside or below it', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'seq' }),
          createFolder({ number: 2, name: 'shot', parent: 1 }),
          createFolder({ number: 3, name: 'plate', parent: 2 }),
          createFolder({ number: 4, name: 'other', parent: 1 }),
          createTask({ number: 5, name: 'task', parent: 2 }),
        ]);
        await subject.publish(PROJECT, idOf(2));
        const locked = [...(await entities()).values()].filter((found) => found.locked);
        expect(locked.map(({ id }) => id).toSorted()).toEqual([idOf(1), idOf(2)]);
      });

      it('is complete in a project of more than one page', async () => {
        const count = 1_050;
        await project.apply([createFolder({ number: 1, name: 'top' })]);
        for (let done = 0; done < count; done += 525) {
          const batch = Array.from({ length: 525 }, (_, index) => done + index);
          await project.apply(
            batch.map((at) => createTask({ number: 10 + at, name: `task_${at}`, parent: 1 })),
          );
        }
        expect((await entities()).size).toBe(count + 1);
      });
    });

    describe('reading by ids', () => {
      it('gives those that exist, of both kinds', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          createTask({ number: 2, name: 'task', parent: 1, data: { active: false } }),
          createFolder({ number: 3, name: 'three' }),
        ]);
        const found = await project.readEntities([idOf(1), idOf(2), idOf(9)]);
        expect([...found.keys()].toSorted()).toEqual([idOf(1), idOf(2)]);
        expect(found.get(idOf(2))).toMatchObject({ kind: 'task', name: 'task', active: false });
        expect((await project.readEntities([])).size).toBe(0);
      });
    });

    describe('finding twins', () => {
      it('gives who carries a ftrack id, an active one if there is one', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'old', ftrackId: 'f1', data: { active: false } }),
          createFolder({ number: 2, name: 'new', ftrackId: 'f1' }),
          createFolder({ number: 3, name: 'gone', ftrackId: 'f3', data: { active: false } }),
          createTask({ number: 4, name: 'task', parent: 2, ftrackId: 'f4' }),
          createFolder({ number: 5, name: 'other', ftrackId: 'f5' }),
        ]);
        const found = await project.findTwins(['f1', 'f3', 'f4', 'none']);
        expect(found).toEqual(
          new Map([
            ['f1', { kind: 'folder', id: idOf(2), path: '/new' }],
            ['f3', { kind: 'folder', id: idOf(3), path: '/gone' }],
            ['f4', { kind: 'task', id: idOf(4), path: '/new/task' }],
          ]),
        );
        expect((await project.findTwins([])).size).toBe(0);
      });
    });

    describe('a batch', () => {
      it('is written in its order: what is made first can be built upon', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          createFolder({ number: 2, name: 'two', parent: 1 }),
          createTask({ number: 3, name: 'task', parent: 2 }),
          update('folder', 1, { label: 'First' }),
        ]);
        expect((await entity(3))?.path).toBe('/one/two/task');
        expect((await entity(1))?.label).toBe('First');
        await project.apply([
          update('folder', 1, { name: 'free' }),
          createFolder({ number: 4, name: 'one' }),
          update('folder', 2, { parentId: idOf(4) }),
        ]);
        expect((await entity(3))?.path).toBe('/one/two/task');
      });

      it('out of order is refused', async () => {
        const failure = await failureOf([
          createFolder({ number: 2, name: 'two', parent: 1 }),
          createFolder({ number: 1, name: 'one' }),
        ]);
        expect(failure).toMatchObject({ outcomeUnknown: false });
        expect((await entities()).size).toBe(0);
      });

      it.each<[string, AyonWrite]>([
        ['a bad name', createFolder({ number: 9, name: 'no good' })],
        ['a bad label', createFolder({ number: 9, name: 'good', data: { label: "it's" } })],
        ['a name that is taken', createFolder({ number: 9, name: 'one' })],
        ['a name that is taken in another case', createFolder({ number: 9, name: 'ONE' })],
        ['an id that is taken', createFolder({ number: 1, name: 'another' })],
        ['an unknown folder type', createFolder({ number: 9, name: 'good', data: { folderType: 'Nope' } })],
        [
          'an unknown task type',
          createTask({ number: 9, name: 'good', parent: 1, data: { taskType: 'Nope' } }),
        ],
        ['an unknown status', createFolder({ number: 9, name: 'good', data: { status: 'Nope' } })],
        ['a parent that is not there', createFolder({ number: 9, name: 'good', parent: 77 })],
        ['a task below the project', createTask({ number: 9, name: 'good' })],
        ['an update of what is not there', update('folder', 77, { label: 'x' })],
        ['a new name for a folder with products', update('folder', 5, { name: 'other' })],
        ['another place for a folder with products', update('folder', 5, { parentId: idOf(1) })],
        ['deleting a folder with products', remove('folder', 5)],
      ])('that holds %s is refused, and nothing of it is saved', async (_, bad) => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          createFolder({ number: 5, name: 'published' }),
        ]);
        await subject.publish(PROJECT, idOf(5));
        const before = await entities();
        const failure = await failureOf([
          createFolder({ number: 2, name: 'two' }),
          update('folder', 1, { label: 'changed' }),
          bad,
          createFolder({ number: 3, name: 'three' }),
        ]);
        expect(failure).toMatchObject({ outcomeUnknown: false });
        expect(await entities()).toEqual(before);
      });

      it('changes what it names and leaves everything else', async () => {
        await project.apply([
          createFolder({
            number: 1,
            name: 'one',
            data: { label: 'One', attrib: { ftrackId: 'f1', frameStart: 7, description: 'text' } },
          }),
          createTask({ number: 2, name: 'task', parent: 1, data: { assignees: ['ada'] } }),
        ]);
        await project.apply([
          update('folder', 1, { status: 'Done', attrib: { frameStart: 8 } }),
          update('task', 2, { label: 'Task' }),
        ]);
        expect(await entity(1)).toMatchObject({
          name: 'one',
          label: 'One',
          status: 'Done',
          own: { ftrackId: 'f1', frameStart: 8, description: 'text' },
        });
        expect(await entity(2)).toMatchObject({ label: 'Task', assignees: ['ada'] });
      });

      it('clears an attribute with null, so that it is inherited again', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one', data: { attrib: { frameStart: 7, description: 'text' } } }),
        ]);
        await project.apply([update('folder', 1, { attrib: { frameStart: null, description: null } })]);
        expect((await entity(1))?.own).toEqual({});
      });

      it('replaces the assignees of a task', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          createTask({ number: 2, name: 'task', parent: 1, data: { assignees: ['ada'] } }),
        ]);
        await project.apply([update('task', 2, { assignees: [] })]);
        expect((await entity(2))?.assignees).toEqual([]);
      });

      it('moves a folder with all that is below it', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          createFolder({ number: 2, name: 'two' }),
          createFolder({ number: 3, name: 'three', parent: 1 }),
          createTask({ number: 4, name: 'task', parent: 3 }),
        ]);
        await project.apply([update('folder', 3, { parentId: idOf(2) })]);
        expect((await entity(4))?.path).toBe('/two/three/task');
        await project.apply([
          update('folder', 3, { parentId: null }),
          update('task', 4, { folderId: idOf(1) }),
        ]);
        expect((await entity(3))?.parentId).toBeNull();
        expect((await entity(4))?.path).toBe('/one/task');
      });

      it('lets the name of an inactive folder be taken, and not be used twice', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          update('folder', 1, { active: false }),
        ]);
        await project.apply([createFolder({ number: 2, name: 'one' })]);
        expect(await failureOf([update('folder', 1, { active: true })])).toMatchObject({
          outcomeUnknown: false,
        });
        await project.apply([update('folder', 2, { active: false }), update('folder', 1, { active: true })]);
        expect((await entity(1))?.active).toBe(true);
      });

      it('deletes children first', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one' }),
          createFolder({ number: 2, name: 'two', parent: 1 }),
          createTask({ number: 3, name: 'task', parent: 2 }),
        ]);
        await project.apply([remove('task', 3), remove('folder', 2), remove('folder', 1)]);
        expect((await entities()).size).toBe(0);
      });

      it('of nothing is nothing', async () => {
        await project.apply([]);
        expect((await entities()).size).toBe(0);
      });
    });

    describe('a failure', () => {
      it('whose answer is lost says that the outcome is unknown; what was saved can be read', async () => {
        subject.loseNextAnswer(PROJECT);
        expect(await failureOf([createFolder({ number: 1, name: 'one' })])).toMatchObject({
          outcomeUnknown: true,
        });
        expect([...(await project.readEntities([idOf(1)])).keys()]).toEqual([idOf(1)]);
      });

      it('of the server says that the outcome is unknown; the same batch may be sent once it is known', async () => {
        subject.breakNextBatch(PROJECT);
        const batch = [createFolder({ number: 1, name: 'one' })];
        expect(await failureOf(batch)).toMatchObject({ outcomeUnknown: true });
        expect((await project.readEntities([idOf(1)])).size).toBe(0);
        await project.apply(batch);
        expect((await entity(1))?.name).toBe('one');
      });
    });

    describe('the project itself', () => {
      const anatomy = async () => (await project.readSnapshot('project')).anatomy;

      it('has its name, code and activity', async () => {
        expect(await anatomy()).toMatchObject({ name: PROJECT, active: true });
        expect((await anatomy()).code).not.toBe('');
        await subject.deactivateProject(PROJECT);
        expect((await anatomy()).active).toBe(false);
      });

      it('takes a list as a whole and leaves the lists and attributes that are not named', async () => {
        await project.patchAnatomy({ attrib: { ftrackId: 'project-1' } });
        await project.patchAnatomy({
          statuses: [
            { name: 'Done', state: 'done', color: '#00ff00', shortName: 'DN', scope: ['task'] },
            { name: 'New', state: 'in_progress' },
          ],
        });
        const { statuses, folderTypes, taskTypes, attrib } = await anatomy();
        expect(statuses.map((status) => status.name)).toEqual(['Done', 'New']);
        expect(statuses[0]).toMatchObject({
          state: 'done',
          color: '#00ff00',
          shortName: 'DN',
          scope: ['task'],
        });
        expect(folderTypes.map((type) => type.name)).toEqual(['Folder', 'Shot']);
        expect(taskTypes.map((type) => type.name)).toEqual(['Generic', 'Animation']);
        expect(attrib['ftrackId']).toBe('project-1');
      });

      it('renames a type or status by its original name, with the entities that have it', async () => {
        await project.apply([
          createFolder({ number: 1, name: 'one', data: { folderType: 'Shot', status: 'Done' } }),
        ]);
        await project.patchAnatomy({
          folderTypes: [{ name: 'Folder' }, { name: 'shot', original_name: 'Shot' }],
          statuses: [{ name: 'Not ready' }, { name: 'Finished', original_name: 'Done', state: 'done' }],
        });
        expect(await entity(1)).toMatchObject({ type: 'shot', status: 'Finished' });
        expect((await anatomy()).folderTypes.some((type) => 'original_name' in type)).toBe(false);
      });

      it('shows the default of an attribute that was not set', async () => {
        const { attrib } = await anatomy();
        for (const { name: attribute, scope, data } of await subject.server.listAttributes()) {
          if (data.default === undefined || data.default === null || !scope.includes('project')) continue;
          expect([attribute, attrib[attribute]]).toEqual([attribute, data.default]);
        }
      });
    });
  });
}
