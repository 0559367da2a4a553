import type { AyonProject } from '@ynput/ftrack-common/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA, type AyonSubject, createTestProject, idOf } from './subject.ts';
import { createFolder } from './writes.ts';

/** What the port `AyonServer` promises. */
export function describeAyonServer(name: string, open: () => Promise<AyonSubject>): void {
  describe(`${name}, as server,`, () => {
    let subject: AyonSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    it('lists projects with the ftrack id they carry, inactive ones too', async () => {
      const { server } = subject;
      expect(await server.listProjects()).toEqual([]);
      const paired = await createTestProject(server, 'Paired');
      await createTestProject(server, 'Alone');
      await paired.patchAnatomy({ attrib: { ftrackId: 'project-1' } });
      await subject.deactivateProject('Paired');
      const found = await server.listProjects();
      expect(found.toSorted((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
        { name: 'Alone', active: true, ftrackId: null },
        { name: 'Paired', active: false, ftrackId: 'project-1' },
      ]);
    });

    it('makes a project once, and leaves one that is there as it is', async () => {
      const { server } = subject;
      const project = await createTestProject(server, 'Twice');
      expect(project.name).toBe('Twice');
      await expect(server.createProject({ name: 'Twice', code: 'tw2', label: 'Twice' })).rejects.toThrow();
      const { anatomy } = await project.readSnapshot('project');
      expect(anatomy.folderTypes.map((type) => type.name)).toEqual(['Folder', 'Shot']);
    });

    it.each<[string, (project: AyonProject) => Promise<unknown>]>([
      ['reading all of it', (project) => project.readSnapshot('project')],
      ['reading a part', (project) => project.readSnapshot({ twins: [], ftrackIds: ['f1'] })],
      ['reading by ids', (project) => project.readEntities([idOf(1)])],
      ['finding twins', (project) => project.findTwins(['f1'])],
      ['writing', (project) => project.apply([createFolder({ number: 1, name: 'one' })])],
      ['changing the project', (project) => project.patchAnatomy({ attrib: { ftrackId: 'f1' } })],
    ])('says that a project is not there: %s', async (_, call) => {
      const run = async () => await call(subject.server.openProject('Nowhere'));
      await expect(run()).rejects.toMatchObject({ code: 'ayon_project_missing' });
    });

    it('lists the attributes it keeps, with the kinds they are kept on', async () => {
      const attributes = await subject.server.listAttributes();
      for (const attribute of ['ftrackId', 'ftrackPath']) {
        const found = attributes.find((item) => item.name === attribute);
        expect(found?.scope).toEqual(expect.arrayContaining(['project', 'folder', 'task']));
      }
    });

    it('lists its users', async () => {
      expect(await subject.server.listUsers()).toContainEqual(ADA);
    });
  });
}
