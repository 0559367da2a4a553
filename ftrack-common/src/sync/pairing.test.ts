import { describe, expect, it } from 'vitest';
import { findPairing, pairProject } from './pairing.ts';
import { MemoryAyon } from './testing/memory-ayon.ts';
import { MemoryFtrack } from './testing/memory-ftrack.ts';

const project = { ...new MemoryFtrack().project, id: 'p1', code: 'mov', name: 'My Movie!' };
const candidate = (name: string, ftrackId: string | null, active = true) => ({ name, ftrackId, active });

describe('findPairing', () => {
  it('goes by id, whatever either project is called', () => {
    const found = findPairing(project, [candidate('My_Movie', null), candidate('old_name', 'p1')]);
    expect(found?.name).toBe('old_name');
  });

  it('takes the active one of several with the id', () => {
    const found = findPairing(project, [candidate('copy', 'p1', false), candidate('real', 'p1')]);
    expect(found?.name).toBe('real');
  });

  it('goes by name, in any case, before there is an id', () => {
    expect(findPairing(project, [candidate('MY_MOVIE', null)])?.name).toBe('MY_MOVIE');
    expect(findPairing(project, [candidate('mov', null)])).toBeNull();
  });

  it('does not take the project of somebody else', () => {
    expect(() => findPairing(project, [candidate('My_Movie', 'p2')])).toThrow(
      'belongs to another ftrack project',
    );
  });
});

describe('pairProject', () => {
  it('makes a project only when asked to, after asking for the right to write', async () => {
    const ayon = new MemoryAyon();
    let asked = 0;
    const assertMayWrite = async () => {
      asked += 1;
    };
    await expect(pairProject(ayon, project, { createProject: false, assertMayWrite })).rejects.toMatchObject({
      code: 'ayon_project_missing',
    });
    expect(asked).toBe(0);
    expect(await pairProject(ayon, project, { createProject: true, assertMayWrite })).toEqual({
      name: 'My_Movie',
      made: { name: 'My_Movie', code: 'mov', label: 'My Movie!' },
    });
    expect(asked).toBe(1);
    expect(ayon.projects.get('My_Movie')?.anatomy.code).toBe('mov');
    const again = await pairProject(ayon, project, { createProject: true, assertMayWrite });
    expect(again).toEqual({ name: 'My_Movie', made: null });
  });
});
