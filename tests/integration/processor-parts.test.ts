import { randomUUID } from 'node:crypto';
import { AyonClient } from '@ynput/ayon-api';
import type { RunningService } from '@ynput/ftrack-common/service';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FtrackOperation, isBuilt, ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };
const LINK_TYPE = 'breakdown';
let studio: ProcessorStudio;
let client: AyonClient;
let leecher: RunningService;

/** Nothing but events and hints tells of changes here: no project is compared as a whole after the first sync. */
beforeAll(async () => {
  if (!isBuilt) return;
  studio = await ProcessorStudio.open({
    syncFromFtrack: { sync_link_type: LINK_TYPE, sync_versions: true },
    sync: { create_versions: true },
  });
  const { url, apiKey } = studio.ayon;
  client = new AyonClient({ url, apiKey, sender: 'test', senderType: 'test' });
  leecher = await studio.startLeecher();
  const processor = await studio.spawnProcessor('processor-1');
  await untilReady(processor.url);
  await untilReady(leecher.url);
  await studio.requestAndAwaitSync();
});
afterAll(async () => {
  if (!isBuilt) return;
  await leecher.stop();
  await studio[Symbol.asyncDispose]();
});

function idsOf(entityType: string, count: number): string[] {
  const ids = studio.query(`select id from ${entityType} order by id limit ${count}`);
  return ids.map(({ id }) => String(id));
}

function link(fromId: string, toId: string): string {
  const id = randomUUID();
  const data = { from_id: fromId, to_id: toId };
  studio.execute({ action: 'create', entityType: 'TypedContextLink', id, data });
  return id;
}

function unlink(id: string): void {
  studio.execute({ action: 'delete', entityType: 'TypedContextLink', id });
}

/** Waits until AYON has these links, each as the ftrack ids of its two folders, and no other. */
async function untilLinks(...wanted: readonly (readonly [from: string, to: string])[]): Promise<void> {
  const texts = wanted.map(([from, to]) => `${from} -> ${to}`).toSorted();
  await vi.waitFor(async () => expect(await readLinks()).toEqual(texts), SOON);
}

interface AyonEdge {
  readonly node: { readonly id: string; readonly allAttrib: string };
}

/** ftrack ids by AYON id. */
function ftrackIdsOf(edges: readonly AyonEdge[]): Map<string, string> {
  return new Map(
    edges.map(({ node }) => [
      node.id,
      String((JSON.parse(node.allAttrib) as { ftrackId?: string }).ftrackId),
    ]),
  );
}

async function readLinks(): Promise<string[]> {
  const [project] = await client.listProjects();
  type Edge = { inputId: string; outputId: string };
  const { project: data } = await client.graphql<{
    project: { folders: { edges: AyonEdge[] }; links: { edges: Edge[] } };
  }>(
    `query ($name: String!) { project(name: $name) {
      folders(first: 1000) { edges { node { id allAttrib } } }
      links(first: 1000) { edges { inputId outputId } } } }`,
    { name: project?.name },
  );
  const ftrackIds = ftrackIdsOf(data.folders.edges);
  return data.links.edges
    .map(({ inputId, outputId }) => `${ftrackIds.get(inputId)} -> ${ftrackIds.get(outputId)}`)
    .toSorted();
}

describe.skipIf(!isBuilt)('a link of ftrack', () => {
  afterEach(async () => {
    for (const { id } of studio.query('select id from TypedContextLink')) unlink(String(id));
    await untilLinks();
  });

  it('w-42: arrives in AYON, is bent to another shot, and taken away with or without an end', async () => {
    const [a = '', b = '', c = ''] = idsOf('Shot', 3);
    const first = link(a, b);
    await untilLinks([a, b]);
    const second = link(b, c);
    await untilLinks([a, b], [b, c]);
    studio.execute({
      action: 'update',
      entityType: 'TypedContextLink',
      id: second,
      data: { from_id: a },
    });
    await untilLinks([a, b], [a, c]);
    unlink(first);
    await untilLinks([a, c]);
    studio.execute({ action: 'delete', entityType: 'Shot', id: c });
    await untilLinks();
  });

  it('arrives with a shot that is made in one go with it', async () => {
    const [a = ''] = idsOf('Shot', 1);
    const [{ parent_id: parentId } = {}] = studio.query(`select parent_id from Shot where id is "${a}"`);
    const [made, madeLink] = [randomUUID(), randomUUID()];
    studio.execute(
      {
        action: 'create',
        entityType: 'Shot',
        id: made,
        data: { name: 'linked', parent_id: parentId, project_id: studio.projectId },
      },
      {
        action: 'create',
        entityType: 'TypedContextLink',
        id: madeLink,
        data: { from_id: a, to_id: made },
      },
    );
    await untilLinks([a, made]);
  });

  it('made or removed while the hub was not heard is learnt from the Event table', async () => {
    const [a = '', b = '', c = ''] = idsOf('Shot', 3);
    const gone = link(a, b);
    await untilLinks([a, b]);
    await studio.untilNothingDirty();
    studio.ftrack.setFaults({ cutSockets: true, refuseHandshake: true });
    unlink(gone);
    link(c, b);
    studio.ftrack.setFaults({ refuseHandshake: false });
    await untilLinks([c, b]);
  });
});

interface LiveList {
  readonly label: string;
  readonly active: boolean;
  /** ftrack ids of what is in it. */
  readonly items: readonly string[];
}

async function readList(wanted: string): Promise<LiveList[]> {
  const [project] = await client.listProjects();
  const name = project?.name ?? '';
  type List = { node: { id: string; label: string; active: boolean } };
  const { project: data } = await client.graphql<{
    project: Record<'folders' | 'tasks' | 'versions', { edges: AyonEdge[] }> & {
      entityLists: { edges: List[] };
    };
  }>(
    `query ($name: String!) { project(name: $name) {
      folders(first: 1000) { edges { node { id allAttrib } } }
      tasks(first: 1000) { edges { node { id allAttrib } } }
      versions(first: 1000) { edges { node { id allAttrib } } }
      entityLists(first: 100) { edges { node { id label active } } } } }`,
    { name },
  );
  const ftrackIds = ftrackIdsOf([...data.folders.edges, ...data.tasks.edges, ...data.versions.edges]);
  const found = data.entityLists.edges.filter(({ node }) => node.label === wanted);
  return Promise.all(
    found.map(async ({ node: { id, label, active } }) => {
      const items = await client.getListItems(name, id);
      return {
        label,
        active,
        items: items.map(({ entityId }) => String(ftrackIds.get(entityId))).toSorted(),
      };
    }),
  );
}

/** Waits until AYON has a list that is so. */
async function untilList(label: string, wanted: Omit<LiveList, 'label'>): Promise<void> {
  const items = wanted.items.toSorted();
  await vi.waitFor(async () => {
    expect(await readList(label)).toEqual([{ label, active: wanted.active, items }]);
  }, SOON);
}

type Creation = FtrackOperation & { readonly id: string };

function newList(name: string): Creation {
  const [category] = idsOf('ListCategory', 1);
  const [owner] = idsOf('User', 1);
  const data = { name, project_id: studio.projectId, category_id: category, user_id: owner, is_open: true };
  return { action: 'create', entityType: 'TypedContextList', id: randomUUID(), data };
}

function newItem(listId: string, entityId: string): Creation {
  const data = { list_id: listId, entity_id: entityId };
  return { action: 'create', entityType: 'ListObject', id: randomUUID(), data };
}

describe.skipIf(!isBuilt)('a list of ftrack', () => {
  it('w-43: arrives in AYON with items added in the same event, is renamed, filled, emptied, closed and taken away', async () => {
    const [a = '', b = ''] = idsOf('Shot', 2);
    const list = newList('Dailies');
    const [first, second] = [newItem(list.id, a), newItem(list.id, b)];
    studio.execute(list, first);
    await untilList('Dailies', { active: true, items: [a] });
    studio.execute(second, { ...list, action: 'update', data: { name: 'Rushes' } });
    await untilList('Rushes', { active: true, items: [a, b] });
    studio.execute({ ...first, action: 'delete' });
    await untilList('Rushes', { active: true, items: [b] });
    studio.execute({ ...second, action: 'delete' });
    await untilList('Rushes', { active: true, items: [] });
    studio.execute(newItem(list.id, a), { ...list, action: 'update', data: { is_open: false } });
    await untilList('Rushes', { active: false, items: [a] });
    studio.execute({ ...list, action: 'update', data: { is_open: true } });
    await untilList('Rushes', { active: true, items: [a] });
    studio.execute({ ...list, action: 'delete' });
    await untilList('Rushes', { active: false, items: [a] });
    await studio.untilNothingDirty();
  });

  it('of tasks is one of tasks in AYON, and gets a task that is made in one go with its item', async () => {
    const [attribute] = studio.query(
      'select id from CustomAttributeConfiguration where key is "ayon_list_type"',
    );
    const [parent] = idsOf('Shot', 1);
    const [type] = idsOf('Type', 1);
    const list = newList('To do');
    const made = randomUUID();
    studio.execute(
      list,
      {
        action: 'update',
        entityType: 'ListCustomAttributeValue',
        id: [String(attribute?.['id']), list.id],
        data: { value: ['task'] },
      },
      {
        action: 'create',
        entityType: 'Task',
        id: made,
        data: { name: 'listed', parent_id: parent, project_id: studio.projectId, type_id: type },
      },
      newItem(list.id, made),
    );
    await untilList('To do', { active: true, items: [made] });
    await studio.untilNothingDirty();
  });

  it('changed while the hub was not heard is learnt from the Event table', async () => {
    const [a = '', b = ''] = idsOf('Shot', 2);
    const [kept, gone] = [newList('Kept'), newList('Gone')];
    const item = newItem(kept.id, a);
    studio.execute(kept, item, gone);
    await untilList('Kept', { active: true, items: [a] });
    await untilList('Gone', { active: true, items: [] });
    await studio.untilNothingDirty();
    studio.ftrack.setFaults({ cutSockets: true, refuseHandshake: true });
    const made = newList('Made');
    studio.execute({ ...item, action: 'delete' }, newItem(kept.id, b), { ...gone, action: 'delete' }, made);
    studio.ftrack.setFaults({ refuseHandshake: false });
    await untilList('Made', { active: true, items: [] });
    await untilList('Gone', { active: false, items: [] });
    await untilList('Kept', { active: true, items: [b] });
    await studio.untilNothingDirty();
  });
});

interface LiveVersion {
  readonly version: number;
  readonly status: string;
  readonly active: boolean;
}

/** Versions in AYON of what goes by the name of an asset. */
async function readVersions(product: string): Promise<LiveVersion[]> {
  const [project] = await client.listProjects();
  type Node = LiveVersion & { product: { name: string } };
  const { project: data } = await client.graphql<{ project: { versions: { edges: { node: Node }[] } } }>(
    `query ($name: String!) { project(name: $name) {
      versions(first: 1000) { edges { node { version status active product { name } } } } } }`,
    { name: project?.name },
  );
  return data.versions.edges
    .flatMap(({ node: { product: of, ...version } }) => (of.name === product ? [version] : []))
    .toSorted((one, other) => one.version - other.version);
}

async function untilVersions(product: string, ...wanted: readonly LiveVersion[]): Promise<void> {
  await vi.waitFor(async () => expect(await readVersions(product)).toEqual(wanted), SOON);
}

function newAsset(name: string, shot: string): Creation {
  const [type] = idsOf('AssetType', 1);
  return {
    action: 'create',
    entityType: 'Asset',
    id: randomUUID(),
    data: { name, context_id: shot, type_id: type },
  };
}

function newVersion(assetId: string, version: number): Creation {
  const data = { asset_id: assetId, version, status_id: statusId('Pending Review'), is_published: true };
  return { action: 'create', entityType: 'AssetVersion', id: randomUUID(), data };
}

function statusId(name: string): string {
  return String(studio.query(`select id from Status where name is "${name}"`)[0]?.['id']);
}

describe.skipIf(!isBuilt)('an asset version of ftrack', () => {
  const begun = { status: 'Pending Review', active: true };
  const approved = { status: 'Approved', active: true };

  it('arrives in AYON, in lists too, is followed in its status, and taken away', async () => {
    const [shot = ''] = idsOf('Shot', 1);
    const asset = newAsset('modelMain', shot);
    const [first, second] = [newVersion(asset.id, 1), newVersion(asset.id, 2)];
    studio.execute(asset, first);
    await untilVersions('modelMain', { version: 1, ...begun });
    const list = { ...newList('For review'), entityType: 'AssetVersionList' };
    studio.execute(list, newItem(list.id, first.id), second, newItem(list.id, second.id));
    await untilVersions('modelMain', { version: 1, ...begun }, { version: 2, ...begun });
    await untilList('For review', { active: true, items: [first.id, second.id] });
    studio.execute({ ...first, action: 'update', data: { status_id: statusId('Approved') } });
    await untilVersions('modelMain', { version: 1, ...approved }, { version: 2, ...begun });
    studio.execute({ ...second, action: 'delete' });
    await untilVersions(
      'modelMain',
      { version: 1, ...approved },
      { version: 2, status: 'Pending Review', active: false },
    );
    await untilList('For review', { active: true, items: [first.id] });
    await studio.untilNothingDirty();
  });

  it('changed while the hub was not heard is learnt from the Event table', async () => {
    const [, shot = ''] = idsOf('Shot', 2);
    const asset = newAsset('rigMain', shot);
    const first = newVersion(asset.id, 1);
    studio.execute(asset, first);
    await untilVersions('rigMain', { version: 1, ...begun });
    await studio.untilNothingDirty();
    studio.ftrack.setFaults({ cutSockets: true, refuseHandshake: true });
    studio.execute(newVersion(asset.id, 2), {
      ...first,
      action: 'update',
      data: { status_id: statusId('Approved') },
    });
    studio.ftrack.setFaults({ refuseHandshake: false });
    await untilVersions('rigMain', { version: 1, ...approved }, { version: 2, ...begun });
    await studio.untilNothingDirty();
  });
});
