import { randomUUID } from 'node:crypto';
import type { ApplyContext } from '@ynput/ftrack-common/sync';
import { createPublicAyonServer, findOwnAttribute, syncThumbnails } from '@ynput/ftrack-common/sync';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';
import { uploadFile } from './upload-file.ts';

/** Id of the location `ftrack.server`. */
const SERVER_LOCATION = '3a372bde-05bc-11e4-8908-20c9d081909b';

async function openSynced() {
  const studio = await SyncStudio.open();
  await studio.sync();
  const shot = String((await studio.one('select id from Shot order by id'))['id']);
  return { studio, shot };
}

/** Makes a picture the thumbnail of an entity, as people do. Returns the id of its component. */
async function setThumbnail(
  studio: SyncStudio,
  entityId: string,
  { entityType = 'Shot', format = 'png' as 'png' | 'webp', hasFile = true } = {},
) {
  const { artist } = studio.parts;
  const id = randomUUID();
  const picture = sharp({ create: { width: 64, height: 32, channels: 3, background: '#d04040' } });
  const content = new Uint8Array(await picture.toFormat(format).toBuffer());
  await artist.execute([
    {
      action: 'create',
      entityType: 'FileComponent',
      data: { id, name: 'thumbnail', file_type: `.${format}`, size: content.length },
    },
  ]);
  if (hasFile) {
    await uploadFile(studio.ftrack, { id, name: `thumbnail.${format}`, content });
    const data = { component_id: id, location_id: SERVER_LOCATION, resource_identifier: id };
    await artist.execute([{ action: 'create', entityType: 'ComponentLocation', data }]);
  }
  await studio.update(entityType, entityId, { thumbnail_id: id });
  return id;
}

/** What the lane does with what a run of sync hands over. */
async function bringOver(
  studio: SyncStudio,
  contexts: readonly string[],
  { versions = [] as readonly string[], idAttribute = 'ayon_id' } = {},
) {
  const { service: session, client } = studio.parts;
  const apply: ApplyContext = {
    lease: { assertHeld: async () => {} },
    now: () => performance.now(),
    operations: [],
    failed: [],
    skipped: [],
  };
  const name = (await client.listProjects())[0]?.name ?? '';
  await syncThumbnails({
    session,
    project: createPublicAyonServer(client).openProject(name),
    idAttribute: await findOwnAttribute(session, idAttribute),
    ids: { contexts, versions },
    apply,
  });
  return apply;
}

/** What verifying says of thumbnails. */
async function differences(studio: SyncStudio) {
  return (await studio.verify()).map(({ code, ftrackId, found }) => [code, ftrackId, found]);
}

async function shown(
  studio: SyncStudio,
  shot: string,
): Promise<{ status: number; type: string | null; id: string | null }> {
  const name = (await studio.parts.client.listProjects())[0]?.name ?? '';
  const id = String((await studio.twin('folder', shot))?.['id']);
  const answer = await fetch(
    `${studio.ayon.url}/api/projects/${name}/folders/${id}/thumbnail?placeholder=none`,
    {
      headers: { 'x-api-key': studio.ayon.apiKey },
    },
  );
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    id: answer.headers.get('x-thumbnail-id'),
  };
}

test('a thumbnail of ftrack is shown in AYON, once, until it is another one or taken off', async () => {
  const { studio, shot } = await openSynced();
  await using _ = studio;
  expect((await shown(studio, shot)).status).toBe(404);
  const component = await setThumbnail(studio, shot);
  const report = await studio.sync(new Set([shot]));
  expect([report.thumbnails, report.operations]).toEqual([[shot], []]);
  expect(await differences(studio)).toEqual([['thumbnail', shot, null]]);
  await bringOver(studio, report.thumbnails);
  expect(await differences(studio)).toEqual([]);
  const hex = component.replaceAll('-', '');
  expect(await shown(studio, shot)).toEqual({ status: 200, type: 'image/png', id: hex });
  expect((await studio.sync()).thumbnails).toEqual([]);
  studio.takeRequests();
  await bringOver(studio, [shot]);
  expect(studio.takeRequests().filter((request) => / (PUT|PATCH) /.test(request))).toEqual([]);
  await studio.update('Shot', shot, { thumbnail_id: null });
  const cleared = await studio.sync(new Set([shot]));
  expect(await differences(studio)).toEqual([['thumbnail', shot, hex]]);
  await bringOver(studio, cleared.thumbnails);
  expect(await differences(studio)).toEqual([]);
  expect((await shown(studio, shot)).status).toBe(404);
});

test('a thumbnail that people set in AYON stays where ftrack has none', async () => {
  const { studio, shot } = await openSynced();
  await using _ = studio;
  const { client } = studio.parts;
  const name = (await client.listProjects())[0]?.name ?? '';
  const entityId = String((await studio.twin('folder', shot))?.['id']);
  const own = 'c'.repeat(32);
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
    .jpeg()
    .toBuffer();
  await client.putThumbnail(name, own, { bytes, type: 'image/jpeg' });
  await client.operations(name, [
    { type: 'update', entityType: 'folder', entityId, data: { thumbnailId: own } },
  ]);
  const { thumbnails } = await studio.sync();
  expect(thumbnails).toEqual([shot]);
  await bringOver(studio, thumbnails);
  expect(await shown(studio, shot)).toMatchObject({ status: 200, id: own });
  expect(await differences(studio)).toEqual([]);
});

test('a picture that AYON does not take, or that ftrack does not have, is reported and nothing else fails', async () => {
  const { studio, shot } = await openSynced();
  await using _ = studio;
  const shots = await studio.parts.artist.query('select id from Shot order by id limit 3');
  const [, other = '', empty = ''] = shots.map((row) => String(row['id']));
  await setThumbnail(studio, shot, { format: 'webp' });
  await setThumbnail(studio, other);
  await setThumbnail(studio, empty, { hasFile: false });
  expect(await differences(studio)).toEqual([['thumbnail', other, null]]);
  const { failed } = await bringOver(studio, [shot, other, empty]);
  expect(failed.map(({ message }) => message).toSorted()).toEqual([
    'Its thumbnail is of the type image/webp; AYON takes PNG and JPEG.',
    'ftrack has no file of its thumbnail.',
  ]);
  expect((await shown(studio, other)).status).toBe(200);
  expect(await differences(studio)).toEqual([]);
});

test('thumbnails of versions are compared where versions are synced, and none where thumbnails are not', async () => {
  const { studio, shot } = await openSynced();
  await using _ = studio;
  const { artist } = studio.parts;
  const [asset, version] = [randomUUID(), randomUUID()];
  const type = await studio.one('select id from AssetType');
  const geometry = { id: asset, name: 'geometry', context_id: shot, type_id: type['id'] };
  await artist.execute([
    { action: 'create', entityType: 'Asset', data: geometry },
    { action: 'create', entityType: 'AssetVersion', data: { id: version, asset_id: asset, version: 1 } },
  ]);
  await setThumbnail(studio, version, { entityType: 'AssetVersion' });
  expect(await differences(studio)).toEqual([]);
  studio.settings = { ...SETTINGS, versions: { ...SETTINGS.versions, create: true } };
  await studio.sync();
  expect(await differences(studio)).toEqual([['thumbnail', version, null]]);
  const made = studio.settings;
  studio.settings = { ...made, thumbnails: false };
  expect(await differences(studio)).toEqual([]);
  studio.settings = made;
  await bringOver(studio, [], { versions: [version] });
  expect(await differences(studio)).toEqual([]);
});

test('a version whose id is not stored in ftrack is found by the ftrack id it carries', async () => {
  const { studio, shot } = await openSynced();
  await using _ = studio;
  studio.settings = { ...SETTINGS, versions: { ...SETTINGS.versions, create: true } };
  const { artist, client } = studio.parts;
  const [asset, version] = [randomUUID(), randomUUID()];
  const { id: type } = await studio.one('select id from AssetType');
  await artist.execute([
    {
      action: 'create',
      entityType: 'Asset',
      data: { id: asset, name: 'modelMain', context_id: shot, type_id: type },
    },
    {
      action: 'create',
      entityType: 'AssetVersion',
      data: { id: version, asset_id: asset, version: 1, is_published: true },
    },
  ]);
  const component = await setThumbnail(studio, version, { entityType: 'AssetVersion' });
  await studio.sync();
  // As if nothing had been stored there.
  const { failed } = await bringOver(studio, [], { versions: [version], idAttribute: 'ayon_path' });
  expect(failed).toEqual([]);
  const name = (await client.listProjects())[0]?.name ?? '';
  const { project } = await client.graphql<{
    project: { versions: { edges: { node: { thumbnailId: string } }[] } };
  }>('query ($name: String!) { project(name: $name) { versions { edges { node { thumbnailId } } } } }', {
    name,
  });
  expect(project.versions.edges.map(({ node }) => node.thumbnailId)).toEqual([component.replaceAll('-', '')]);
});
