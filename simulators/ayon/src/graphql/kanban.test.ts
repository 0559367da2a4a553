import { expect, it } from 'vitest';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

const FOLDER = 'fa000000000000000000000000000001';

/** Tasks `late`, `soon` and `never`, by when they are due, in a project that is active or not. */
async function makeProject(ayon: AyonSimulator, name: string): Promise<void> {
  await callApi(ayon, 'POST /api/projects', { name, code: name });
  const task = (label: string, data: object) => ({
    type: 'create',
    entityType: 'task',
    data: { name: label, taskType: 'FX', folderId: FOLDER, ...data },
  });
  await callApi(ayon, `POST /api/projects/${name}/operations`, {
    operations: [
      {
        type: 'create',
        entityType: 'folder',
        entityId: FOLDER,
        data: { name: 'shot', attrib: { priority: 'high', endDate: '2030-01-01T00:00:00+00:00' } },
      },
      task('soon', { attrib: { endDate: '2024-01-01T00:00:00+00:00' }, assignees: ['artist'] }),
      task('never', { assignees: ['manager'] }),
      task('late', { attrib: { endDate: '2025-01-01T00:00:00+00:00', priority: 'low' } }),
    ],
    raiseOnError: true,
  });
}

interface Card {
  name: string;
  priority: string;
  dueDate: string | null;
}

async function board(ayon: AyonSimulator, args = ''): Promise<Card[]> {
  const { data } = (await query(ayon, `{ kanban${args} { edges { node { name priority dueDate } } } }`)) as {
    data: { kanban: { edges: { node: Card }[] } };
  };
  return data.kanban.edges.map(({ node }) => node);
}

it('what is due last comes first; days are those of the task alone, priorities come down', async () => {
  await using ayon = await startAyonSimulator();
  await makeProject(ayon, 'one');
  expect(await board(ayon)).toEqual([
    { name: 'late', priority: 'low', dueDate: '2025-01-01T00:00:00+00:00' },
    { name: 'soon', priority: 'high', dueDate: '2024-01-01T00:00:00+00:00' },
    { name: 'never', priority: 'high', dueDate: null },
  ]);
  expect((await board(ayon, '(assigneesAny: ["artist", "manager"])')).map(({ name }) => name)).toEqual([
    'soon',
    'never',
  ]);
  expect(await board(ayon, '(last: 1)')).toHaveLength(1);
});

it('a project that is not active shows its tasks only when it is named', async () => {
  await using ayon = await startAyonSimulator();
  await makeProject(ayon, 'one');
  await callApi(ayon, 'PATCH /api/projects/one', { active: false });
  expect(await board(ayon)).toEqual([]);
  expect(await board(ayon, '(projects: ["one"])')).toHaveLength(3);
});
