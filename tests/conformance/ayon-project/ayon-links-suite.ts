import type { AyonLink, AyonProject } from '@ynput/ftrack-common/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AyonSubject, createTestProject, idOf } from './subject.ts';
import { createFolder } from './writes.ts';

const TYPE = 'breakdown';

/** What the port `AyonLinks` promises. */
export function describeAyonLinks(name: string, open: () => Promise<AyonSubject>): void {
  describe(`${name}, with links,`, () => {
    let subject: AyonSubject;
    let project: AyonProject;
    beforeEach(async () => {
      subject = await open();
      project = await createTestProject(subject.server);
      await project.apply([1, 2, 3, 4].map((number) => createFolder({ number, name: `folder_${number}` })));
    });
    afterEach(() => subject[Symbol.asyncDispose]());

    const link = (number: number, from: number, to: number): AyonLink => ({
      id: idOf(100 + number),
      inputId: idOf(from),
      outputId: idOf(to),
      ftrackId: `link-${number}`,
    });
    const idsOf = (links: readonly AyonLink[]) => links.map(({ id }) => id).toSorted();

    it('names the types it has from folder to folder', async () => {
      expect(await project.links.listTypes()).toContain(TYPE);
    });

    it('makes links that can be read, all or those of some folders', async () => {
      const links = [link(1, 1, 2), link(2, 2, 3), { ...link(3, 3, 4), ftrackId: null }];
      await project.links.create(TYPE, links);
      const found = await project.links.read(TYPE);
      expect(found.toSorted((left, right) => (left.id < right.id ? -1 : 1))).toEqual(links);
      expect(idsOf(await project.links.read(TYPE, [idOf(2)]))).toEqual(idsOf(links.slice(0, 2)));
      expect(idsOf(await project.links.read(TYPE, [idOf(1), idOf(4)]))).toEqual([idOf(101), idOf(103)]);
      expect(await project.links.read(TYPE, [idOf(77)])).toEqual([]);
    });

    it.each([
      ['an id that is used', () => link(1, 3, 4), 'ayon_conflict'],
      ['a folder that is not there', () => link(9, 1, 77), 'ayon_not_found'],
    ])('makes none when one has %s', async (_, bad, code) => {
      await project.links.create(TYPE, [link(1, 1, 2)]);
      await expect(project.links.create(TYPE, [link(2, 2, 3), bad(), link(3, 1, 3)])).rejects.toMatchObject({
        code,
        outcomeUnknown: false,
      });
      expect(idsOf(await project.links.read(TYPE))).toEqual([idOf(101)]);
    });

    it('deletes a link, and one that is not there any more', async () => {
      await project.links.create(TYPE, [link(1, 1, 2), link(2, 2, 3)]);
      await project.links.delete(idOf(101));
      await project.links.delete(idOf(101));
      expect(idsOf(await project.links.read(TYPE))).toEqual([idOf(102)]);
    });
  });
}
