import { AyonClient } from '@ynput/ayon-api';
import {
  type AddonOptions,
  type AyonSimulator,
  DEFAULT_USERS,
  startAyonSimulator,
  type UserOptions,
} from '@ynput/ayon-simulator';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { type FtrackSession, openFtrackSession } from '@ynput/ftrack-common/ftrack';
import {
  createPublicAyonServer,
  DEFAULT_SYNC_SETTINGS,
  type ReconcileOptions,
  reconcileProject,
  SyncCache,
  type SyncReport,
  type SyncScope,
  type SyncSettings,
} from '@ynput/ftrack-common/sync';
import { type Difference, verifyProject } from '@ynput/ftrack-common/sync-verify';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';

export const SETTINGS: SyncSettings = {
  ...DEFAULT_SYNC_SETTINGS,
  attributesMapping: {
    enabled: true,
    mapping: [
      { name: 'frameStart', attr_type: 'standard', hierarchical: 'frameStart', standard: ['fstart'] },
      { name: 'frameEnd', attr_type: 'standard', hierarchical: 'frameEnd', standard: ['fend'] },
    ],
  },
  removalLimit: { entities: 50, percent: 5 },
};

/** Names of the ftrack users that the generated tasks are assigned to. */
const ARTISTS = Array.from({ length: 8 }, (_, index) => `artist${index + 1}`);

async function addAyonUser({ url, apiKey }: AyonSimulator, name: string): Promise<void> {
  const response = await fetch(`${url}/api/users/${name}`, {
    method: 'PUT',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(`AYON did not make the user ${name}: ${await response.text()}`);
}

interface StudioOptions {
  readonly entities?: number;
  /** Addons of the AYON server, in place of bare attributes. */
  readonly addons?: (ftrackUrl: string) => readonly AddonOptions[];
  /** Users of AYON; beside them there is the service. */
  readonly ayonUsers?: readonly UserOptions[];
}

/** Both servers, an artist's session and the engine between them. */
export class SyncStudio implements AsyncDisposable {
  readonly cache = new SyncCache();
  settings: SyncSettings = SETTINGS;
  private constructor(
    readonly ftrack: FtrackSimulator,
    readonly ayon: AyonSimulator,
    readonly parts: {
      readonly artist: FtrackSession;
      readonly service: FtrackSession;
      readonly client: AyonClient;
      readonly projectId: string;
      readonly seen: string[];
    },
  ) {}

  static async open({ entities = 120, addons, ayonUsers }: StudioOptions = {}): Promise<SyncStudio> {
    const ftrack = await startFtrackSimulator({ profile: `generated:${entities}` });
    const services = DEFAULT_USERS.filter(({ apiKey }) => apiKey !== undefined);
    const ayon = await startAyonSimulator({
      ...(addons === undefined ? { attributes: AYON_ATTRIBUTES } : { addons: addons(ftrack.url) }),
      ...(ayonUsers && { users: [...services, ...ayonUsers] }),
    });
    if (!ayonUsers) await Promise.all(ARTISTS.map((name) => addAyonUser(ayon, name)));
    const access = { serverUrl: ftrack.url, user: ftrack.user, apiKey: ftrack.apiKey };
    const seen: string[] = [];
    const artist = await openFtrackSession({ ...access, originPrefix: 'ayon-ftrack-test' });
    const service = await openFtrackSession({
      ...access,
      onRequest: ({ kind }) => seen.push(`ftrack ${kind}`),
    });
    const client = new AyonClient({
      url: ayon.url,
      apiKey: ayon.apiKey,
      sender: 'test',
      senderType: 'ftrack',
      onRequest: ({ method, path }) => seen.push(`ayon ${method} ${path}`),
    });
    const [project] = await artist.query('select id from Project');
    return new SyncStudio(ftrack, ayon, {
      artist,
      service,
      client,
      projectId: String(project?.['id']),
      seen,
    });
  }

  get projectId(): string {
    return this.parts.projectId;
  }

  /** Requests of the engine since the last call. */
  takeRequests(): string[] {
    return this.parts.seen.splice(0);
  }

  sync(scope: SyncScope = 'project', options: Partial<ReconcileOptions> = {}): Promise<SyncReport> {
    return reconcileProject({
      session: this.parts.service,
      ayon: createPublicAyonServer(this.parts.client),
      settings: this.settings,
      projectId: this.projectId,
      scope,
      lease: { assertHeld: async () => {} },
      cache: this.cache,
      createProject: true,
      ...options,
    });
  }

  /** What a run over everything would still change: two empty lists when both sides say the same. */
  async difference(): Promise<{ writes: unknown; writeBacks: unknown; anatomy: unknown }> {
    const { plan } = await this.sync('project', { dryRun: true });
    return { writes: plan?.writes, writeBacks: plan?.writeBacks, anatomy: plan?.anatomy };
  }

  async one(expression: string): Promise<Record<string, unknown>> {
    const [row] = await this.parts.artist.query(`${expression} limit 1`);
    if (!row) throw new Error(`nothing for: ${expression}`);
    return row;
  }

  async update(entityType: string, id: string, data: Record<string, unknown>): Promise<void> {
    await this.parts.artist.execute([{ action: 'update', entityType, key: [id], data }]);
  }

  /** The AYON entity that carries a ftrack id. */
  async twin(kind: 'folder' | 'task', ftrackId: string): Promise<Record<string, unknown> | undefined> {
    const project = (await this.parts.client.listProjects())[0]?.name;
    const fields = kind === 'folder' ? 'folderType parentId' : 'taskType folderId assignees';
    const data = await this.parts.client.graphql<{
      project: Record<string, { edges: { node: Record<string, unknown> }[] }>;
    }>(
      `query ($name: String!) { project(name: $name) { found: ${kind}s(attributes: [{name: "ftrackId", values: ["${ftrackId}"]}]) {
        edges { node { id name label status active path ${fields} ownAttrib allAttrib } } } } }`,
      { name: project },
    );
    const node = data.project['found']?.edges[0]?.node;
    return node && { ...node, attrib: JSON.parse(String(node['allAttrib'])) };
  }

  /** What differs between both sides as they are now, found by other means than those of sync. */
  async verify(): Promise<readonly Difference[]> {
    const { service: session, client, projectId } = this.parts;
    const {
      attributesMapping: mapping,
      linkType,
      versions,
      priority: priorities,
      thumbnails,
    } = this.settings;
    const rules = { mapping, linkType, versions, priorities, thumbnails };
    return (await verifyProject({ session, client, projectId, ...rules })).differences;
  }

  /** Gives the folder of a ftrack entity a product with a version, which locks it and all above it. */
  async publish(ftrackId: string): Promise<void> {
    const folderId = String((await this.twin('folder', ftrackId))?.['id']);
    const [project] = await this.parts.client.listProjects();
    const productId = 'ba'.repeat(16);
    await this.parts.client.operations(project?.name ?? '', [
      {
        type: 'create',
        entityType: 'product',
        entityId: productId,
        data: { name: 'modelMain', productType: 'model', folderId },
      },
      { type: 'create', entityType: 'version', entityId: 'ea'.repeat(16), data: { version: 1, productId } },
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.ftrack.close(), this.ayon.close()]);
  }
}
