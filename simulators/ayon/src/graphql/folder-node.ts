import type { EntityRow } from '../entities/table.ts';
import { hasVersions, withDescendants } from '../entities/tree.ts';
import type { Json } from '../json.ts';
import type { Connection } from './connection.ts';
import { EntityNode, type NodeScope } from './entity-node.ts';
import type { EntityArguments } from './entity-query.ts';
import { type Counted, countOf } from './folder-counts.ts';

/** A folder. What it holds is told as far as the server counted it for the query. */
export class FolderNode extends EntityNode {
  readonly #counted: Counted;

  constructor(scope: NodeScope, row: EntityRow, counted: Counted) {
    super(scope, row);
    this.#counted = counted;
  }

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
    return this.parentNode;
  }
  get childCount(): number {
    return this.#count('children');
  }
  get taskCount(): number {
    return this.#count('tasks');
  }
  get productCount(): number {
    return this.#count('products');
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
    return this.#counted.versions && hasVersions(this.scope.project, this.row);
  }
  override get hasReviewables(): boolean {
    return this.#counted.reviewables && super.hasReviewables;
  }
  get totalFolderCount(): number {
    return this.#counted.totals ? withDescendants(this.scope.project, [this.row.id]).size - 1 : 0;
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

  #count(what: 'children' | 'products' | 'tasks'): number {
    return countOf(this.scope.project, this.row, { what, counted: this.#counted });
  }

  #below(count: (folderId: string) => number): number {
    if (!this.#counted.totals) return 0;
    let sum = 0;
    for (const id of withDescendants(this.scope.project, [this.row.id])) sum += count(id);
    return sum;
  }
}
