import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

interface Plant {
  /** Index of the parent among the folders before it; none at the root. */
  parent: number | undefined;
  fps: number | undefined;
}

const plants = fc
  .array(
    fc.record({ parent: fc.nat(), fps: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((items): Plant[] =>
    items.map(({ parent, fps }, index) => ({
      parent: index === 0 ? undefined : (parent % (index + 1)) - 1,
      fps,
    })),
  )
  .map((items) => items.map((item) => (item.parent === -1 ? { ...item, parent: undefined } : item)));

const idOf = (index: number): string => `fa${index.toString(16).padStart(30, '0')}`;

async function plant(ayon: AyonSimulator, project: string, folders: readonly Plant[]): Promise<void> {
  await callApi(ayon, 'POST /api/projects', { name: project, code: project });
  const operations = folders.map(({ parent, fps }, index) => ({
    id: `${index}`,
    type: 'create',
    entityType: 'folder',
    entityId: idOf(index),
    data: {
      name: `f${index}`,
      parentId: parent === undefined ? null : idOf(parent),
      ...(fps === undefined ? {} : { attrib: { fps } }),
    },
  }));
  const { body } = await callApi(ayon, `POST /api/projects/${project}/operations`, { operations });
  expect(body).toMatchObject({ success: true });
}

async function readPages(ayon: AyonSimulator, project: string, first: number): Promise<JsonObject[]> {
  const text = `query($p: String!, $n: Int, $a: String) { project(name: $p) { folders(first: $n, after: $a) {
    edges { node { id path attrib { fps } } } pageInfo { endCursor hasNextPage } } } }`;
  const nodes: JsonObject[] = [];
  let after: string | null = null;
  for (;;) {
    const { data } = await query(ayon, text, { p: project, n: first, a: after });
    const { edges, pageInfo } = (data as { project: { folders: FolderPage } }).project.folders;
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return nodes;
    after = pageInfo.endCursor;
  }
}

interface FolderPage {
  edges: { node: JsonObject }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

describe('generated hierarchies', () => {
  it('are listed once, in order, with paths and inherited values, whatever the page size', async () => {
    await using ayon = await startAyonSimulator();
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(plants, fc.integer({ min: 1, max: 30 }), async (folders, size) => {
        turn += 1;
        const project = `p${turn}`;
        await plant(ayon, project, folders);
        const pathOf = (index: number): string => {
          const parent = folders[index]?.parent;
          return `${parent === undefined ? '' : pathOf(parent)}/f${index}`;
        };
        const fpsOf = (index: number): number => {
          const { parent, fps } = folders[index] ?? {};
          return fps ?? (parent === undefined ? 25 : fpsOf(parent));
        };
        const expected = folders.map((_, index) => ({
          id: idOf(index),
          path: pathOf(index),
          attrib: { fps: fpsOf(index) },
        }));
        expect(await readPages(ayon, project, size)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('come back unchanged when the database refuses the end of a batch', async () => {
    await using ayon = await startAyonSimulator();
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(plants, fc.nat(), async (folders, pick) => {
        turn += 1;
        const project = `r${turn}`;
        await plant(ayon, project, folders);
        const before = await readPages(ayon, project, 100);
        const target = idOf(pick % folders.length);
        const operations = [
          {
            id: '1',
            type: 'update',
            entityType: 'folder',
            entityId: target,
            data: { name: 'changed', attrib: { fps: 3 } },
          },
          { id: '2', type: 'create', entityType: 'folder', data: { name: 'new', parentId: target } },
          {
            id: '3',
            type: 'create',
            entityType: 'task',
            data: { name: 't', taskType: 'None', folderId: target },
          },
        ];
        const { body } = await callApi(ayon, `POST /api/projects/${project}/operations`, { operations });
        expect(body).toMatchObject({ success: false });
        expect(await readPages(ayon, project, 100)).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});
