import { randomUUID } from 'node:crypto';
import type { SyncSettings } from '@ynput/ftrack-common/sync';
import { verifyProject } from '@ynput/ftrack-common/sync-verify';
import { expect, test } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

const MAKE: SyncSettings = {
  ...SETTINGS,
  versions: { ...SETTINGS.versions, statuses: true, create: true },
};
const FOLLOW: SyncSettings = { ...MAKE, versions: { ...MAKE.versions, create: false } };

async function openStudio(settings: SyncSettings) {
  const studio = await SyncStudio.open();
  studio.settings = settings;
  const shot = String((await studio.one('select id from Shot order by id'))['id']);
  return { studio, shot };
}

/** Publishes a version of an asset to a shot. */
async function publish(
  studio: SyncStudio,
  shot: string,
  { asset = randomUUID(), version = 1, short = 'geo' } = {},
) {
  const { artist } = studio.parts;
  const type = await studio.one(`select id from AssetType where short is "${short}"`);
  const known = await artist.query(`select id from Asset where id is "${asset}"`);
  if (known.length === 0)
    await artist.execute([
      {
        action: 'create',
        entityType: 'Asset',
        data: { id: asset, name: 'modelMain', context_id: shot, type_id: type['id'] },
      },
    ]);
  const id = randomUUID();
  const status = await studio.one('select id from Status where name is "Approved"');
  const data = { id, asset_id: asset, version, status_id: status['id'], is_published: true, comment: 'done' };
  await artist.execute([{ action: 'create', entityType: 'AssetVersion', data }]);
  return { id, asset };
}

/** Versions in AYON. */
async function versions(studio: SyncStudio) {
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  type Node = {
    id: string;
    version: number;
    status: string;
    active: boolean;
    product: { name: string };
    allAttrib: string;
  };
  const { project } = await client.graphql<{ project: { versions: { edges: { node: Node }[] } } }>(
    'query ($name: String!) { project(name: $name) { versions { edges { node { id version status active allAttrib product { name productType } } } } } }',
    { name },
  );
  return project.versions.edges.map(({ node: { id, version, status, active, product, allAttrib } }) => ({
    id,
    version,
    status,
    active,
    ...product,
    ...(JSON.parse(allAttrib) as { ftrackId?: string; comment?: string }),
  }));
}

async function differences(studio: SyncStudio): Promise<string[]> {
  const { service: session, client, projectId } = studio.parts;
  const { attributesMapping: mapping, versions: wanted } = studio.settings;
  const report = await verifyProject({ session, client, projectId, mapping, versions: wanted });
  return report.differences.map(({ code }) => code);
}

test('products and versions are made of what was published in ftrack, and stay as they are', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const { id, asset } = await publish(studio, shot);
  await publish(studio, shot, { asset, version: 2 });
  await studio.sync();
  expect(await versions(studio)).toMatchObject([
    {
      version: 1,
      status: 'Approved',
      name: 'modelMain',
      productType: 'model',
      ftrackId: id,
      comment: 'done',
    },
    { version: 2, status: 'Approved', name: 'modelMain' },
  ]);
  expect(await differences(studio)).toEqual([]);
  expect((await studio.sync()).parts.flatMap(({ operations }) => operations)).toEqual([]);
});

test('a status is followed by the twin of a version, which is found by product and number, and by id from then on', async () => {
  const { studio, shot } = await openStudio(FOLLOW);
  await using _ = studio;
  await studio.sync();
  const folder = String((await studio.twin('folder', shot))?.['id']);
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  const [product, version] = ['a'.repeat(32), 'b'.repeat(32)];
  const data = { name: 'modelmain', folderId: folder, productType: 'model' };
  await client.operations(name, [
    { type: 'create', entityType: 'product', entityId: product, data },
    { type: 'create', entityType: 'version', entityId: version, data: { version: 1, productId: product } },
  ]);
  const { id } = await publish(studio, shot);
  const onlyIt = { parts: new Map([['versions', new Set([id])]] as const) };
  await studio.sync(new Set(), onlyIt);
  expect(await versions(studio)).toMatchObject([{ id: version, status: 'Approved', ftrackId: id }]);
  expect(await differences(studio)).toEqual([]);
  const omitted = await studio.one('select id from Status where name is "Omitted"');
  await studio.update('AssetVersion', id, { status_id: omitted['id'] });
  expect(await differences(studio)).toEqual(['version_status']);
  await studio.sync(new Set(), onlyIt);
  expect(await versions(studio)).toMatchObject([{ id: version, status: 'Omitted' }]);
});

test('comment and activity of a version that sync made, and the id stored in ftrack, are verified', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const { id } = await publish(studio, shot);
  await studio.sync();
  const { client, service } = studio.parts;
  const [made] = await versions(studio);
  await client.operations((await client.listProjects())[0]?.name ?? '', [
    {
      type: 'update',
      entityType: 'version',
      entityId: made?.id ?? '',
      data: { active: false, attrib: { comment: 'other' } },
    },
  ]);
  const attribute = await studio.one('select id from CustomAttributeConfiguration where key is "ayon_id"');
  await service.execute([
    {
      action: 'update',
      entityType: 'AssetVersionCustomAttributeValue',
      key: [String(attribute['id']), id],
      data: { value: 'f'.repeat(32) },
    },
  ]);
  expect((await differences(studio)).toSorted()).toEqual(['inactive', 'stored_id', 'version_comment']);
  await studio.sync();
  expect(await differences(studio)).toEqual([]);
});

test('a version that is gone is deactivated', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const { id } = await publish(studio, shot);
  await studio.sync();
  await studio.parts.artist.execute([{ action: 'delete', entityType: 'AssetVersion', key: [id] }]);
  expect(await differences(studio)).toEqual(['gone_in_ftrack']);
  await studio.sync(new Set(), { parts: new Map([['versions', new Set([id])]]) });
  expect(await versions(studio)).toMatchObject([{ active: false }]);
  expect(await differences(studio)).toEqual([]);
});

test('w-28: assets of what is not in AYON do not keep versions from being synced', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const task = String((await studio.one('select id from Task order by id'))['id']);
  await publish(studio, task);
  const { id } = await publish(studio, shot);
  await studio.sync();
  expect(await versions(studio)).toMatchObject([{ ftrackId: id }]);
});

test('a version that has files in AYON stays when it is gone in ftrack', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const { id } = await publish(studio, shot);
  await studio.sync();
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  const entityId = 'c'.repeat(32);
  const data = {
    name: 'abc',
    versionId: id.replaceAll('-', ''),
    attrib: { path: '/x.abc', template: '{root}' },
  };
  await client.operations(name, [{ type: 'create', entityType: 'representation', entityId, data }], {
    raiseOnError: true,
  });
  await studio.parts.artist.execute([{ action: 'delete', entityType: 'AssetVersion', key: [id] }]);
  await studio.sync();
  expect(await versions(studio)).toMatchObject([{ active: true, ftrackId: id }]);
  expect(await differences(studio)).toEqual([]);
});

test('an asset that was moved keeps its versions, and gets new ones beside them', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const { id: first, asset } = await publish(studio, shot);
  await studio.sync();
  const other = await studio.one(`select id from Shot where id is_not "${shot}"`);
  await studio.update('Asset', asset, { context_id: other['id'] });
  const { id: second } = await publish(studio, shot, { asset, version: 2 });
  const report = await studio.sync(new Set(), { parts: new Map([['versions', new Set([first, second])]]) });
  expect(report.failed).toEqual([]);
  expect(await versions(studio)).toMatchObject([{ ftrackId: first }, { ftrackId: second, version: 2 }]);
  expect(await differences(studio)).toEqual([]);
  expect((await studio.sync()).parts.flatMap(({ operations }) => operations)).toEqual([]);
});

test('a type of asset whose name AYON does not take becomes one it takes', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const data = { id: randomUUID(), name: 'Camera Track', short: 'camera track/2' };
  await studio.parts.artist.execute([{ action: 'create', entityType: 'AssetType', data }]);
  await publish(studio, shot, { short: data.short });
  expect((await studio.sync()).failed).toEqual([]);
  expect(await versions(studio)).toMatchObject([{ productType: 'camera_track_2' }]);
});

test('a status that ftrack has only since the last whole sync is reported, not passed over', async () => {
  const { studio, shot } = await openStudio(MAKE);
  await using _ = studio;
  const { id } = await publish(studio, shot);
  await studio.sync();
  const state = await studio.one('select id from State');
  const data = { id: randomUUID(), name: 'Client review', color: '#ffffff', state_id: state['id'] };
  await studio.parts.artist.execute([{ action: 'create', entityType: 'Status', data }]);
  await studio.update('AssetVersion', id, { status_id: data.id });
  const { skipped } = await studio.sync(new Set(), { parts: new Map([['versions', new Set([id])]]) });
  expect(skipped).toMatchObject([{ code: 'status_not_in_scope', ftrackId: id }]);
});
