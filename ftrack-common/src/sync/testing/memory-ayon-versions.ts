import { AyonError } from '@ynput/ayon-api';
import { pickCarriers } from '../parts/version-twins.ts';
import type {
  AyonProduct,
  AyonPublishes,
  AyonVersion,
  AyonVersions,
  VersionWrite,
} from '../parts/versions/ayon-versions.port.ts';

/** Products and versions of a project in memory, with the rules of a real server. */
export class MemoryAyonVersions implements AyonVersions {
  products = new Map<string, AyonProduct>();
  versions = new Map<string, AyonVersion>();
  /** Ids of versions with representations. */
  readonly files = new Set<string>();

  async read(folderIds?: readonly string[]): Promise<AyonPublishes> {
    const products = [...this.products.values()].filter(
      ({ folderId }) => folderIds === undefined || folderIds.includes(folderId),
    );
    const ids = new Set(products.map(({ id }) => id));
    return { products, versions: [...this.versions.values()].filter(({ productId }) => ids.has(productId)) };
  }

  async readVersions(ids: readonly string[]): Promise<readonly AyonVersion[]> {
    return ids.flatMap((id) => this.versions.get(id) ?? []);
  }

  async readProducts(ids: readonly string[]): Promise<readonly AyonProduct[]> {
    return ids.flatMap((id) => this.products.get(id) ?? []);
  }

  async findVersions(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => this.versions.has(id)));
  }

  async findVersionTwins(ftrackIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = new Set(ftrackIds);
    const carried = [...pickCarriers([...this.versions.values()])];
    return new Map(
      carried.flatMap(([ftrackId, { id }]) => (wanted.has(ftrackId) ? [[ftrackId, id] as const] : [])),
    );
  }

  async withFiles(versionIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(versionIds.filter((id) => this.files.has(id)));
  }

  async apply(batch: readonly VersionWrite[]): Promise<void> {
    const before = { products: new Map(this.products), versions: new Map(this.versions) };
    try {
      for (const write of batch) this.#applyOne(write);
    } catch (error) {
      Object.assign(this, before);
      throw error;
    }
  }

  #applyOne(write: VersionWrite): void {
    if (write.type === 'delete') {
      this.versions.delete(write.entityId);
      return;
    }
    const { entityType, entityId: id, data } = write;
    const { attrib, ...plain } = data;
    if (entityType === 'product') {
      this.products.set(id, { id, active: true, ...plain } as unknown as AyonProduct);
      return;
    }
    const stored = this.versions.get(id);
    if ((stored === undefined) !== (write.type === 'create')) throw refusal(`${write.type} ${id}`);
    const fresh = {
      id,
      status: 'Pending review',
      active: true,
      ftrackId: null,
      comment: null,
      thumbnailId: null,
    };
    const version = { ...fresh, ...stored, ...plain, ...(attrib as object) } as AyonVersion;
    const sameNumber = [...this.versions.values()].some(
      (other) =>
        other.id !== id && other.productId === version.productId && other.version === version.version,
    );
    if (!this.products.has(version.productId) || sameNumber)
      throw refusal(`version ${version.version} exists`);
    this.versions.set(id, version);
  }
}

function refusal(detail: string): AyonError {
  return new AyonError({ code: 'ayon_conflict', message: detail, detail, status: 409 });
}
