import { type Attribute, AyonError } from '@ynput/ayon-api';
import type {
  AnatomyPatch,
  AyonAnatomy,
  AyonEntity,
  AyonProject,
  AyonProjectSummary,
  AyonScope,
  AyonServer,
  AyonSnapshot,
  AyonUser,
  AyonWrite,
  NewAnatomy,
} from '../ayon-project.port.ts';
import { SyncError } from '../errors.ts';
import type { Twin } from '../parts/twins.ts';
import { placeKey } from '../plan/siblings.ts';
import { MemoryAyonLinks } from './memory-ayon-links.ts';
import { MemoryAyonLists } from './memory-ayon-lists.ts';
import { MemoryAyonVersions } from './memory-ayon-versions.ts';

const NAME = /^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$/;

type Stored = { -readonly [Key in keyof AyonEntity]: AyonEntity[Key] };

/** AYON's attributes that the tests map to. */
const TEST_ATTRIBUTES: readonly Attribute[] = [
  attribute('ftrackId', 'string', { inherit: false }),
  attribute('ftrackPath', 'string', { inherit: false }),
  attribute('description', 'string', { inherit: false }),
  attribute('startDate', 'datetime', {}),
  attribute('endDate', 'datetime', {}),
  attribute('fps', 'float', { gt: 0 }),
  attribute('frameStart', 'integer', {}),
  attribute('priority', 'string', {
    default: 'normal',
    enum: ['Urgent', 'High', 'Normal', 'Low'].map((label) => ({ value: label.toLowerCase(), label })),
  }),
];

function attribute(
  name: string,
  type: Attribute['data']['type'],
  data: Partial<Attribute['data']>,
): Attribute {
  return {
    name,
    position: 0,
    scope: ['project', 'folder', 'task'],
    builtin: true,
    data: { type, inherit: true, ...data },
  };
}

/** An AYON server in memory with the rules of a real one, for tests of sync. */
export class MemoryAyon implements AyonServer {
  readonly projects = new Map<string, MemoryAyonProject>();
  attributes: readonly Attribute[] = TEST_ATTRIBUTES;
  users: AyonUser[] = [];

  async listProjects(): Promise<readonly AyonProjectSummary[]> {
    return [...this.projects.values()].map(({ anatomy }) => {
      const id = anatomy.attrib['ftrackId'];
      return { name: anatomy.name, active: anatomy.active, ftrackId: typeof id === 'string' ? id : null };
    });
  }

  async createProject({ name, code }: { name: string; code: string; label: string }): Promise<void> {
    if (this.projects.has(name)) throw refusal('ayon_conflict', `project ${name} exists`);
    const project = new MemoryAyonProject(name, code);
    const defaults = this.attributes.flatMap(({ name: key, scope, data }) =>
      scope.includes('project') && data.default !== undefined ? [[key, data.default] as const] : [],
    );
    project.anatomy = { ...project.anatomy, attrib: Object.fromEntries(defaults) };
    this.projects.set(name, project);
  }

  async readNewAnatomy(): Promise<NewAnatomy> {
    const project = new MemoryAyonProject('', '');
    return { ...project.anatomy, linkTypes: project.links.types };
  }

  openProject(name: string): MemoryAyonProject {
    const project = this.projects.get(name);
    if (!project) throw new SyncError('ayon_project_missing', `AYON has no project "${name}" any more.`);
    return project;
  }

  async listAttributes(): Promise<readonly Attribute[]> {
    return this.attributes;
  }

  async listUsers(): Promise<readonly AyonUser[]> {
    return this.users;
  }
}

/** One project of it. */
export class MemoryAyonProject implements AyonProject {
  readonly name: string;
  readonly links = new MemoryAyonLinks((id) => this.#entities.get(id)?.kind === 'folder');
  /** Ids of the thumbnails stored. */
  readonly pictures = new Set<string>();
  readonly versions = new MemoryAyonVersions();
  readonly lists = new MemoryAyonLists((id) => this.#entities.has(id) || this.versions.versions.has(id));
  anatomy: AyonAnatomy;
  /** Ids of folders with published products of their own. */
  readonly published = new Set<string>();
  /** Ids of folders with products in which nothing is published. */
  readonly holding = new Set<string>();
  /** Called before a batch is saved; what it throws is what the caller gets. */
  beforeApply: ((batch: readonly AyonWrite[]) => void) | null = null;
  /** Called once a batch is saved; what it throws is what the caller gets: an answer that is lost. */
  afterApply: ((batch: readonly AyonWrite[]) => void) | null = null;
  batches = 0;
  #entities = new Map<string, Stored>();

  constructor(name: string, code: string) {
    this.name = name;
    this.anatomy = {
      name,
      code,
      label: null,
      active: true,
      endedInFtrack: false,
      folderTypes: [{ name: 'Folder' }],
      taskTypes: [{ name: 'Generic' }],
      statuses: [{ name: 'Not ready', state: 'not_started' }],
      tags: [],
      attrib: {},
    };
  }

  /** The error of a batch that is not valid. */
  refuse(detail: string): AyonError {
    return refusal('ayon_validation', detail);
  }

  get entities(): ReadonlyMap<string, AyonEntity> {
    const locked = this.#lockedIds();
    return new Map([...this.#entities].map(([id, entity]) => [id, this.#view(entity, locked)]));
  }

  /** Adds an entity as a person would, without ftrack. */
  add(entity: Partial<AyonEntity> & Pick<AyonEntity, 'id' | 'kind' | 'name'>): void {
    this.#entities.set(entity.id, {
      parentId: null,
      label: null,
      type: entity.kind === 'folder' ? 'Folder' : 'Generic',
      status: 'Not ready',
      active: true,
      path: '',
      thumbnailId: null,
      locked: false,
      assignees: [],
      tags: [],
      own: {},
      ...entity,
    });
  }

  async readSnapshot(scope: 'project' | AyonScope): Promise<AyonSnapshot> {
    const entities = this.entities;
    if (scope === 'project') return { anatomy: this.anatomy, entities };
    const wanted = new Map<string, AyonEntity>();
    for (const entity of select(scope, [...entities.values()])) wanted.set(entity.id, entity);
    const asked = new Set([...scope.ftrackIds, ...scope.twins.map((twin) => twin.ftrackId)]);
    for (const { parentId, own } of wanted.values()) {
      if (!asked.has(String(own['ftrackId']))) continue;
      const parent = parentId === null ? undefined : entities.get(parentId);
      if (parent) wanted.set(parent.id, parent);
    }
    return { anatomy: this.anatomy, entities: wanted };
  }

  async readEntities(ids: readonly string[]): Promise<ReadonlyMap<string, AyonEntity>> {
    const { entities } = this;
    return new Map(
      ids.flatMap((id) => {
        const entity = entities.get(id);
        return entity ? [[id, entity] as const] : [];
      }),
    );
  }

  async findTwins(ftrackIds: readonly string[]): Promise<ReadonlyMap<string, Twin>> {
    const wanted = new Set(ftrackIds);
    const twins = new Map<string, Twin>();
    for (const { kind, id, path, active, own } of this.entities.values()) {
      const ftrackId = String(own['ftrackId']);
      if (wanted.has(ftrackId) && (active || !twins.has(ftrackId))) twins.set(ftrackId, { kind, id, path });
    }
    return twins;
  }

  async apply(batch: readonly AyonWrite[]): Promise<void> {
    this.beforeApply?.(batch);
    const before = this.#entities;
    this.#entities = new Map([...before].map(([id, entity]) => [id, { ...entity }]));
    try {
      const changed = new Set<string>();
      for (const write of batch) this.#applyOne(write, changed);
      this.batches += 1;
    } catch (error) {
      this.#entities = before;
      throw error;
    }
    this.afterApply?.(batch);
  }

  async putThumbnail(id: string): Promise<void> {
    this.pictures.add(id);
  }

  async patchAnatomy({ attrib, ...lists }: AnatomyPatch): Promise<void> {
    const strip = <T extends { original_name?: string; name: string }>(items: readonly T[]): T[] =>
      items.map((item) => {
        const { original_name: original, ...rest } = item;
        if (original !== undefined) this.#renameType(original, item.name);
        return rest as T;
      });
    this.anatomy = {
      ...this.anatomy,
      ...lists,
      ...(lists.folderTypes && { folderTypes: strip(lists.folderTypes) }),
      ...(lists.taskTypes && { taskTypes: strip(lists.taskTypes) }),
      ...(lists.statuses && { statuses: strip(lists.statuses) }),
      attrib: { ...this.anatomy.attrib, ...attrib },
    };
  }

  #renameType(from: string, to: string): void {
    for (const entity of this.#entities.values()) {
      if (entity.type === from) entity.type = to;
      if (entity.status === from) entity.status = to;
    }
  }

  #applyOne(write: AyonWrite, changed: Set<string>): void {
    if (write.type !== 'create') {
      if (changed.has(write.entityId)) throw refusal('ayon_validation', 'Duplicate operation');
      changed.add(write.entityId);
    }
    const entity = this.#entities.get(write.entityId);
    if (write.type === 'create') {
      if (entity) throw refusal('ayon_conflict', `${write.entityId} exists`);
      this.#create(write.entityId, write.entityType, write.data);
      return;
    }
    if (!entity || entity.kind !== write.entityType) throw refusal('ayon_not_found', `no ${write.entityId}`);
    if (write.type === 'delete') this.#delete(entity);
    else this.#update(entity, write.data);
  }

  #create(id: string, kind: 'folder' | 'task', data: Readonly<Record<string, unknown>>): void {
    const entity: Stored = {
      kind,
      id,
      parentId: null,
      name: '',
      label: null,
      type: '',
      status: this.anatomy.statuses[0]?.name ?? '',
      active: true,
      path: '',
      thumbnailId: null,
      locked: false,
      assignees: [],
      tags: [],
      own: {},
    };
    this.#entities.set(id, entity);
    this.#assign(entity, data);
    this.#check(entity);
  }

  #update(entity: Stored, data: Readonly<Record<string, unknown>>): void {
    const fixed = ['name', 'parentId', 'folderType'].filter((key) => key in data);
    if (fixed.length > 0 && this.#isPublished(entity)) {
      throw refusal('ayon_forbidden', `Cannot change ${fixed[0]} of a folder with published versions`);
    }
    this.#assign(entity, data);
    this.#check(entity);
  }

  #assign(entity: Stored, data: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(data)) {
      if (key === 'attrib') {
        const merged = { ...entity.own, ...(value as Record<string, unknown>) };
        entity.own = Object.fromEntries(Object.entries(merged).filter(([, item]) => item !== null));
      } else if (key === 'folderType' || key === 'taskType') entity.type = String(value);
      else if (key === 'parentId' || key === 'folderId')
        entity.parentId = typeof value === 'string' ? value : null;
      else Object.assign(entity, { [key]: value });
    }
  }

  #check(entity: Stored): void {
    if (!NAME.test(entity.name)) throw refusal('ayon_validation', `bad name "${entity.name}"`);
    if (/[';]/.test(entity.label ?? '')) throw refusal('ayon_validation', `bad label "${entity.label}"`);
    const { folderTypes, taskTypes, statuses } = this.anatomy;
    const types = entity.kind === 'folder' ? folderTypes : taskTypes;
    if (!types.some(({ name }) => name === entity.type))
      throw refusal('ayon_validation', `no type "${entity.type}"`);
    if (!statuses.some(({ name }) => name === entity.status)) {
      throw refusal('ayon_validation', `no status "${entity.status}"`);
    }
    this.#checkParent(entity);
    if (!entity.active) return;
    for (const other of this.#entities.values()) {
      if (other.id !== entity.id && other.active && placeKey(other) === placeKey(entity)) {
        throw refusal('ayon_conflict', `"${entity.name}" already exists`);
      }
    }
  }

  #checkParent(entity: Stored): void {
    if (entity.parentId === null) {
      if (entity.kind === 'task') throw refusal('ayon_validation', 'a task needs a folder');
      return;
    }
    let parent = this.#entities.get(entity.parentId);
    if (parent?.kind !== 'folder') throw refusal('ayon_conflict', `no folder ${entity.parentId}`);
    while (parent) {
      if (parent.id === entity.id) throw refusal('ayon_validation', 'below itself');
      parent = parent.parentId === null ? undefined : this.#entities.get(parent.parentId);
    }
  }

  #delete(entity: Stored): void {
    if (this.#isPublished(entity) || this.holding.has(entity.id))
      throw refusal('ayon_conflict', 'Folder with products');
    this.#entities.delete(entity.id);
    for (const child of this.#entities.values()) if (child.parentId === entity.id) this.#delete(child);
  }

  #isPublished({ id }: Stored): boolean {
    return this.#lockedIds().has(id);
  }

  /** Ids of the folders that have published products, themselves or below. */
  #lockedIds(): ReadonlySet<string> {
    const locked = new Set<string>();
    const folders = [...this.versions.products.values()].map(({ folderId }) => folderId);
    for (const publishedId of [...this.published, ...folders]) {
      let entity = this.#entities.get(publishedId);
      while (entity && !locked.has(entity.id)) {
        locked.add(entity.id);
        entity = entity.parentId === null ? undefined : this.#entities.get(entity.parentId);
      }
    }
    return locked;
  }

  #view(entity: Stored, locked: ReadonlySet<string>): AyonEntity {
    return {
      ...entity,
      path: this.#pathOf(entity),
      locked: locked.has(entity.id),
      ...(this.holding.has(entity.id) && { holdsProducts: true }),
    };
  }

  #pathOf(entity: Stored): string {
    const parent = entity.parentId === null ? undefined : this.#entities.get(entity.parentId);
    return `${parent ? this.#pathOf(parent) : ''}/${entity.name}`;
  }
}

/** Exactly what the port promises for a part of a project, so that nothing rests on more. */
function select({ twins, ftrackIds }: AyonScope, all: readonly AyonEntity[]): AyonEntity[] {
  const carriers = (ids: ReadonlySet<string>) =>
    all.filter((entity) => ids.has(String(entity.own['ftrackId'])));
  const byId = new Map(all.map((entity) => [entity.id, entity]));
  const stored = twins.flatMap(({ ayonId }) => byId.get(ayonId ?? '') ?? []);
  const told = new Set(stored.map((entity) => `${entity.id}|${String(entity.own['ftrackId'])}`));
  const untold = twins.filter(({ ayonId, ftrackId }) => !told.has(`${ayonId}|${ftrackId}`));
  const parentIds = new Set(twins.flatMap(({ parentFtrackId }) => parentFtrackId ?? []));
  const found = new Set([
    ...stored,
    ...carriers(new Set([...ftrackIds, ...untold.map(({ ftrackId }) => ftrackId)])),
    ...carriers(parentIds).filter(({ kind }) => kind === 'folder'),
  ]);
  const carriersOf = (kind: string, id: string) =>
    [...found].filter((entity) => entity.kind === kind && entity.own['ftrackId'] === id);
  const moved = new Set<string>();
  for (const wanted of twins) {
    const carried = carriersOf(wanted.kind, wanted.ftrackId);
    const places =
      wanted.parentFtrackId === null
        ? [null]
        : carriersOf('folder', wanted.parentFtrackId).map((parent) => parent.id);
    const [twin] = carried;
    const isThere = twin?.name === wanted.name && twin.parentId === places[0] && twin.active;
    if (isThere && carried.length === 1 && places.length === 1) continue;
    for (const { id } of carried) moved.add(id);
    for (const parentId of places) {
      const key = placeKey({ kind: wanted.kind, parentId, name: wanted.name });
      for (const entity of all) if (placeKey(entity) === key) found.add(entity);
    }
  }
  const wantedIds = new Set(twins.flatMap((twin) => [twin.ftrackId, twin.parentFtrackId]));
  for (const id of ftrackIds) {
    if (!wantedIds.has(id)) for (const gone of carriersOf('folder', id)) moved.add(gone.id);
  }
  const parents = new Map(all.map((entity) => [entity.id, entity.parentId]));
  for (const entity of all) {
    for (let id = entity.parentId; id !== null; id = parents.get(id) ?? null)
      if (moved.has(id)) found.add(entity);
  }
  return [...found];
}

function refusal(
  code: 'ayon_conflict' | 'ayon_validation' | 'ayon_forbidden' | 'ayon_not_found',
  detail: string,
) {
  return new AyonError({ code, message: `AYON refused: ${detail}`, detail, status: 400 });
}
