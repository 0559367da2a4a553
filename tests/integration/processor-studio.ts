import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AddonOptions, type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { Journal, type JournalEntry, requestSync } from '@ynput/ftrack-common/live-sync';
import { connectRedis, type DisposableRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { healthFileOf, readHealthFile, type RunningService } from '@ynput/ftrack-common/service';
import { readSettings } from '@ynput/ftrack-common/settings';
import { startLeecher } from '@ynput/ftrack-leecher';
import { startProcessor } from '@ynput/ftrack-processor';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import type { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { type Gate, openGate } from './gate.ts';

const SOON = { timeout: 15_000, interval: 25 };
const ADDON_VERSION = '2.0.0';

export interface Component {
  readonly name: string;
  readonly state: string;
  readonly message: string;
}

export interface ProcessorStudioOptions {
  /** Folders and tasks in ftrack. Default 40. */
  readonly entities?: number;
  /** Over the defaults of `sync`. Nothing is compared on a schedule or after a gap, so that no full sync hides what live sync lost. */
  readonly sync?: Record<string, unknown>;
  /** What the addon offers to service hosts. */
  readonly services?: NonNullable<AddonOptions['services']>;
  /** Whether the address of Redis stands in the settings. Default: no, it comes by the environment. */
  readonly redisInSettings?: boolean;
  /** Over the defaults of `service_event_handlers.sync_from_ftrack`. */
  readonly syncFromFtrack?: Record<string, unknown>;
}

export interface FtrackOperation {
  readonly action: 'create' | 'update' | 'delete';
  readonly entityType: string;
  /** Its key has several parts for rows such as custom attribute values. */
  readonly id: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A studio with both servers behind gates, a Redis, and services that come and go. */
export class ProcessorStudio implements AsyncDisposable {
  /** Lines of the logs of services in this process. */
  readonly lines: string[] = [];
  readonly ftrackGate: Gate;
  readonly ayonGate: Gate;
  readonly #children = new Set<ChildProcess>();
  readonly #reader: Redis;
  private constructor(
    readonly ftrack: FtrackSimulator,
    readonly ayon: AyonSimulator,
    readonly parts: {
      readonly redis: DisposableRedis;
      readonly stateFolder: string;
      readonly projectId: string;
      readonly gates: readonly [Gate, Gate];
    },
  ) {
    [this.ftrackGate, this.ayonGate] = parts.gates;
    this.#reader = connectRedis({ url: parts.redis.url, role: 'commands' });
  }

  static async open(options: ProcessorStudioOptions = {}): Promise<ProcessorStudio> {
    const ftrack = await startFtrackSimulator({
      profile: `generated:${options.entities ?? 40}`,
      heartbeatMs: 200,
    });
    const ftrackGate = await openGate(ftrack.url);
    const redis = await startDisposableRedis();
    const redisSetting = options.redisInSettings === true ? { redis: { url: redis.url } } : {};
    const settings = { ftrack_server: ftrackGate.url, ...redisSetting };
    const addon = { ...installedAddon(settings, options), services: options.services ?? {} };
    const ayon = await startAyonSimulator({ addons: [addon] });
    ayon.state.secrets.set('ftrack_user', ftrack.user);
    ayon.state.secrets.set('ftrack_key', ftrack.apiKey);
    const ayonGate = await openGate(ayon.url);
    const [project] = queryFtrack(ftrack, 'select id from Project');
    return new ProcessorStudio(ftrack, ayon, {
      redis,
      stateFolder: await mkdtemp(join(tmpdir(), 'ayon-ftrack-processor-')),
      projectId: String(project?.['id']),
      gates: [ftrackGate, ayonGate],
    });
  }

  get redis(): DisposableRedis {
    return this.parts.redis;
  }

  get projectId(): string {
    return this.parts.projectId;
  }

  environment(service: string): NodeJS.ProcessEnv {
    return {
      AYON_SERVER_URL: this.ayonGate.url,
      AYON_API_KEY: this.ayon.apiKey,
      AYON_ADDON_NAME: 'ftrack',
      AYON_ADDON_VERSION: ADDON_VERSION,
      AYON_SERVICE_NAME: service,
      AYON_FTRACK_REDIS_URL: this.redis.url,
      AYON_FTRACK_STATE_FOLDER: join(this.parts.stateFolder, service),
    };
  }

  /** Starts the processor in this process. */
  startProcessor(
    options: { env?: NodeJS.ProcessEnv; trustMs?: number; name?: string } = {},
  ): Promise<RunningService> {
    const { env = {}, trustMs, name = 'processor-1' } = options;
    return startProcessor(
      { ...this.environment(name), ...env },
      { logTo: { write: (line: string) => this.lines.push(line) }, trustMs },
    );
  }

  startLeecher(): Promise<RunningService> {
    return startLeecher(this.environment('leecher-1'), {
      logTo: { write: (line: string) => this.lines.push(line) },
    });
  }

  /** Starts the processor as a process of its own, from its built files. */
  async spawnProcessor(name: string): Promise<ProcessorProcess> {
    const env = this.environment(name);
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => output.push(data.toString()));
    }
    const file = healthFileOf(env['AYON_FTRACK_STATE_FOLDER'] ?? '', 'processor');
    const url = await vi.waitFor(async () => {
      const address = await readHealthFile(file);
      if (address?.pid !== child.pid) throw new Error(`not started: ${output.join('')}`);
      return address?.url ?? '';
    }, SOON);
    return new ProcessorProcess(child, url, output);
  }

  /** Asks for a full sync, with live sync from then on. */
  async requestSync(): Promise<number> {
    const log = await openRedisEventLog({ redis: this.#reader });
    return requestSync(log, { projectId: this.projectId, createProject: true, enableAutoSync: true });
  }

  async requestAndAwaitSync(): Promise<void> {
    await this.requestSync();
    await this.untilEqual();
    await this.untilNothingDirty();
  }

  async append(entries: readonly { id: string; topic?: string; body: string }[]): Promise<void> {
    const log = await openRedisEventLog({ redis: this.#reader });
    await log.append(
      entries.map(({ id, topic = 'ftrack.update', body }) => ({
        id,
        kind: 'event' as const,
        topic,
        projectId: this.projectId,
        body,
      })),
    );
  }

  async journal(): Promise<JournalEntry[]> {
    return (await new Journal(this.#reader).readAfter('0', 5_000)).map(({ entry }) => entry);
  }

  async untilNothingDirty(): Promise<void> {
    await vi.waitFor(async () => {
      expect(await this.#reader.smembers('{ayon-ftrack}:dirty')).toEqual([]);
    }, SOON);
  }

  /** Does operations in ftrack, as its API takes them. */
  execute(...operations: readonly FtrackOperation[]): void {
    this.ftrack.run(
      operations.map(({ action, entityType, id, data = {} }) => ({
        action,
        entity_type: entityType,
        ...(action === 'create' ? {} : { entity_key: [id].flat() }),
        ...(action === 'delete'
          ? {}
          : { entity_data: { __entity_type__: entityType, ...(action === 'create' && { id }), ...data } }),
      })),
    );
  }

  /** Names of all keys in Redis. */
  keys(): Promise<string[]> {
    return this.#reader.keys('*');
  }

  flushRedis(): Promise<unknown> {
    return this.#reader.flushall();
  }

  query(expression: string): Record<string, unknown>[] {
    return queryFtrack(this.ftrack, expression);
  }

  /** Renames some shots and their tasks in ftrack. */
  renameShots(to: string, count = 3): void {
    const shots = this.query(`select id from Shot order by id limit ${count}`);
    for (const [index, shot] of shots.entries()) this.update('Shot', shot['id'], { name: `${to}_${index}` });
  }

  update(entityType: string, id: unknown, data: Record<string, unknown>): void {
    this.execute({ action: 'update', entityType, id: String(id), data });
  }

  /** Waits until AYON holds what ftrack holds. */
  async untilEqual(): Promise<void> {
    await vi.waitFor(async () => expect(await this.differences()).toEqual([]), SOON);
  }

  /** What AYON holds otherwise than ftrack, read from both servers by themselves: places, names, statuses, activity. */
  async differences(): Promise<string[]> {
    const wanted = this.#describeFtrack();
    const found = await this.#describeAyon();
    return [
      ...[...wanted]
        .filter(([id, text]) => found.get(id) !== text)
        .map(([id, text]) => `${id} is not ${text}`),
      ...[...found.keys()].filter((id) => !wanted.has(id)).map((id) => `${id} is too many`),
    ];
  }

  #describeFtrack(): Map<string, string> {
    const rows = this.query(
      `select id, name, parent_id, status.name, object_type.name, object_type.is_statusable from TypedContext where project_id is "${this.projectId}"`,
    );
    return new Map(
      rows.map((row) => {
        const type = row['object_type'] as { name: string; is_statusable: boolean };
        const status = (row['status'] as { name: string } | null)?.name;
        const kind = type.name === 'Task' ? 'task' : 'folder';
        return [
          String(row['id']),
          `${kind} ${String(row['name'])} in ${String(row['parent_id'])}, ${type.is_statusable ? status : 'any'}`,
        ];
      }),
    );
  }

  async #describeAyon(): Promise<Map<string, string>> {
    const [project] = (
      await this.#ayon<{ projects: { edges: { node: { projectName: string } }[] } }>(
        '{ projects { edges { node { projectName: name } } } }',
      ).catch(() => ({ projects: { edges: [] } }))
    ).projects.edges;
    if (project === undefined) return new Map();
    const common = 'id label name status active allAttrib';
    const { project: data } = await this.#ayon<{
      project: Record<'folders' | 'tasks', { edges: { node: AyonNode }[] }>;
    }>(
      `{ project(name: "${project.node.projectName}") {
        folders(first: 5000) { edges { node { ${common} parentId } } }
        tasks(first: 5000) { edges { node { ${common} folderId } } } } }`,
    );
    const nodes = [...data.folders.edges, ...data.tasks.edges].map(({ node }) => node);
    const ftrackIds = new Map(nodes.map((node) => [node.id, ftrackIdOf(node)]));
    const statusable = new Set(
      this.query('select id, object_type.is_statusable from TypedContext')
        .filter((row) => (row['object_type'] as { is_statusable: boolean }).is_statusable)
        .map((row) => String(row['id'])),
    );
    return new Map(
      nodes
        .filter(({ active }) => active)
        .map((node) => {
          const id = ftrackIdOf(node);
          const parent = node.folderId ?? node.parentId;
          const parentId = parent ? ftrackIds.get(parent) : this.projectId;
          const kind = node.folderId === undefined ? 'folder' : 'task';
          const status = statusable.has(id) ? node.status : 'any';
          return [id, `${kind} ${node.label || node.name} in ${parentId}, ${status}`];
        }),
    );
  }

  async #ayon<T>(query: string): Promise<T> {
    const response = await fetch(`${this.ayon.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.ayon.apiKey },
      body: JSON.stringify({ query }),
    });
    const { data } = (await response.json()) as { data?: T | null };
    if (!data) throw new Error('AYON answered no data');
    return data;
  }

  /** What was told to admins in AYON, oldest first. */
  told(): string[] {
    return this.ayon.state.events
      .list()
      .filter(({ topic, senderType }) => topic === 'log.error' && senderType === 'ftrack')
      .map(({ description }) => description);
  }

  /** Number of requests that write to AYON's projects. */
  writes(): number {
    return this.ayon.requests.list(({ method, path }) => method !== 'GET' && path.startsWith('/api/projects'))
      .length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    this.#reader.disconnect();
    await Promise.all(this.parts.gates.map((gate) => gate[Symbol.asyncDispose]()));
    await Promise.all([this.ayon.close(), this.ftrack.close(), this.redis[Symbol.asyncDispose]()]);
    await rm(this.parts.stateFolder, { recursive: true, force: true });
  }
}

interface AyonNode {
  readonly id: string;
  readonly label: string | null;
  readonly name: string;
  readonly status: string;
  readonly active: boolean;
  readonly allAttrib: string;
  readonly parentId?: string | null;
  readonly folderId?: string;
}

function ftrackIdOf(node: AyonNode): string {
  return String((JSON.parse(node.allAttrib) as { ftrackId?: string }).ftrackId);
}

const MAIN = join(import.meta.dirname, '../../services/processor/dist/main.js');
/** Whether the built files are there. */
export const isBuilt = existsSync(MAIN);

/** A processor in a process of its own. */
export class ProcessorProcess {
  readonly #exited: Promise<unknown[]>;
  constructor(
    readonly child: ChildProcess,
    readonly url: string,
    readonly output: readonly string[],
  ) {
    this.#exited = once(child, 'exit');
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to end. @returns its exit code and the milliseconds it took. */
  async terminate(): Promise<{ code: unknown; ms: number }> {
    const began = performance.now();
    this.child.kill('SIGTERM');
    const [code] = await this.#exited;
    return { code, ms: performance.now() - began };
  }
}

export async function componentOf(url: string, name: string): Promise<Component | undefined> {
  const answer = (await (await fetch(`${url}/health`)).json()) as { components: Component[] };
  return answer.components.find((component) => component.name === name);
}

/** Waits until a component is so, and gives it. */
export function untilComponent(
  url: string,
  wanted: Partial<Component> & { name: string },
): Promise<Component> {
  return vi.waitFor(async () => {
    const found = await componentOf(url, wanted.name);
    expect(found).toMatchObject(wanted);
    if (found === undefined) throw new Error('not reached');
    return found;
  }, SOON);
}

export async function untilReady(url: string): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: true, waitingFor: [] }),
    SOON,
  );
}

function queryFtrack(ftrack: FtrackSimulator, expression: string): Record<string, unknown>[] {
  const [answer] = ftrack.run([{ action: 'query', expression }]) as { data: Record<string, unknown>[] }[];
  return answer?.data ?? [];
}

function installedAddon(
  more: Record<string, unknown>,
  { sync = {}, syncFromFtrack = {} }: ProcessorStudioOptions,
): AddonOptions {
  const overrides = { service_event_handlers: { sync_from_ftrack: syncFromFtrack } };
  const defaults = readSettings(overrides).settings;
  const settings = {
    ...defaults,
    ...more,
    service_settings: { username: 'ftrack_user', api_key: 'ftrack_key' },
    sync: { ...defaults.sync, reconcile_at: '', reconcile_after_gap: false, ...sync },
  };
  return {
    name: 'ftrack',
    version: ADDON_VERSION,
    settings: JSON.parse(JSON.stringify(settings)) as NonNullable<AddonOptions['settings']>,
    attributes: [
      {
        name: 'ftrackId',
        scope: ['project', 'folder', 'task', 'version', 'list'],
        data: { type: 'string', inherit: false },
      },
      { name: 'ftrackPath', scope: ['project', 'folder', 'task'], data: { type: 'string', inherit: false } },
    ],
  };
}
