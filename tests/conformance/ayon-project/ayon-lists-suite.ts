import type { AyonProject } from '@ynput/ftrack-common/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AyonSubject, createTestProject, idOf } from './subject.ts';
import { createFolder } from './writes.ts';

type NewList = Parameters<AyonProject['lists']['create']>[0];

/** What the port `AyonLists` promises. */
export function describeAyonLists(name: string, open: () => Promise<AyonSubject>): void {
  describe(`${name}, with lists,`, () => {
    let subject: AyonSubject;
    let project: AyonProject;
    beforeEach(async () => {
      subject = await open();
      project = await createTestProject(subject.server);
      await project.apply([1, 2, 3].map((number) => createFolder({ number, name: `folder_${number}` })));
    });
    afterEach(() => subject[Symbol.asyncDispose]());

    const list = (number: number, change: Partial<NewList> = {}): NewList => ({
      id: idOf(200 + number),
      label: `List ${number}`,
      entityType: 'folder',
      active: true,
      folderId: null,
      ftrackId: `list-${number}`,
      ...change,
    });
    const item = (number: number, entity: number) => ({ id: idOf(300 + number), entityId: idOf(entity) });
    const itemsOf = async (given: NewList) => {
      const found = (await project.lists.readItems([given])).get(given.id) ?? [];
      return found
        .map(({ id, entityId }) => ({ id, entityId }))
        .toSorted((left, right) => (left.id < right.id ? -1 : 1));
    };

    it('makes lists that can be read, inactive ones and those of people too', async () => {
      const folderId = await project.lists.createFolder('Dailies');
      expect(await project.lists.readFolders()).toContainEqual({ id: folderId, label: 'Dailies' });
      const lists = [list(1, { folderId }), list(2, { active: false }), list(3, { ftrackId: null })];
      for (const each of lists) await project.lists.create(each);
      const found = await project.lists.readAll();
      expect(found.toSorted((left, right) => (left.id < right.id ? -1 : 1))).toEqual(lists);
      expect(await itemsOf(list(1))).toEqual([]);
    });

    it('does not use a label twice', async () => {
      await project.lists.create(list(1));
      await expect(project.lists.create(list(9, { label: 'List 1' }))).rejects.toMatchObject({
        code: 'ayon_conflict',
        outcomeUnknown: false,
      });
      expect(await project.lists.readAll()).toEqual([list(1)]);
    });

    it('puts a list in the place of the one that has its id, without the items of that', async () => {
      await project.lists.create(list(1));
      await project.lists.addItems(list(1).id, [item(1, 1)]);
      const again = list(1, { label: 'Another', ftrackId: 'another' });
      await project.lists.create(again);
      expect(await project.lists.readAll()).toEqual([again]);
      expect(await itemsOf(again)).toEqual([]);
    });

    it('changes what it is told to and leaves the rest', async () => {
      await project.lists.create(list(1));
      const folderId = await project.lists.createFolder('Dailies');
      await project.lists.update(list(1).id, { label: 'New', folderId });
      await project.lists.update(list(1).id, { active: false });
      expect(await project.lists.readAll()).toEqual([list(1, { label: 'New', folderId, active: false })]);
      await project.lists.update(list(1).id, { folderId: null, ftrackId: null });
      expect(await project.lists.readAll()).toMatchObject([{ folderId: null, ftrackId: null }]);
    });

    it('adds items and removes them', async () => {
      await project.lists.create(list(1));
      await project.lists.create(list(2));
      await project.lists.addItems(list(1).id, [item(1, 1), item(2, 2)]);
      await project.lists.addItems(list(1).id, [item(3, 3)]);
      await project.lists.removeItems(list(1).id, [item(2, 2).id]);
      expect(await itemsOf(list(1))).toEqual([item(1, 1), item(3, 3)]);
      expect(await itemsOf(list(2))).toEqual([]);
    });

    it('adds no item when one names an entity that is not there', async () => {
      await project.lists.create(list(1));
      await expect(
        project.lists.addItems(list(1).id, [item(1, 1), item(2, 77), item(3, 2)]),
      ).rejects.toMatchObject({ code: 'ayon_not_found', outcomeUnknown: false });
      expect(await itemsOf(list(1))).toEqual([]);
    });

    it('deletes a list with its items, and one that is not there any more', async () => {
      await project.lists.create(list(1));
      await project.lists.addItems(list(1).id, [item(1, 1)]);
      await project.lists.delete(list(1).id);
      await project.lists.delete(list(1).id);
      expect(await project.lists.readAll()).toEqual([]);
    });
  });
}
