import {
  type AyonClient,
  AyonError,
  type AyonOperation,
  type Connection,
  type Picture,
  type ProjectPatch,
} from '@ynput/ayon-api';
import type {
  AnatomyPatch,
  AyonAnatomy,
  AyonEntity,
  AyonProject,
  AyonScope,
  AyonSnapshot,
  AyonWrite,
  WantedTwin,
} from '../ayon-project.port.ts';
import { SyncError } from '../errors.ts';
import type { AyonLinks } from '../parts/links/ayon-links.port.ts';
import { PublicAyonLinks } from '../parts/links/public-ayon-links.adapter.ts';
import type { AyonLists } from '../parts/lists/ayon-lists.port.ts';
import { PublicAyonLists } from '../parts/lists/public-ayon-lists.adapter.ts';
import type { Twin } from '../parts/twins.ts';
import type { AyonVersions } from '../parts/versions/ayon-versions.port.ts';
import { PublicAyonVersions } from '../parts/versions/public-ayon-versions.adapter.ts';
import { chunk, Texts } from '../snapshot/rows.ts';
import {
  ANATOMY_FIELDS,
  type AnatomyNode,
  ENDED_KEY,
  FOLDER_FIELDS,
  type FolderNode,
  PARENT_FIELDS,
  type RawEntity,
  readAnatomyNode,
  readFolderNode,
  readTaskNode,
  TASK_FIELDS,
  type TaskNode,
  withLocks,
  withOneCopy,
} from './queries.ts';

const PAGE_SIZE = 1_000;
const IDS_PER_REQUEST = 300;
/** Rows one selection of a combined request may answer; more means that something is badly wrong with the ids. */
const ROWS_PER_SELECTION = 5_000;

type Rows<Node> = { readonly edges: readonly { readonly node: Node }[] };

/** One selection of a combined request: which rows, by which argument. */
interface Selection {
  readonly kind: 'folder' | 'task';
  /** Arguments without paging, such as `ids: ["…"]`. */
  readonly filter: string;
  /** Read the folder each entity stands in, too. */
  readonly withParent?: boolean;
}

/** One project of it, by REST, GraphQL and `operations`. */
export class PublicAyonProject implements AyonProject {
  readonly name: string;
  readonly links: AyonLinks;
  readonly lists: AyonLists;
  readonly versions: AyonVersions;
  readonly #client: AyonClient;

  constructor(client: AyonClient, name: string) {
    this.#client = client;
    this.name = name;
    this.links = new PublicAyonLinks(client, name);
    this.lists = new PublicAyonLists(client, name);
    this.versions = new PublicAyonVersions(client, name);
  }

  async readSnapshot(scope: 'project' | AyonScope): Promise<AyonSnapshot> {
    return await this.#explained(() => (scope === 'project' ? this.#readAll() : this.#readScope(scope)));
  }

  async readEntities(ids: readonly string[]): Promise<ReadonlyMap<string, AyonEntity>> {
    const found: RawEntity[] = [];
    for (const part of chunk(ids, IDS_PER_REQUEST)) {
      const selections = bothKinds(`ids: ${list(part)}`);
      const { entities } = await this.#explained(() => this.#select(selections, false));
      found.push(...entities);
    }
    return withLocks(found);
  }

  async findTwins(ftrackIds: readonly string[]): Promise<ReadonlyMap<string, Twin>> {
    const twins = new Map<string, Twin>();
    for (const part of chunk(ftrackIds, IDS_PER_REQUEST)) {
      const selections = bothKinds(attributeFilter(part));
      const { entities } = await this.#explained(() => this.#select(selections, false));
      for (const { kind, id, path, active, own } of entities) {
        const ftrackId = String(own['ftrackId']);
        if (active || !twins.has(ftrackId)) twins.set(ftrackId, { kind, id, path });
      }
    }
    return twins;
  }

  async apply(batch: readonly AyonWrite[]): Promise<void> {
    const operations = batch.map(
      (write): AyonOperation =>
        write.type === 'delete' ? { ...write } : { ...write, data: { ...write.data } },
    );
    await this.#explained(() => this.#client.operations(this.name, operations, { raiseOnError: true }));
  }

  async putThumbnail(id: string, picture: Picture): Promise<void> {
    await this.#client.putThumbnail(this.name, id, picture);
  }

  async patchAnatomy(patch: AnatomyPatch): Promise<void> {
    const { folderTypes, taskTypes, statuses, tags, attrib, endedInFtrack, ...rest } = patch;
    const body: ProjectPatch = {
      ...rest,
      // Null takes the key away.
      ...(endedInFtrack !== undefined && { data: { [ENDED_KEY]: endedInFtrack ? true : null } }),
      ...(folderTypes && { folderTypes: [...folderTypes] }),
      ...(taskTypes && { taskTypes: [...taskTypes] }),
      ...(statuses && { statuses: [...statuses] }),
      ...(tags && { tags: [...tags] }),
      ...(attrib && { attrib: { ...attrib } }),
    };
    await this.#explained(() => this.#client.updateProject(this.name, body));
  }

  /** What is not found may be an entity of a batch, or all of the project: then no other write can succeed either. */
  async #explained<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof AyonError) || error.code !== 'ayon_not_found') throw error;
      throw (await this.#client.getProject(this.name)) === null ? this.#missing(error) : error;
    }
  }

  async #readAll(): Promise<AyonSnapshot> {
    const entities = new Map<string, RawEntity>();
    const texts = new Texts();
    const add = (entity: RawEntity) => void entities.set(entity.id, withOneCopy(entity, texts));
    const [{ anatomy }] = await Promise.all([
      this.#select([], true),
      this.#readPages<FolderNode>('folders', FOLDER_FIELDS, (node) => add(readFolderNode(node))),
      this.#readPages<TaskNode>('tasks', TASK_FIELDS, (node) => add(readTaskNode(node))),
    ]);
    return { anatomy, entities: withLocks(entities.values()) };
  }

  async #readPages<Node>(
    connection: 'folders' | 'tasks',
    fields: string,
    add: (node: Node) => void,
  ): Promise<void> {
    type Data = { project: Record<string, Connection<Node>> | null };
    const pages = this.#client.pages<Data, Node>(
      `query ($name: String!, $first: Int, $after: String) { project(name: $name) {
        ${connection}(first: $first, after: $after) {
          edges { node { ${fields} } } pageInfo { endCursor hasNextPage } } } }`,
      {
        variables: { name: this.name },
        connection: (data) => data.project?.[connection],
        pageSize: PAGE_SIZE,
      },
    );
    for await (const page of pages) for (const node of page) add(node);
  }

  /**
   * Entities whose stored AYON id leads to their twin cost one request: ids are quick, while the server looks through all entities
   * for an attribute. Others are looked for by the ftrack id they carry; surroundings are read only where names may collide or a
   * folder changes place.
   */
  async #readScope({ twins, ftrackIds }: AyonScope): Promise<AyonSnapshot> {
    const found = new Map<string, RawEntity>();
    const unknown = twins.filter((twin) => twin.ayonId === null);
    const asked = new Set([...ftrackIds, ...unknown.flatMap(idsAround)]);
    const anatomy = await this.#readTwins(found, {
      ids: [...new Set(twins.flatMap((twin) => twin.ayonId ?? []))],
      ftrackIds: [...asked],
    });
    const known = new Set([...found.values()].map(({ kind, own }) => `${kind}|${String(own['ftrackId'])}`));
    const missing = new Set(
      twins.flatMap(({ kind, ftrackId, parentFtrackId }) => [
        ...(known.has(`${kind}|${ftrackId}`) ? [] : [ftrackId]),
        ...(parentFtrackId === null || known.has(`folder|${parentFtrackId}`) ? [] : [parentFtrackId]),
      ]),
    );
    for (const id of asked) missing.delete(id);
    if (missing.size > 0) await this.#readTwins(found, { ids: [], ftrackIds: [...missing] });
    await this.#readSurroundings(twins, ftrackIds, found);
    await this.#readParents(found, new Set([...twins.map((twin) => twin.ftrackId), ...ftrackIds]));
    return { anatomy, entities: withLocks(found.values()) };
  }

  async #readTwins(
    found: Map<string, RawEntity>,
    { ids, ftrackIds }: { readonly ids: readonly string[]; readonly ftrackIds: readonly string[] },
  ): Promise<AyonAnatomy> {
    let anatomy = EMPTY_ANATOMY;
    const parts = Math.max(1, Math.ceil(Math.max(ids.length, ftrackIds.length) / IDS_PER_REQUEST));
    for (let part = 0; part < parts; part += 1) {
      const slice = (items: readonly string[]) =>
        items.slice(part * IDS_PER_REQUEST, (part + 1) * IDS_PER_REQUEST);
      const selections = [
        ...bothKinds(idFilter(slice(ids))).map((selection) => ({ ...selection, withParent: true })),
        ...bothKinds(attributeFilter(slice(ftrackIds))),
      ];
      const answer = await this.#select(selections, part === 0);
      if (part === 0) anatomy = answer.anatomy;
      for (const entity of answer.entities) found.set(entity.id, entity);
      // Less is known of a folder that was read with what stands in it.
      for (const parent of answer.parents) if (!found.has(parent.id)) found.set(parent.id, parent);
    }
    return anatomy;
  }

  async #readSurroundings(
    twins: readonly WantedTwin[],
    removed: readonly string[],
    found: Map<string, RawEntity>,
  ): Promise<void> {
    const folders = new Map<string, RawEntity[]>();
    const tasks = new Map<string, RawEntity[]>();
    for (const entity of found.values()) {
      const id = entity.own['ftrackId'];
      if (typeof id !== 'string') continue;
      const carriers = entity.kind === 'folder' ? folders : tasks;
      carriers.set(id, [...(carriers.get(id) ?? []), entity]);
    }
    const parents = { folder: new Set<string>(), task: new Set<string>() };
    const subtrees = new Set<string>();
    for (const wanted of twins) {
      const carriers = (wanted.kind === 'folder' ? folders : tasks).get(wanted.ftrackId) ?? [];
      const places =
        wanted.parentFtrackId === null
          ? ['root']
          : (folders.get(wanted.parentFtrackId) ?? []).map(({ id }) => id);
      const [twin] = carriers;
      const isOne = carriers.length === 1 && places.length === 1;
      const isThere = twin?.name === wanted.name && (twin.parentId ?? 'root') === places[0];
      if (isOne && isThere && twin.active) continue;
      for (const place of places)
        if (place !== 'root' || wanted.kind === 'folder') parents[wanted.kind].add(place);
      for (const { kind, id } of carriers) if (kind === 'folder') subtrees.add(id);
    }
    const wantedIds = new Set(twins.flatMap((twin) => [twin.ftrackId, twin.parentFtrackId]));
    for (const id of removed) {
      if (!wantedIds.has(id)) for (const twin of folders.get(id) ?? []) subtrees.add(twin.id);
    }
    const selections: Selection[] = [
      ...relatives('folder', [...parents.folder], ''),
      ...relatives('task', [...parents.task], ''),
      ...relatives('folder', [...subtrees], ', includeFolderChildren: true'),
      ...relatives('task', [...subtrees], ', includeFolderChildren: true'),
    ];
    if (selections.length === 0) return;
    const { entities } = await this.#select(selections, false);
    for (const entity of entities) found.set(entity.id, entity);
  }

  /** A twin that was moved in AYON stands below a folder that nobody asked for. */
  async #readParents(found: Map<string, RawEntity>, ftrackIds: ReadonlySet<string>): Promise<void> {
    const missing = new Set<string>();
    for (const { parentId, own } of found.values()) {
      const isTwin = ftrackIds.has(String(own['ftrackId']));
      if (isTwin && parentId !== null && !found.has(parentId)) missing.add(parentId);
    }
    if (missing.size === 0) return;
    for (const part of chunk(missing, IDS_PER_REQUEST)) {
      const { entities } = await this.#select([{ kind: 'folder', filter: `ids: ${list(part)}` }], false);
      for (const entity of entities) found.set(entity.id, entity);
    }
  }

  #missing(cause?: AyonError): SyncError {
    return new SyncError('ayon_project_missing', `AYON has no project "${this.name}" any more.`, { cause });
  }

  async #select(selections: readonly Selection[], withAnatomy: boolean) {
    const parts = selections.map(
      (selection, index) =>
        `s${index}: ${selection.kind}s(${selection.filter}, first: ${ROWS_PER_SELECTION}) { edges { node { ${fieldsOf(selection)} } } }`,
    );
    const query = `query ($name: String!) { project(name: $name) { ${withAnatomy ? ANATOMY_FIELDS : 'name'} ${parts.join(' ')} } }`;
    type Data = { project: (AnatomyNode & Record<string, unknown>) | null };
    const { project } = await this.#client.graphql<Data>(query, { name: this.name });
    if (!project) throw this.#missing();
    const entities: RawEntity[] = [];
    const parents: RawEntity[] = [];
    for (const [index, { kind }] of selections.entries()) {
      const rows = project[`s${index}`] as Rows<FolderNode & TaskNode & ParentNode>;
      for (const { node } of rows.edges) {
        const parent = node.parent ?? node.folder;
        if (parent) parents.push(readFolderNode(parent));
        entities.push(kind === 'folder' ? readFolderNode(node) : readTaskNode(node));
      }
    }
    return { anatomy: withAnatomy ? readAnatomyNode(project) : EMPTY_ANATOMY, entities, parents };
  }
}

const EMPTY_ANATOMY: AyonAnatomy = {
  name: '',
  code: '',
  label: null,
  active: true,
  endedInFtrack: false,
  folderTypes: [],
  taskTypes: [],
  statuses: [],
  tags: [],
  attrib: {},
};

interface ParentNode {
  readonly parent?: FolderNode | null;
  readonly folder?: FolderNode;
}

function fieldsOf({ kind, withParent }: Selection): string {
  const fields = kind === 'folder' ? FOLDER_FIELDS : TASK_FIELDS;
  return withParent === true
    ? `${fields} ${kind === 'folder' ? 'parent' : 'folder'} { ${PARENT_FIELDS} }`
    : fields;
}

function idsAround({ ftrackId, parentFtrackId }: WantedTwin): string[] {
  return parentFtrackId === null ? [ftrackId] : [ftrackId, parentFtrackId];
}

function list(values: readonly string[]): string {
  return JSON.stringify(values);
}

function bothKinds(filter: string | null): Selection[] {
  if (filter === null) return [];
  return [
    { kind: 'folder', filter },
    { kind: 'task', filter },
  ];
}

function idFilter(ids: readonly string[]): string | null {
  return ids.length === 0 ? null : `ids: ${list(ids)}`;
}

function attributeFilter(ids: readonly string[]): string | null {
  return ids.length === 0 ? null : `attributes: [{ name: "ftrackId", values: ${list(ids)} }]`;
}

/** What stands directly below some folders, or anywhere below them. */
function relatives(kind: 'folder' | 'task', ids: readonly string[], depth: string): Selection[] {
  if (ids.length === 0) return [];
  return [{ kind, filter: `${kind === 'folder' ? 'parentIds' : 'folderIds'}: ${list(ids)}${depth}` }];
}
