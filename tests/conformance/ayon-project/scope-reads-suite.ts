import type { AyonProject, AyonScope, WantedTwin } from '@ynput/ftrack-common/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AyonSubject, createTestProject, idOf, PROJECT } from './subject.ts';
import { createFolder, createTask } from './writes.ts';

const SEQ = 1;
const SHOT = 2;
const PLATE = 3;
const COPY = 4;
const OTHER = 5;
const ALONE = 6;
const ANIM = 7;
const PLATE_TASK = 8;
const RETIRED = 9;
const LIGHTING = 10;

/** `locked` is promised for some folders only; `published` is what an adapter may keep for itself to find it out. */
const NOT_COMPARED = { locked: null, published: null };

/**
 * The project that every test reads from, and none writes to:
 *
 *     /seq             FSEQ
 *       /shot          FSHOT, its plate has products
 *         anim         FANIM
 *         /plate
 *           lighting   FLIGHT
 *       /SHOT_old      FOLD, inactive
 *     /other           FOTHER
 *       /shot_copy     FSHOT as well
 *     /alone           (no ftrack id)
 *       comp
 */
async function fill(project: AyonProject): Promise<void> {
  await project.apply([
    createFolder({ number: SEQ, name: 'seq', ftrackId: 'FSEQ' }),
    createFolder({ number: SHOT, name: 'shot', parent: SEQ, ftrackId: 'FSHOT' }),
    createFolder({ number: PLATE, name: 'plate', parent: SHOT }),
    createFolder({ number: OTHER, name: 'other', ftrackId: 'FOTHER' }),
    createFolder({ number: COPY, name: 'shot_copy', parent: OTHER, ftrackId: 'FSHOT' }),
    createFolder({ number: ALONE, name: 'alone' }),
    createFolder({
      number: RETIRED,
      name: 'SHOT_old',
      parent: SEQ,
      ftrackId: 'FOLD',
      data: { active: false },
    }),
    createTask({ number: ANIM, name: 'anim', parent: SHOT, ftrackId: 'FANIM' }),
    createTask({ number: LIGHTING, name: 'lighting', parent: PLATE, ftrackId: 'FLIGHT' }),
    createTask({ number: PLATE_TASK, name: 'comp', parent: ALONE }),
  ]);
}

/** What the port `AyonProject` promises of reading a part of a project. */
export function describeScopeReads(name: string, open: () => Promise<AyonSubject>): void {
  describe(`${name}, reading a part of a project,`, () => {
    let subject: AyonSubject;
    let project: AyonProject;
    beforeAll(async () => {
      subject = await open();
      project = await createTestProject(subject.server);
      await fill(project);
      await subject.publish(PROJECT, idOf(PLATE));
    });
    afterAll(() => subject[Symbol.asyncDispose]());

    const shot = (change: Partial<WantedTwin> = {}): WantedTwin => ({
      kind: 'folder',
      ftrackId: 'FSHOT',
      ayonId: idOf(SHOT),
      name: 'shot',
      parentFtrackId: 'FSEQ',
      ...change,
    });
    const anim = (change: Partial<WantedTwin> = {}): WantedTwin => ({
      kind: 'task',
      ftrackId: 'FANIM',
      ayonId: idOf(ANIM),
      name: 'anim',
      parentFtrackId: 'FSHOT',
      ...change,
    });
    const read = ({ twins = [], ftrackIds = [] }: Partial<AyonScope>) =>
      project.readSnapshot({ twins, ftrackIds });
    /** Expects at least these entities, exactly as reading all of the project shows them, apart from `locked` and what an adapter finds it by. */
    const expectAtLeast = async (scope: Partial<AyonScope>, ...numbers: number[]) => {
      const { entities } = await read(scope);
      const all = (await project.readSnapshot('project')).entities;
      expect([...entities.keys()]).toEqual(expect.arrayContaining(numbers.map(idOf)));
      for (const [id, entity] of entities)
        expect({ ...entity, ...NOT_COMPARED }).toEqual({ ...all.get(id), ...NOT_COMPARED });
      return entities;
    };

    it('holds the entity with the stored AYON id, and the folder it stands in', async () => {
      await expectAtLeast({ twins: [shot()] }, SHOT, SEQ);
      await expectAtLeast({ twins: [anim()] }, ANIM, SHOT);
    });

    it('holds the anatomy', async () => {
      const { anatomy } = await read({ twins: [shot()] });
      expect(anatomy).toEqual((await project.readSnapshot('project')).anatomy);
      expect((await read({})).anatomy).toEqual(anatomy);
    });

    it('holds every entity that carries the ftrack id, when the stored AYON id leads to none', async () => {
      await expectAtLeast({ twins: [shot({ ayonId: null })] }, SHOT, COPY, OTHER);
      await expectAtLeast({ twins: [shot({ ayonId: idOf(77) })] }, SHOT, COPY);
    });

    it('holds them, and the entity with the stored AYON id, when that carries another ftrack id', async () => {
      await expectAtLeast({ twins: [shot({ ayonId: idOf(OTHER) })] }, OTHER, SHOT, COPY);
      await expectAtLeast({ twins: [anim({ ayonId: idOf(PLATE_TASK) })] }, PLATE_TASK, ANIM);
    });

    it('holds an entity of the other kind that carries the ftrack id', async () => {
      await expectAtLeast({ twins: [shot({ kind: 'task', ayonId: null })] }, SHOT);
    });

    it('holds every entity that carries another of the ftrack ids', async () => {
      await expectAtLeast({ ftrackIds: ['FOTHER', 'FANIM', 'FNONE'] }, OTHER, ANIM, SHOT);
    });

    it('holds who has the name, in any case, at the place of a twin that is missing', async () => {
      const missing = { ftrackId: 'FNEW', ayonId: null };
      await expectAtLeast({ twins: [shot({ ...missing, name: 'Shot' })] }, SHOT, SEQ);
      await expectAtLeast({ twins: [shot({ ...missing, name: 'shot_OLD' })] }, RETIRED);
      await expectAtLeast({ twins: [shot({ ...missing, name: 'ALONE', parentFtrackId: null })] }, ALONE);
      await expectAtLeast({ twins: [anim({ ...missing, name: 'Anim' })] }, ANIM, SHOT);
    });

    it('holds who has the name at the place where a twin is to come', async () => {
      await expectAtLeast({ twins: [shot({ name: 'SHOT_old' })] }, SHOT, RETIRED);
      await expectAtLeast(
        { twins: [shot({ name: 'shot_copy', parentFtrackId: 'FOTHER' })] },
        SHOT,
        COPY,
        OTHER,
      );
    });

    it('holds places below each folder that carries the id of the wanted parent, and what is below each twin', async () => {
      await expectAtLeast(
        { twins: [anim({ ftrackId: 'FNEW', ayonId: null, name: 'ANIM' })] },
        ANIM,
        SHOT,
        COPY,
      );
      await expectAtLeast({ twins: [shot({ ayonId: null })] }, SHOT, COPY, PLATE, ANIM, LIGHTING);
    });

    it('holds everything below a folder that is renamed, moved, or was asked for as removed', async () => {
      await expectAtLeast({ twins: [shot({ name: 'renamed' })] }, SHOT, PLATE, ANIM, LIGHTING);
      await expectAtLeast({ twins: [shot({ parentFtrackId: null })] }, SHOT, PLATE, ANIM, LIGHTING);
      await expectAtLeast({ ftrackIds: ['FSEQ'] }, SEQ, SHOT, PLATE, ANIM, LIGHTING, RETIRED);
    });

    it('is true about locks of these folders', async () => {
      for (const scope of [
        { twins: [shot({ name: 'renamed' })] },
        { twins: [shot({ parentFtrackId: 'FOTHER' })] },
        { ftrackIds: ['FSHOT', 'FSEQ'] },
      ]) {
        const { entities } = await read(scope);
        const lockOf = (number: number) => entities.get(idOf(number))?.locked;
        expect([lockOf(SHOT), lockOf(PLATE), lockOf(ANIM)]).toEqual([true, true, false]);
      }
      expect((await read({ ftrackIds: ['FOTHER'] })).entities.get(idOf(OTHER))?.locked).toBe(false);
    });

    it('of nothing that is there holds nothing that was asked for', async () => {
      const { entities } = await read({ ftrackIds: ['FNONE'] });
      expect(entities.size).toBe(0);
    });
  });
}
