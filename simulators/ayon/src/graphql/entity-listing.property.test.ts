import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../json.ts';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

interface Shot {
  name: string;
  status: string;
  tags: string[];
  frameStart: number;
  assignees: string[];
}

const shot = fc.record<Shot>({
  name: fc.stringMatching(/^[a-z0-9]{1,6}$/),
  status: fc.constantFrom('Not ready', 'In progress', 'On hold'),
  tags: fc.subarray(['red', 'blue', 'old']),
  frameStart: fc.integer({ min: 0, max: 2000 }),
  assignees: fc.subarray(['artist', 'manager', 'nobody']),
});
const shots = fc.uniqueArray(shot, { selector: ({ name }) => name, minLength: 1, maxLength: 12 });

/** A project with a folder a shot and a task in each; resolves to nothing when it is there. */
async function fill(ayon: AyonSimulator, project: string, given: readonly Shot[]): Promise<void> {
  await callApi(ayon, 'POST /api/projects', { name: project, code: project });
  const operations = given.flatMap(({ name, assignees, frameStart, ...data }, index) => {
    const entityId = `fa${String(index).padStart(30, '0')}`;
    const folder = { name, folderType: 'Shot', attrib: { frameStart }, ...data };
    const task = { name: 'fx', taskType: 'FX', folderId: entityId, assignees, status: data.status };
    return [
      { id: name, type: 'create', entityType: 'folder', entityId, data: folder },
      { id: `${name} fx`, type: 'create', entityType: 'task', data: task },
    ];
  });
  const { body } = await callApi(ayon, `POST /api/projects/${project}/operations`, {
    operations,
    raiseOnError: true,
  });
  expect(body).toMatchObject({ success: true });
}

/** Names of the folders a list with these arguments holds, page by page. */
async function names(
  ayon: AyonSimulator,
  project: string,
  { args, page = 100 }: { args: string; page?: number },
): Promise<string[]> {
  const found: string[] = [];
  let after = '';
  for (;;) {
    const text = `{ project(name: "${project}") { folders(first: ${page}, after: "${after}", ${args}) {
      edges { node { name } } pageInfo { endCursor hasNextPage } } } }`;
    const { data } = (await query(ayon, text)) as {
      data: {
        project: {
          folders: {
            edges: { node: { name: string } }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
          };
        };
      };
    };
    const { edges, pageInfo } = data.project.folders;
    found.push(...edges.map(({ node }) => node.name));
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

describe('folders of any names, in any number', () => {
  it('come once each, in the order asked for, whatever the size of the pages', async () => {
    await using ayon = await startAyonSimulator();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(shots, fc.integer({ min: 1, max: 5 }), async (given, page) => {
        count += 1;
        const project = `p${count}`;
        await fill(ayon, project, given);
        const sorted = given.map(({ name }) => name).sort();
        expect(await names(ayon, project, { args: 'sortBy: "name"', page })).toEqual(sorted);
        const byFrame = await names(ayon, project, { args: 'sortBy: "attrib.frameStart"', page });
        const frames = byFrame.map((name) => String(given.find((item) => item.name === name)?.frameStart));
        // A root folder's own number, compared as a text.
        expect(frames).toEqual([...frames].sort());
        expect([...byFrame].sort()).toEqual(sorted);
      }),
      { numRuns: 15 },
    );
  });

  it('are found by what they have, by what their tasks have, and not by what the server does not know', async () => {
    await using ayon = await startAyonSimulator();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(shots, fc.subarray(['red', 'blue']), async (given, tags) => {
        count += 1;
        const project = `p${count}`;
        await fill(ayon, project, given);
        const expected = (holds: (item: Shot) => boolean): string[] =>
          given.filter(holds).map(({ name }) => name);
        const find = (args: string): Promise<string[]> => names(ayon, project, { args });
        expect(await find(`tags: ${JSON.stringify(tags)}`)).toEqual(
          expected((item) => tags.every((tag) => item.tags.includes(tag))),
        );
        const condition = { key: 'status', value: 'In progress' };
        const filter = JSON.stringify(JSON.stringify({ conditions: [condition] }));
        expect(await find(`filter: ${filter}`)).toEqual(expected(({ status }) => status === 'In progress'));
        expect(await find(`taskFilter: ${filter}`)).toEqual(
          expected(({ status }) => status === 'In progress'),
        );
        expect(await find('assignees: ["artist"]')).toEqual(
          expected(({ assignees }) => assignees.includes('artist')),
        );
      }),
      { numRuns: 15 },
    );
    const unknown = JSON.stringify(JSON.stringify({ conditions: [{ key: 'nothing', value: 1 }] }));
    const answer = await query(
      ayon,
      `{ project(name: "p1") { folders(filter: ${unknown}) { edges { node { id } } } } }`,
    );
    expect(isObject(answer) && answer['errors']).toMatchObject([{ message: 'Invalid key: nothing' }]);
  });
});
