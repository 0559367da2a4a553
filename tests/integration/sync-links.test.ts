import { randomUUID } from 'node:crypto';
import { verifyProject } from '@ynput/ftrack-common/sync-verify';
import { expect, test } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

const TYPE = 'breakdown';

async function openLinked(options: Parameters<typeof SyncStudio.open>[0] = {}) {
  const studio = await SyncStudio.open(options);
  studio.settings = { ...SETTINGS, linkType: TYPE };
  const shots = await studio.parts.artist.query('select id, name from Shot order by id limit 3');
  const [first, second, third] = shots.map((row) => String(row['id']));
  if (!first || !second || !third) throw new Error('too few shots');
  return { studio, first, second, third };
}

async function link(studio: SyncStudio, fromId: string, toId: string): Promise<string> {
  const id = randomUUID();
  const data = { id, from_id: fromId, to_id: toId };
  await studio.parts.artist.execute([{ action: 'create', entityType: 'TypedContextLink', data }]);
  return id;
}

async function unlink(studio: SyncStudio, id: string): Promise<void> {
  await studio.parts.artist.execute([{ action: 'delete', entityType: 'TypedContextLink', key: [id] }]);
}

/** Links in AYON as `input name -> output name`. */
async function links(studio: SyncStudio): Promise<string[]> {
  const name = (await studio.parts.client.listProjects())[0]?.name;
  type Edge = { inputNode: { name: string }; outputNode: { name: string } };
  const { project } = await studio.parts.client.graphql<{ project: { links: { edges: Edge[] } } }>(
    `query ($name: String!) { project(name: $name) { links { edges { inputNode { name } outputNode { name } } } } }`,
    { name },
  );
  return project.links.edges.map((edge) => `${edge.inputNode.name} -> ${edge.outputNode.name}`).toSorted();
}

async function differences(studio: SyncStudio) {
  const { service: session, client, projectId } = studio.parts;
  const { attributesMapping: mapping } = SETTINGS;
  const report = await verifyProject({ session, client, projectId, mapping, linkType: TYPE });
  return report.differences.map(({ code, wanted, found }) => ({ code, wanted, found }));
}

async function nameOf(studio: SyncStudio, ftrackId: string): Promise<string> {
  return String((await studio.twin('folder', ftrackId))?.['name']);
}

test('a full sync makes links of what ftrack links, and takes them away again', async () => {
  const { studio, first, second, third } = await openLinked();
  await using _ = studio;
  const id = await link(studio, first, second);
  await link(studio, second, third);
  const report = await studio.sync();
  expect(report.parts.flatMap(({ operations }) => operations.map(({ type }) => type))).toEqual([
    'create',
    'create',
  ]);
  const [a, b, c] = await Promise.all([first, second, third].map((shot) => nameOf(studio, shot)));
  expect(await links(studio)).toEqual([`${a} -> ${b}`, `${b} -> ${c}`].toSorted());
  expect((await studio.sync()).parts.flatMap(({ operations }) => operations)).toEqual([]);
  expect(await differences(studio)).toEqual([]);
  await unlink(studio, id);
  expect(await differences(studio)).toMatchObject([{ code: 'link', wanted: null }]);
  await studio.sync();
  expect(await links(studio)).toEqual([`${b} -> ${c}`]);
  await link(studio, first, third);
  expect(await differences(studio)).toMatchObject([{ code: 'link', found: null }]);
});

test('w-42: a link that is made or removed is synced by what its event marks, whichever end it is looked at from', async () => {
  const { studio, first, second } = await openLinked();
  await using _ = studio;
  await studio.sync();
  for (const end of [first, second]) {
    const id = await link(studio, first, second);
    await studio.sync(new Set(), { parts: new Map([['links', new Set([end])]]) });
    expect(await links(studio)).toHaveLength(1);
    await unlink(studio, id);
    await studio.sync(new Set(), { parts: new Map([['links', new Set([end])]]) });
    expect(await links(studio)).toEqual([]);
  }
});

test('links of a new folder come with it', async () => {
  const { studio, first } = await openLinked();
  await using _ = studio;
  await studio.sync();
  const { parent_id: parentId } = await studio.one(`select parent_id from Shot where id is "${first}"`);
  const { project_id: projectId } = await studio.one(`select project_id from Shot where id is "${first}"`);
  const id = randomUUID();
  await studio.parts.artist.execute([
    {
      action: 'create',
      entityType: 'Shot',
      data: { id, name: 'linked', parent_id: parentId, project_id: projectId },
    },
  ]);
  await link(studio, first, id);
  await studio.sync(new Set([id]));
  expect(await links(studio)).toEqual([`${await nameOf(studio, first)} -> linked`]);
});

test('links of a new folder come although the run breaks off between it and them', async () => {
  const { studio, first } = await openLinked();
  await using _ = studio;
  await studio.sync();
  const { artist, projectId } = studio.parts;
  const { parent_id: parentId } = await studio.one(`select parent_id from Shot where id is "${first}"`);
  const id = randomUUID();
  const data = { id, name: 'linked', parent_id: parentId, project_id: projectId };
  await artist.execute([{ action: 'create', entityType: 'Shot', data }]);
  await link(studio, first, id);
  const kept: string[] = [];
  let isThere = false;
  const broken = studio.sync(new Set([id]), {
    onFresh: async (ids) => {
      expect(await studio.twin('folder', id)).toBeUndefined();
      kept.push(...ids);
    },
    lease: {
      assertHeld: async () => {
        if (isThere) throw new Error('killed');
        isThere = (await links(studio)).length > 0 || (await studio.twin('folder', id)) !== undefined;
        if (isThere) throw new Error('killed');
      },
    },
  });
  await expect(broken).rejects.toThrow('killed');
  expect(kept).toEqual([id]);
  expect(await links(studio)).toEqual([]);
  await studio.sync(new Set([id]), { fresh: new Set(kept) });
  expect(await links(studio)).toEqual([`${await nameOf(studio, first)} -> linked`]);
});

test('a link type the project does not have is reported, and links are left alone', async () => {
  const { studio, first, second } = await openLinked();
  await using _ = studio;
  studio.settings = { ...SETTINGS, linkType: 'nothing' };
  await link(studio, first, second);
  const report = await studio.sync();
  expect(report.skipped.map(({ code }) => code)).toContain('link_type_missing');
  expect(await links(studio)).toEqual([]);
});

test('w-27: links that are there are not made again, wherever they begin', async () => {
  const { studio, first, second } = await openLinked();
  await using _ = studio;
  await link(studio, first, second);
  await link(studio, second, first);
  await studio.sync();
  studio.takeRequests();
  await studio.sync();
  expect(studio.takeRequests().filter((request) => request.includes('/links'))).toEqual([]);
});

test('more links than the limit wait for an admin, unless the folder they are on goes', async () => {
  const { studio, first } = await openLinked({ entities: 120 });
  await using _ = studio;
  studio.settings = { ...studio.settings, removalLimit: { entities: 20, percent: 5 } };
  const shots = await studio.parts.artist.query(
    `select id from Shot where id is_not "${first}" order by id limit 22`,
  );
  const ids: string[] = [];
  for (const shot of shots) ids.push(await link(studio, first, String(shot['id'])));
  await studio.sync();
  for (const id of ids) await unlink(studio, id);
  const codes = async (options = {}) =>
    (await studio.sync('project', options)).skipped.map(({ code }) => code);
  expect(await codes()).toContain('removal_over_limit');
  expect(await links(studio)).toHaveLength(22);
  await studio.parts.artist.execute([{ action: 'delete', entityType: 'Shot', key: [first] }]);
  const planned = await studio.sync('project', { dryRun: true });
  const removed = planned.parts.flatMap(({ operations }) => operations.map(({ type }) => type));
  expect([removed.length, new Set(removed)]).toEqual([22, new Set(['delete'])]);
  expect(await codes()).not.toContain('removal_over_limit');
  expect(await links(studio)).toEqual([]);
});

test('a link between two published folders whose ftrack entities are removed goes with them, live', async () => {
  const { studio, first, second } = await openLinked();
  await using _ = studio;
  await link(studio, first, second);
  await studio.sync();
  const { client, artist } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  for (const [index, shot] of [first, second].entries()) {
    const folderId = String((await studio.twin('folder', shot))?.['id']);
    const [productId, versionId] = ['a'.repeat(31) + index, 'b'.repeat(31) + index];
    await client.operations(name, [
      {
        type: 'create',
        entityType: 'product',
        entityId: productId,
        data: { name: 'geo', folderId, productType: 'model' },
      },
      { type: 'create', entityType: 'version', entityId: versionId, data: { version: 1, productId } },
    ]);
  }
  await artist.execute([first, second].map((id) => ({ action: 'delete', entityType: 'Shot', key: [id] })));
  const ends = new Set([first, second]);
  await studio.sync(ends, { parts: new Map([['links', ends]]) });
  expect(await links(studio)).toEqual([]);
});

test('links go over to another type when that is chosen, and all that goes then is of ours', async () => {
  const { studio, first, second, third } = await openLinked();
  await using _ = studio;
  await link(studio, first, second);
  const gone = await link(studio, second, third);
  await studio.sync();
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  const [from, to] = await Promise.all(
    [first, third].map(async (id) => (await studio.twin('folder', id))?.['id']),
  );
  const byHand = { linkType: 'breakdown|folder|folder', input: String(from), output: String(to) };
  await client.createLinks(name, [{ id: 'c'.repeat(32), ...byHand }]);
  await unlink(studio, gone);
  studio.settings = { ...studio.settings, linkType: 'template' };
  const { failed } = await studio.sync();
  expect(failed).toEqual([]);
  const types = studio.ayon.state.projects.get(name)?.links.map(({ linkType }) => linkType);
  expect(types?.toSorted()).toEqual(['breakdown|folder|folder', 'template|folder|folder']);
  expect((await studio.sync()).parts.flatMap(({ operations }) => operations)).toEqual([]);
});
