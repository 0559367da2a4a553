import { randomUUID } from 'node:crypto';
import { LIST_TYPE_KEY } from '@ynput/ftrack-common/attributes';
import { verifyProject } from '@ynput/ftrack-common/sync-verify';
import { expect, test } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

async function openWithShots() {
  const studio = await SyncStudio.open();
  // Makes the attributes of ours in ftrack, the type of lists among them.
  await studio.sync();
  const shots = await studio.parts.artist.query('select id, name from Shot order by id limit 4');
  const tasks = await studio.parts.artist.query('select id, name from Task order by id limit 2');
  return {
    studio,
    shots: shots.map((row) => String(row['id'])),
    tasks: tasks.map((row) => String(row['id'])),
  };
}

interface NewList {
  readonly name: string;
  /** Default: a list of folders and tasks. */
  readonly entityType?: 'TypedContextList' | 'AssetVersionList';
  readonly items?: readonly string[];
  readonly type?: 'folder' | 'task';
}

async function createList(
  studio: SyncStudio,
  { name, entityType = 'TypedContextList', items = [], type }: NewList,
): Promise<string> {
  const { artist } = studio.parts;
  const category = await studio.one('select id from ListCategory order by name');
  const id = randomUUID();
  const owner = await studio.one('select id from User');
  const data = {
    id,
    name,
    project_id: studio.projectId,
    category_id: category['id'],
    user_id: owner['id'],
    is_open: true,
  };
  await artist.execute([{ action: 'create', entityType, data }]);
  if (type !== undefined) {
    const attribute = await studio.one(
      `select id from CustomAttributeConfiguration where key is "${LIST_TYPE_KEY}"`,
    );
    await artist.execute([
      {
        action: 'update',
        entityType: 'ListCustomAttributeValue',
        key: [String(attribute['id']), id],
        data: { value: [type] },
      },
    ]);
  }
  for (const entityId of items) await addItem(studio, id, entityId);
  return id;
}

async function addItem(studio: SyncStudio, listId: string, entityId: string): Promise<string> {
  const id = randomUUID();
  const data = { id, list_id: listId, entity_id: entityId };
  await studio.parts.artist.execute([{ action: 'create', entityType: 'ListObject', data }]);
  return id;
}

async function remove(studio: SyncStudio, entityType: string, id: string): Promise<void> {
  await studio.parts.artist.execute([{ action: 'delete', entityType, key: [id] }]);
}

interface ShownList {
  label: string;
  entityType: string;
  active: boolean;
  items: string[];
  folder: string | null;
}

/** Lists in AYON with the names of what is in them. */
async function lists(studio: SyncStudio): Promise<ShownList[]> {
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  const folders = await client.getListFolders(name);
  type Node = {
    id: string;
    label: string;
    entityType: string;
    active: boolean;
    entityListFolderId: string | null;
  };
  const { project } = await client.graphql<{ project: { entityLists: { edges: { node: Node }[] } } }>(
    'query ($name: String!) { project(name: $name) { entityLists { edges { node { id label entityType active entityListFolderId } } } } }',
    { name },
  );
  const found = await Promise.all(
    project.entityLists.edges.map(async ({ node: { id, entityListFolderId, ...node } }) => ({
      ...node,
      items: (await client.getListItems(name, id)).map(({ entityId }) => entityId).toSorted(),
      folder: folders.find((folder) => folder.id === entityListFolderId)?.label ?? null,
    })),
  );
  return found.toSorted((left, right) => (left.label < right.label ? -1 : 1));
}

/** Keeps the lists of AYON in another folder. */
async function moveLists(studio: SyncStudio, folder: string): Promise<void> {
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  const entityListFolderId = await client.createListFolder(name, folder);
  for (const { id } of await studio.parts.artist.query('select id from List'))
    await client.updateList(name, String(id).replaceAll('-', ''), { entityListFolderId });
}

async function twins(studio: SyncStudio, kind: 'folder' | 'task', ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => studio.twin(kind, id)));
  return found.map((twin) => String(twin?.['id'])).toSorted();
}

async function differences(studio: SyncStudio): Promise<string[]> {
  const { service: session, client, projectId } = studio.parts;
  const mapping = SETTINGS.attributesMapping;
  const report = await verifyProject({ session, client, projectId, mapping });
  return report.differences.map(({ code, path }) => `${code} ${path}`).toSorted();
}

test('lists are made with what is in them, in a folder for their category, and stay as they are', async () => {
  const { studio, shots, tasks } = await openWithShots();
  await using _ = studio;
  await createList(studio, { name: "Director's picks", items: [...shots, ...tasks] });
  await createList(studio, { name: 'To do', items: [...shots, ...tasks], type: 'task' });
  expect(await differences(studio)).toEqual(["list lists/Director's picks", 'list lists/To do']);
  await studio.sync();
  const category = String((await studio.one('select name from ListCategory order by name'))['name']);
  expect(await lists(studio)).toEqual([
    {
      label: 'Director’s picks',
      entityType: 'folder',
      active: true,
      items: await twins(studio, 'folder', shots),
      folder: category,
    },
    {
      label: 'To do',
      entityType: 'task',
      active: true,
      items: await twins(studio, 'task', tasks),
      folder: category,
    },
  ]);
  expect(await differences(studio)).toEqual([]);
  studio.takeRequests();
  const again = await studio.sync();
  expect(again.parts.flatMap(({ operations }) => operations)).toEqual([]);
  const requests = studio.takeRequests().filter((request) => request.includes('/lists'));
  expect(requests).toEqual([]);
  await moveLists(studio, 'Elsewhere');
  expect(await differences(studio)).toEqual([
    'list_folder lists/Director’s picks',
    'list_folder lists/To do',
  ]);
  await studio.sync();
  expect(await differences(studio)).toEqual([]);
});

test('w-29: a list that was emptied is emptied in AYON too', async () => {
  const { studio, shots } = await openWithShots();
  await using _ = studio;
  const id = await createList(studio, { name: 'Dailies' });
  const items = [];
  for (const shot of shots) items.push(await addItem(studio, id, shot));
  const onlyIt = { parts: new Map([['lists', new Set([id])]] as const) };
  await studio.sync(new Set(), onlyIt);
  expect((await lists(studio))[0]?.items).toHaveLength(shots.length);
  for (const item of items) await remove(studio, 'ListObject', item);
  expect(await differences(studio)).toEqual(['list_items lists/Dailies']);
  await studio.sync(new Set(), onlyIt);
  expect((await lists(studio))[0]?.items).toEqual([]);
});

test('a renamed and closed list is followed; one that is gone is deactivated, and deleted by policy', async () => {
  const { studio, shots } = await openWithShots();
  await using _ = studio;
  const id = await createList(studio, { name: 'Before', items: shots });
  const other = await createList(studio, { name: 'Other' });
  await studio.sync();
  await studio.update('TypedContextList', id, { name: 'After', is_open: false });
  await studio.sync(new Set(), { parts: new Map([['lists', new Set([id])]]) });
  expect((await lists(studio)).map(({ label, active }) => [label, active])).toEqual([
    ['After', false],
    ['Other', true],
  ]);
  await remove(studio, 'TypedContextList', other);
  expect(await differences(studio)).toEqual(['list lists/Other']);
  await studio.sync();
  expect((await lists(studio)).map(({ active }) => active)).toEqual([false, false]);
  studio.settings = { ...SETTINGS, deletePolicy: 'delete' };
  await studio.sync();
  expect((await lists(studio)).map(({ label }) => label)).toEqual(['After']);
});

test('a list of AYON with the name of one of ftrack becomes its twin; others stay', async () => {
  const { studio, shots } = await openWithShots();
  await using _ = studio;
  const { client } = studio.parts;
  const project = (await client.listProjects())[0]?.name ?? '';
  const own = { entityType: 'folder', active: true } as const;
  await client.createList(project, { ...own, id: 'a'.repeat(32), label: 'DAILIES' });
  await client.createList(project, { ...own, id: 'b'.repeat(32), label: 'Ours alone' });
  await createList(studio, { name: 'Dailies', items: shots });
  await studio.sync();
  expect((await lists(studio)).map(({ label, items }) => [label, items.length])).toEqual([
    ['Dailies', shots.length],
    ['Ours alone', 0],
  ]);
});

test('w-44: a list whose type was changed keeps what it holds in AYON, and that is reported', async () => {
  const { studio, shots } = await openWithShots();
  await using _ = studio;
  const id = await createList(studio, { name: 'Dailies', items: shots, type: 'folder' });
  await studio.sync();
  const attribute = await studio.one(
    `select id from CustomAttributeConfiguration where key is "${LIST_TYPE_KEY}"`,
  );
  await studio.parts.artist.execute([
    {
      action: 'update',
      entityType: 'ListCustomAttributeValue',
      key: [String(attribute['id']), id],
      data: { value: ['task'] },
    },
  ]);
  const report = await studio.sync();
  expect(report.skipped.map(({ code }) => code)).toContain('list_type_differs');
  expect((await lists(studio))[0]).toMatchObject({ entityType: 'folder' });
});

test('a version comes into its list when it is told which version of AYON it is', async () => {
  const { studio, shots } = await openWithShots();
  await using _ = studio;
  const { artist, client } = studio.parts;
  const project = (await client.listProjects())[0]?.name ?? '';
  const [folderId] = await twins(studio, 'folder', shots.slice(0, 1));
  const [product, published] = ['a'.repeat(32), 'b'.repeat(32)];
  await client.operations(project, [
    {
      type: 'create',
      entityType: 'product',
      entityId: product,
      data: { name: 'modelMain', folderId, productType: 'model' },
    },
    { type: 'create', entityType: 'version', entityId: published, data: { version: 1, productId: product } },
  ]);
  const [asset, version] = [randomUUID(), randomUUID()];
  const assetType = await studio.one('select id from AssetType');
  await artist.execute([
    {
      action: 'create',
      entityType: 'Asset',
      data: { id: asset, name: 'geometry', context_id: shots[0], type_id: assetType['id'] },
    },
    { action: 'create', entityType: 'AssetVersion', data: { id: version, asset_id: asset, version: 1 } },
  ]);
  const list = { name: 'For review', entityType: 'AssetVersionList', items: [version] } as const;
  const id = await createList(studio, list);
  const report = await studio.sync(new Set(), { parts: new Map([['lists', new Set([id])]]) });
  expect(report.skipped.map(({ code }) => code)).toEqual(['list_items_missing']);
  const attribute = await studio.one('select id from CustomAttributeConfiguration where key is "ayon_id"');
  const storeId = async (value: string) => {
    const key = [String(attribute['id']), version];
    const data = { value };
    await artist.execute([{ action: 'update', entityType: 'AssetVersionCustomAttributeValue', key, data }]);
  };
  await storeId(published);
  await studio.sync(new Set(), { parts: new Map([['versions', new Set([version])]]) });
  expect(await lists(studio)).toMatchObject([{ label: 'For review', items: [published] }]);
  expect(await studio.verify()).toEqual([]);
  const listId = id.replaceAll('-', '');
  const held = await client.getListItems(project, listId);
  const items = held.map((item) => ({ id: item.id }));
  await client.changeListItems(project, listId, { mode: 'delete', items });
  expect(await studio.verify()).toMatchObject([{ code: 'list_items', wanted: [published], found: [] }]);
  await studio.sync();
  expect(await studio.verify()).toEqual([]);
  // The id it carries goes before the one that is stored in ftrack.
  await storeId('c'.repeat(32));
  expect(await studio.verify()).toMatchObject([{ code: 'list_items', wanted: [], found: [published] }]);
  await client.operations(project, [
    {
      type: 'update',
      entityType: 'version',
      entityId: published,
      data: { attrib: { ftrackId: version } },
    },
  ]);
  expect(await studio.verify()).toEqual([]);
  studio.takeRequests();
  await studio.sync(new Set(), { parts: new Map([['versions', new Set([randomUUID()])]]) });
  const requests = studio.takeRequests().filter((request) => request.startsWith('ayon'));
  // No list holds it: AYON is asked for its project alone.
  expect(requests).toEqual(['ayon POST /graphql']);
});
