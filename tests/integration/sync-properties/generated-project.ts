import type { FtrackSession } from '@ynput/ftrack-common/ftrack';
import {
  type AyonEntity,
  DEFAULT_SYNC_SETTINGS,
  ensureFtrackAttributes,
  reconcileProject,
  type ReconcileOptions,
  SyncCache,
  type SyncReport,
  type SyncScope,
  type SyncSettings,
} from '@ynput/ftrack-common/sync';
import { compareSides, type Difference, pairSides, readFtrackSide } from '@ynput/ftrack-common/sync-verify';
import { type FtrackSimulator, FtrackServerError, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { openDirectSession } from './direct-session.ts';
import { createMemoryAyon, type PropertyAyon } from './property-ayon.ts';

/** What the generated projects are synced by. */
export const PROPERTY_SETTINGS: SyncSettings = {
  ...DEFAULT_SYNC_SETTINGS,
  attributesMapping: {
    enabled: true,
    mapping: [
      { name: 'fps', attr_type: 'hierarchical', hierarchical: 'rate', standard: [] },
      { name: 'frameStart', attr_type: 'standard', hierarchical: '', standard: ['first'] },
    ],
  },
  priority: false,
  removalLimit: { entities: 1_000, percent: 100 },
};

type Row = Readonly<Record<string, unknown>>;

/** A ftrack server that holds one project after the other, with a session to it. */
export class PropertyStudio implements AsyncDisposable {
  readonly #ids = { count: 0 };
  readonly catalog: Readonly<
    Record<'objectTypes' | 'taskTypes' | 'statuses' | 'users', ReadonlyMap<string, string>>
  >;
  private constructor(
    readonly server: FtrackSimulator,
    readonly session: FtrackSession,
  ) {
    this.catalog = {
      objectTypes: this.#idsByName('ObjectType', 'name'),
      taskTypes: this.#idsByName('Type', 'name'),
      statuses: this.#idsByName('Status', 'name'),
      users: this.#idsByName('User', 'username'),
    };
  }

  static async open(): Promise<PropertyStudio> {
    const server = await startFtrackSimulator({ users: [{ username: 'admin' }, { username: 'ada' }] });
    const studio = new PropertyStudio(server, openDirectSession(server));
    studio.#createAttributes();
    await ensureFtrackAttributes(studio.session, PROPERTY_SETTINGS);
    return studio;
  }

  /** A new project in ftrack, and one of that name in AYON. Default: an AYON of its own, in memory. */
  async createProject(ayon: PropertyAyon = createMemoryAyon()): Promise<GeneratedProject> {
    const [schema] = this.server.store.rows('ProjectSchema');
    const id = this.newId();
    const name = `project_${id.slice(0, 8)}`;
    this.create('Project', { id, name, full_name: name, project_schema_id: schema?.row['id'] });
    await ayon.server.createProject({ name, code: name.slice(-8), label: name });
    return new GeneratedProject(this, { id, name, ayon });
  }

  newId(): string {
    this.#ids.count += 1;
    return `${this.#ids.count.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
  }

  create(entityType: string, data: Row): void {
    const entity = { __entity_type__: entityType, ...data };
    this.server.run([{ action: 'create', entity_type: entityType, entity_data: entity }]);
  }

  /** False when ftrack does not take it. */
  tryRun(operation: Row): boolean {
    try {
      this.server.run([operation]);
      return true;
    } catch (error) {
      if (error instanceof FtrackServerError) return false;
      throw error;
    }
  }

  configurationId(key: string): string {
    for (const { row } of this.server.store.rows('CustomAttributeConfiguration'))
      if (row['key'] === key) return String(row['id']);
    throw new Error(`no attribute ${key}`);
  }

  #createAttributes(): void {
    const types = this.#idsByName('CustomAttributeType', 'name');
    const roles = [...this.#idsByName('SecurityRole', 'name').values()].map((id) => ({
      __entity_type__: 'SecurityRole',
      id,
    }));
    const common = { config: '{}', read_security_roles: roles, write_security_roles: roles };
    this.create('CustomAttributeConfiguration', {
      ...common,
      id: this.newId(),
      key: 'rate',
      label: 'rate',
      entity_type: 'show',
      is_hierarchical: true,
      type_id: types.get('text'),
    });
    this.create('CustomAttributeConfiguration', {
      ...common,
      id: this.newId(),
      key: 'first',
      label: 'first',
      entity_type: 'task',
      object_type_id: this.catalog.objectTypes.get('Shot'),
      type_id: types.get('text'),
    });
  }

  #idsByName(type: string, key: string): Map<string, string> {
    return new Map([...this.server.store.rows(type)].map(({ row }) => [String(row[key]), String(row['id'])]));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server.close();
  }
}

/** One project on both sides. */
export class GeneratedProject {
  readonly id: string;
  readonly name: string;
  readonly ayon: PropertyAyon;
  readonly #cache = new SyncCache();
  #ayonIds = 0;

  constructor(
    readonly studio: PropertyStudio,
    { id, name, ayon }: { readonly id: string; readonly name: string; readonly ayon: PropertyAyon },
  ) {
    this.id = id;
    this.name = name;
    this.ayon = ayon;
  }

  /** AYON entities as they are now. */
  async entities(): Promise<ReadonlyMap<string, AyonEntity>> {
    return (await this.ayon.server.openProject(this.name).readSnapshot('project')).entities;
  }

  /** Gives a folder published products. */
  publish(folderId: string): Promise<void> {
    return this.ayon.publish(this.name, folderId);
  }

  /** ftrack entities as they are now, parents first. */
  contexts(): Row[] {
    const found: Row[] = [];
    for (const { row } of this.studio.server.store.rows('TypedContext'))
      if (row['project_id'] === this.id) found.push(row);
    return found;
  }

  /** One run of the engine. */
  reconcile(scope: SyncScope, options: Partial<ReconcileOptions> = {}): Promise<SyncReport> {
    return reconcileProject({
      session: this.studio.session,
      ayon: this.ayon.server,
      settings: PROPERTY_SETTINGS,
      projectId: this.id,
      scope,
      lease: { assertHeld: async () => undefined },
      cache: this.#cache,
      newId: () => {
        this.#ayonIds += 1;
        return `${this.id.slice(0, 8)}${this.#ayonIds.toString(16).padStart(24, 'a')}`;
      },
      ...options,
    });
  }

  /** What differs on both sides, by code that shares nothing with the engine. */
  async verify(): Promise<Difference[]> {
    const [ftrack, ayon] = await Promise.all([
      readFtrackSide(this.studio.session, this.id),
      this.ayon.readSide(this.name, this.id),
    ]);
    const rules = { mapping: PROPERTY_SETTINGS.attributesMapping, priorities: false };
    return compareSides(pairSides(ftrack, ayon), rules);
  }
}
