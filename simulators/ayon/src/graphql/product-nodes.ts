import type { EntityRow } from '../entities/table.ts';
import { nameOf } from '../entities/tree.ts';
import { type Feature, FEATURES, featuredVersion, versionsOf } from '../entities/version-facts.ts';
import { type Json, type JsonObject, textOf } from '../json.ts';
import type { Connection } from './connection.ts';
import { EntityNode, jsonText, type NodeScope } from './entity-node.ts';
import type { EntityArguments } from './entity-query.ts';

/** What products show when nobody says what they want. */
const FEATURED_ORDER: readonly Feature[] = ['latestDone', 'hero', 'latest'];

export class ProductNode extends EntityNode {
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
    return this.parentNode;
  }
  get Folder(): EntityNode | null {
    return this.folder;
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
    return row ? this.scope.make.reached(row) : null;
  }
  featuredVersion({ order }: { order?: readonly string[] | null }): EntityNode | null {
    for (const wanted of order ?? FEATURED_ORDER) {
      const feature = FEATURES.find((known) => known === wanted);
      const row = feature && featuredVersion(this.scope.project, this.row.id, feature);
      if (row) return new VersionNode(this.scope, row, { feature });
    }
    return null;
  }
  versions(args: EntityArguments): Connection<EntityNode> {
    return this.list('version', { ...args, productIds: [this.row.id] });
  }
}

export class VersionNode extends EntityNode {
  /** What the version was asked for as; null when it was not asked for as one of these. */
  readonly featuredVersionType: Feature | null;

  /** Whether it was asked for itself: only then the server knows which version is the latest. */
  readonly #isListed: boolean;

  constructor(
    scope: NodeScope,
    row: EntityRow,
    { feature = null, isListed = false }: { feature?: Feature | null; isListed?: boolean } = {},
  ) {
    super(scope, row);
    this.featuredVersionType = feature;
    this.#isListed = isListed;
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
    return this.parentNode;
  }
  get task(): EntityNode | null {
    const id = this.value('taskId');
    const row = typeof id === 'string' ? this.scope.project.tables.task.get(id) : undefined;
    return row ? this.scope.make.reached(row) : null;
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
    const { project } = this.scope;
    return this.#isListed && featuredVersion(project, textOf(this.value('productId')), feature) === this.row;
  }
}

export class RepresentationNode extends EntityNode {
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
    return this.parentNode;
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
