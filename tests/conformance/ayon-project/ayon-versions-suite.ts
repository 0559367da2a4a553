import type { AyonProject } from '@ynput/ftrack-common/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AyonSubject, createTestProject, idOf } from './subject.ts';
import { createFolder } from './writes.ts';

type Write = Parameters<AyonProject['versions']['apply']>[0][number];
type Data = Readonly<Record<string, unknown>>;

const product = (number: number, folder: number): Write => ({
  type: 'create',
  entityType: 'product',
  entityId: idOf(400 + number),
  data: { name: `model_${number}`, productType: 'model', folderId: idOf(folder) },
});

const version = (number: number, of: number, data: Data = {}): Write => ({
  type: 'create',
  entityType: 'version',
  entityId: idOf(500 + number),
  data: { version: number, productId: idOf(400 + of), status: 'Done', ...data },
});

/** What the port `AyonVersions` promises. */
export function describeAyonVersions(name: string, open: () => Promise<AyonSubject>): void {
  describe(`${name}, with products and versions,`, () => {
    let subject: AyonSubject;
    let project: AyonProject;
    beforeEach(async () => {
      subject = await open();
      project = await createTestProject(subject.server);
      await project.apply([1, 2].map((number) => createFolder({ number, name: `folder_${number}` })));
    });
    afterEach(() => subject[Symbol.asyncDispose]());

    const idsOf = (items: Iterable<{ readonly id: string }>) => [...items].map(({ id }) => id).toSorted();

    it('writes them in order and reads them, all or those in some folders', async () => {
      await project.versions.apply([
        product(1, 1),
        product(2, 2),
        version(1, 1, { attrib: { ftrackId: 'v1', comment: 'first' } }),
        version(2, 1, { active: false }),
        version(3, 2),
      ]);
      const all = await project.versions.read();
      expect(idsOf(all.products)).toEqual([idOf(401), idOf(402)]);
      expect(all.products.find(({ id }) => id === idOf(401))).toMatchObject({
        name: 'model_1',
        folderId: idOf(1),
        active: true,
      });
      expect(idsOf(all.versions)).toEqual([idOf(501), idOf(502), idOf(503)]);
      const some = await project.versions.read([idOf(1)]);
      expect([idsOf(some.products), idsOf(some.versions)]).toEqual([[idOf(401)], [idOf(501), idOf(502)]]);
      expect(some.versions.find(({ id }) => id === idOf(501))).toMatchObject({
        productId: idOf(401),
        version: 1,
        status: 'Done',
        active: true,
        ftrackId: 'v1',
        comment: 'first',
      });
      expect(some.versions.find(({ id }) => id === idOf(502))).toMatchObject({
        active: false,
        ftrackId: null,
        comment: null,
      });
      expect(await project.versions.read([])).toEqual({ products: [], versions: [] });
    });

    it('finds those that exist by their ids', async () => {
      await project.versions.apply([product(1, 1), version(1, 1)]);
      expect(idsOf(await project.versions.readVersions([idOf(501), idOf(99)]))).toEqual([idOf(501)]);
      expect(idsOf(await project.versions.readProducts([idOf(401), idOf(99)]))).toEqual([idOf(401)]);
      expect(await project.versions.findVersions([idOf(501), idOf(401)])).toEqual(new Set([idOf(501)]));
      expect((await project.versions.withFiles([idOf(501)])).size).toBe(0);
    });

    it('finds those that carry a ftrack id, of several an active one', async () => {
      const carrying = (number: number, ftrackId: string, active = true) =>
        version(number, 1, { attrib: { ftrackId }, active });
      await project.versions.apply([
        product(1, 1),
        carrying(1, 'v1', false),
        carrying(2, 'v1'),
        carrying(3, 'v1', false),
        carrying(4, 'v4', false),
        version(5, 1),
      ]);
      const found = await project.versions.findVersionTwins(['v1', 'v4', 'v9']);
      expect(found).toEqual(
        new Map([
          ['v1', idOf(502)],
          ['v4', idOf(504)],
        ]),
      );
      expect((await project.versions.findVersionTwins([])).size).toBe(0);
    });

    it('changes what it is told to and leaves the rest; deletes versions', async () => {
      await project.versions.apply([
        product(1, 1),
        version(1, 1, { attrib: { comment: 'kept' } }),
        version(2, 1),
      ]);
      await project.versions.apply([
        { type: 'update', entityType: 'version', entityId: idOf(501), data: { status: 'Not ready' } },
        { type: 'delete', entityType: 'version', entityId: idOf(502) },
      ]);
      const { versions } = await project.versions.read();
      expect(versions).toMatchObject([{ id: idOf(501), version: 1, status: 'Not ready', comment: 'kept' }]);
    });

    it.each<[string, Write]>([
      ['a product that is not there', version(9, 7)],
      ['a number that is used', { ...version(1, 1), entityId: idOf(599) }],
      ['an id that is used', version(8, 1, {})],
    ])('saves nothing of a batch with %s', async (_, bad) => {
      await project.versions.apply([product(1, 1), version(1, 1), version(8, 1)]);
      const before = await project.versions.read();
      await expect(project.versions.apply([version(2, 1), bad, version(3, 1)])).rejects.toMatchObject({
        outcomeUnknown: false,
      });
      expect(await project.versions.read()).toEqual(before);
    });

    it('locks the folder a version is in', async () => {
      await project.versions.apply([product(1, 1), version(1, 1)]);
      const { entities } = await project.readSnapshot('project');
      expect([entities.get(idOf(1))?.locked, entities.get(idOf(2))?.locked]).toEqual([true, false]);
    });
  });
}
