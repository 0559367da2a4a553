import { FACTS, type EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import {
  effectiveAttrib,
  hasVersions,
  nameOf,
  parentNames,
  parentOf,
  pathOf,
  withDescendants,
} from '../entities/tree.ts';
import { type Feature, FEATURES, featuredVersion, versionsOf } from '../entities/version-facts.ts';
import { ownAttribNames } from '../entities/views.ts';
import { AyonError } from '../errors.ts';
import { type Json, type JsonObject, textOf } from '../json.ts';
import { ID_PATTERN } from '../validation/kinds.ts';
import { type ActivityArguments, latestComments, listActivities } from './activity-nodes.ts';
import { type Connection, paginate } from './connection.ts';
import type { ProjectContext } from './context.ts';
import { type EntityArguments, findEntities } from './entity-query.ts';
import { entityLinks, type LinkArguments, type LinkConnection } from './link-nodes.ts';

/** What all entities of a project have in common. Fields of the schema are properties, those with arguments methods. */
export class EntityNode {
  protected readonly scope: ProjectContext;
  protected readonly row: EntityRow;
  #attribWasRead = false;

  constructor(scope: ProjectContext, row: EntityRow) {
    this.scope = scope;
    this.row = row;
  }

  get __typename(): string {
    return `${FACTS[this.row.type].title}Node`;
  }
  get projectName(): string {
    return this.scope.project.name;
  }
  get id(): string {
    return this.row.id;
  }
  get name(): string {
    return nameOf(this.row);
  }
  get active(): Json {
    return this.value('active');
  }
  get status(): Json {
    return this.value('status');
  }
  get tags(): Json {
    return this.value('tags');
  }
  get label(): Json {
    return this.value('label');
  }
  get createdBy(): string | null {
    return this.row.createdBy;
  }
  get updatedBy(): string | null {
    return this.row.updatedBy;
  }
  get createdAt(): string {
    return this.row.createdAt;
  }
  get updatedAt(): string {
    return this.row.updatedAt;
  }
  get data(): string | null {
    return jsonText(this.value('data'));
  }
  get path(): string {
    return pathOf(this.scope.project, this.row);
  }
  get parents(): string[] {
    return parentNames(this.scope.project, this.row);
  }
  get thumbnailId(): Json {
    return this.value('thumbnailId');
  }
  get thumbnail(): JsonObject | null {
    const id = this.value('thumbnailId');
    return id === null ? null : { id, sourceEntityType: null, sourceEntityId: null, relation: null };
  }
  get thumbnailHash(): string {
    return `${this.row.id.slice(0, 8)}${textOf(this.value('thumbnailId') ?? '')}`;
  }
  get hasReviewables(): boolean {
    return this.scope.project.reviewables.some(({ versionId }) => versionId === this.row.id);
  }
  get latestComments(): object[] {
    return latestComments(this.scope.project, this.row.id);
  }
  get attrib(): JsonObject {
    this.#attribWasRead = true;
    return effectiveAttrib(this.scope.state.attributes, this.scope.project, this.row);
  }
  get allAttrib(): string {
    return JSON.stringify(this.attrib);
  }
  /**
   * Names of the attributes with an own value. Read after `attrib` or `allAttrib`, on an entity with at least one own
   * value, it names all attributes that have a value: a defect of the server that clients meet.
   */
  get ownAttrib(): string[] {
    const own = ownAttribNames(this.scope.state, this.row);
    if (!this.#attribWasRead || own.length === 0) return own;
    const others = Object.keys(this.attrib).filter((name) => !own.includes(name));
    return [...own, ...others];
  }
  links(args: LinkArguments): LinkConnection {
    return entityLinks(this.scope.project, this.row.id, {
      args,
      node: (row) => reachedNode(this.scope, row),
    });
  }
  activities(args: ActivityArguments): Connection<object> {
    const { project, userNode } = this.scope;
    const entity = (row: EntityRow): EntityNode => entityNode(this.scope, row);
    const ofThis = {
      ...args,
      ...(args.first ? { last: null } : {}),
      entityType: this.row.type,
      entityIds: [this.row.id],
    };
    return listActivities(project, ofThis, { user: userNode, entity });
  }

  protected value(field: string): Json {
    return this.row.values[field] ?? null;
  }

  protected list(type: EntityType, args: EntityArguments): Connection<EntityNode> {
    return listEntities(this.scope, type, args);
  }
}

class FolderNode extends EntityNode {
  get folderType(): Json {
    return this.value('folderType');
  }
  get type(): Json {
    return this.value('folderType');
  }
  get parentId(): Json {
    return this.value('parentId');
  }
  get parent(): EntityNode | null {
    return parentNode(this.scope, this.row);
  }
  get childCount(): number {
    return this.#count('folder', 'parentId');
  }
  get taskCount(): number {
    return this.#count('task', 'folderId');
  }
  get productCount(): number {
    return this.#count('product', 'folderId');
  }
  get hasChildren(): boolean {
    return this.childCount > 0;
  }
  get hasTasks(): boolean {
    return this.taskCount > 0;
  }
  get hasProducts(): boolean {
    return this.productCount > 0;
  }
  get hasVersions(): boolean {
    return hasVersions(this.scope.project, this.row);
  }
  get totalFolderCount(): number {
    return withDescendants(this.scope.project, [this.row.id]).size - 1;
  }
  get totalTaskCount(): number {
    return this.#below((id) => this.scope.project.tables.task.having('folderId', id).size);
  }
  get totalProductCount(): number {
    return this.#below((id) => this.scope.project.tables.product.having('folderId', id).size);
  }
  get totalVersionCount(): number {
    const { tables } = this.scope.project;
    return this.#below((id) =>
      [...tables.product.having('folderId', id)].reduce(
        (sum, product) => sum + tables.version.having('productId', product.id).size,
        0,
      ),
    );
  }
  tasks(args: EntityArguments): Connection<EntityNode> {
    return this.list('task', { ...args, folderIds: [this.row.id] });
  }
  products(args: EntityArguments): Connection<EntityNode> {
    return this.list('product', { ...args, folderIds: [this.row.id] });
  }

  #count(type: EntityType, field: string): number {
    return this.scope.project.tables[type].having(field, this.row.id).size;
  }

  #below(count: (folderId: string) => number): number {
    let sum = 0;
    for (const id of withDescendants(this.scope.project, [this.row.id])) sum += count(id);
    return sum;
  }
}

class TaskNode extends EntityNode {
  get taskType(): Json {
    return this.value('taskType');
  }
  get type(): Json {
    return this.value('taskType');
  }
  get assignees(): Json {
    return this.value('assignees');
  }
  get folderId(): Json {
    return this.value('folderId');
  }
  get folder(): EntityNode | null {
    return parentNode(this.scope, this.row);
  }
  get subtasks(): Json {
    const data = this.row.values['data'] as JsonObject;
    return Array.isArray(data['subtasks']) ? data['subtasks'] : [];
  }
  versions(args: EntityArguments): Connection<EntityNode> {
    return this.list('version', { ...args, taskIds: [this.row.id] });
  }
  workfiles(args: EntityArguments): Connection<EntityNode> {
    return this.list('workfile', { ...args, taskIds: [this.row.id] });
  }
}

class ProductNode extends EntityNode {
  get folderId(): Json {
    return this.value('folderId');
  }
  get productType(): Json {
    return this.value('productType');
  }
  get productBaseType(): Json {
    return this.value('productBaseType');
  }
  get type(): Json {
    return this.value('productType');
  }
  get folder(): EntityNode | null {
    return parentNode(this.scope, this.row);
  }
  get versionList(): JsonObject[] {
    return versionsOf(this.scope.project, this.row.id).map((row) => ({
      id: row.id,
      version: row.values['version'] ?? null,
      name: nameOf(row),
    }));
  }
  get latestVersion(): EntityNode | null {
    const row = featuredVersion(this.scope.project, this.row.id, 'latest');
    return row ? entityNode(this.scope, row) : null;
  }
  featuredVersion({ order }: { order?: readonly string[] | null }): EntityNode | null {
    for (const wanted of order ?? FEATURED_ORDER) {
      const feature = FEATURES.find((known) => known === wanted);
      const row = feature && featuredVersion(this.scope.project, this.row.id, feature);
      if (row) return new VersionNode(this.scope, row, feature);
    }
    return null;
  }
  versions(args: EntityArguments): Connection<EntityNode> {
    return this.list('version', { ...args, productIds: [this.row.id] });
  }
}

class VersionNode extends EntityNode {
  /** What the version was asked for as; null when it was not asked for as one of these. */
  readonly featuredVersionType: Feature | null;

  constructor(scope: ProjectContext, row: EntityRow, feature: Feature | null = null) {
    super(scope, row);
    this.featuredVersionType = feature;
  }

  get version(): Json {
    return this.value('version');
  }
  get productId(): Json {
    return this.value('productId');
  }
  get taskId(): Json {
    return this.value('taskId');
  }
  get author(): Json {
    return this.value('author');
  }
  get product(): EntityNode | null {
    return parentNode(this.scope, this.row);
  }
  get task(): EntityNode | null {
    const id = this.value('taskId');
    const row = typeof id === 'string' ? this.scope.project.tables.task.get(id) : undefined;
    return row ? entityNode(this.scope, row) : null;
  }
  get heroVersionId(): string | null {
    const number = Number(this.value('version'));
    return this.#siblings().find(({ values }) => values['version'] === -number && number > 0)?.id ?? null;
  }
  get isLatest(): boolean {
    return this.#isFeatured('latest');
  }
  get isLatestDone(): boolean {
    return this.#isFeatured('latestDone');
  }
  representations(args: EntityArguments): Connection<EntityNode> {
    return this.list('representation', { ...args, versionIds: [this.row.id] });
  }

  #siblings(): EntityRow[] {
    return [...this.scope.project.tables.version.having('productId', textOf(this.value('productId')))];
  }

  #isFeatured(feature: Feature): boolean {
    return featuredVersion(this.scope.project, textOf(this.value('productId')), feature) === this.row;
  }
}

class RepresentationNode extends EntityNode {
  get versionId(): Json {
    return this.value('versionId');
  }
  get traits(): string | null {
    return jsonText(this.value('traits'));
  }
  get context(): string {
    const { context = {} } = this.row.values['data'] as JsonObject;
    return JSON.stringify(context);
  }
  get version(): EntityNode | null {
    return parentNode(this.scope, this.row);
  }
  get fileCount(): number {
    return this.files.length;
  }
  get files(): JsonObject[] {
    const files = this.value('files');
    return (Array.isArray(files) ? (files as JsonObject[]) : []).map((file) => ({
      id: file['id'] ?? null,
      name:
        file['name'] ??
        textOf(file['path'] ?? '')
          .split('/')
          .at(-1) ??
        '',
      path: file['path'] ?? null,
      hash: file['hash'] ?? null,
      size: textOf(file['size'] ?? 0),
      hashType: file['hashType'] ?? file['hash_type'] ?? 'md5',
    }));
  }
}

class WorkfileNode extends EntityNode {
  /** Those of the folder, as the server cuts them out of its path, and the task. */
  override get parents(): string[] {
    const { project } = this.scope;
    const task = parentOf(project, this.row);
    const folder = task && parentOf(project, task);
    return task && folder ? ['', ...parentNames(project, folder), nameOf(task)] : [];
  }
  get taskId(): Json {
    return this.value('taskId');
  }
  get task(): EntityNode | null {
    return parentNode(this.scope, this.row);
  }
}

/** A folder that was reached from another node. There the server counts nothing: every number is 0 and every flag false. */
class ReachedFolderNode extends FolderNode {
  override get childCount(): number {
    return 0;
  }
  override get taskCount(): number {
    return 0;
  }
  override get productCount(): number {
    return 0;
  }
  override get hasVersions(): boolean {
    return false;
  }
  override get totalFolderCount(): number {
    return 0;
  }
  override get totalTaskCount(): number {
    return 0;
  }
  override get totalProductCount(): number {
    return 0;
  }
  override get totalVersionCount(): number {
    return 0;
  }
}
/** What products show when nobody says what they want. */
const FEATURED_ORDER: readonly Feature[] = ['latestDone', 'hero', 'latest'];

const NODES: Readonly<Record<EntityType, new (context: ProjectContext, row: EntityRow) => EntityNode>> = {
  folder: FolderNode,
  task: TaskNode,
  product: ProductNode,
  version: VersionNode,
  representation: RepresentationNode,
  workfile: WorkfileNode,
};

/** The node of a row. */
export function entityNode(context: ProjectContext, row: EntityRow): EntityNode {
  return new NODES[row.type](context, row);
}

/** A page of entities. */
export function listEntities(
  context: ProjectContext,
  type: EntityType,
  args: EntityArguments,
): Connection<EntityNode> {
  const { rows, position } = findEntities(context, type, args);
  return paginate(rows, args, { position, node: (row) => entityNode(context, row) });
}

/** One entity by id; an error with status 404 when there is none. */
export function oneEntity(context: ProjectContext, type: EntityType, id: string): EntityNode {
  if (!new RegExp(ID_PATTERN).test(id)) throw new Error(`Invalid entity ID ${id}`);
  const row = context.project.tables[type].get(id);
  if (!row) throw new AyonError(404, `${FACTS[type].title} not found`);
  return entityNode(context, row);
}

/** The node of a row that was reached from another node: from what stands in it, by a link, or as an item of a list. */
export function reachedNode(context: ProjectContext, row: EntityRow): EntityNode {
  return row.type === 'folder' ? new ReachedFolderNode(context, row) : entityNode(context, row);
}

function parentNode(context: ProjectContext, row: EntityRow): EntityNode | null {
  const parent = parentOf(context.project, row);
  return parent ? reachedNode(context, parent) : null;
}

/** JSON as text, null for nothing and for an empty object. */
export function jsonText(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' && Object.keys(value).length === 0 ? null : JSON.stringify(value);
}
