import { randomUUID } from 'node:crypto';
import { AyonClient } from '@ynput/ayon-api';
import type { RunningService } from '@ynput/ftrack-common/service';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isBuilt, ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };
const LINK_TYPE = 'breakdown';
let studio: ProcessorStudio;
let client: AyonClient;
let leecher: RunningService;

/** Nothing but events and hints tells of changes here: no project is compared as a whole after the first sync. */
beforeAll(async () => {
  if (!isBuilt) return;
  studio = await ProcessorStudio.open({ linkType: LINK_TYPE });
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

async function readLinks(): Promise<string[]> {
  const [project] = await client.listProjects();
  type Folder = { node: { id: string; allAttrib: string } };
  type Edge = { inputId: string; outputId: string };
  const { project: data } = await client.graphql<{
    project: { folders: { edges: Folder[] }; links: { edges: Edge[] } };
  }>(
    `query ($name: String!) { project(name: $name) {
      folders(first: 1000) { edges { node { id allAttrib } } }
      links(first: 1000) { edges { inputId outputId } } } }`,
    { name: project?.name },
  );
  const ftrackIds = new Map(
    data.folders.edges.map(({ node }) => [
      node.id,
      (JSON.parse(node.allAttrib) as { ftrackId?: string }).ftrackId,
    ]),
  );
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
