import { AyonClient } from '@ynput/ayon-api';
import { startAyonSimulator } from '@ynput/ayon-simulator';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { type AyonServer, createPublicAyonServer } from '@ynput/ftrack-common/sync';
import { MemoryAyon } from '@ynput/ftrack-common/sync/testing';
import { type AyonSide, readAyonSide } from '@ynput/ftrack-common/sync-verify';
import { ayonSideOf } from './memory-ayon-side.ts';

/** An AYON that people edit and sync writes to. */
export interface PropertyAyon {
  readonly server: AyonServer;
  /** Gives a folder a product with a version. */
  publish(project: string, folderId: string): Promise<void>;
  /** All that it shows of a project, for verifying. */
  readSide(project: string, ftrackId: string): Promise<AyonSide>;
}

const USERS = ['ada', 'only_ayon'];

/** One in memory: for very many runs. */
export function createMemoryAyon(): PropertyAyon {
  const server = new MemoryAyon();
  server.users = USERS.map((name) => ({ name, email: null, active: true }));
  return {
    server,
    publish: async (project, folderId) => void server.openProject(project).published.add(folderId),
    readSide: async (project) => ayonSideOf(server, project),
  };
}

/** A simulated server behind the public API. */
export async function openSimulatedAyon(): Promise<PropertyAyon & AsyncDisposable> {
  const apiKey = '0123456789abcdef0123456789abcdef';
  const ayon = await startAyonSimulator({
    attributes: AYON_ATTRIBUTES,
    users: [{ name: 'service', apiKey, isService: true }, ...USERS.map((name) => ({ name }))],
  });
  const client = new AyonClient({ url: ayon.url, apiKey, sender: 'test', senderType: 'ftrack' });
  let published = 0;
  return {
    server: createPublicAyonServer(client),
    publish: async (project, folderId) => {
      published += 1;
      const productId = published.toString(16).padStart(32, 'd');
      const versionId = published.toString(16).padStart(32, 'e');
      await client.operations(project, [
        {
          type: 'create',
          entityType: 'product',
          entityId: productId,
          data: { name: `model${published}`, productType: 'model', folderId },
        },
        { type: 'create', entityType: 'version', entityId: versionId, data: { version: 1, productId } },
      ]);
    },
    readSide: (_, ftrackId) => readAyonSide(client, ftrackId),
    [Symbol.asyncDispose]: () => ayon.close(),
  };
}
