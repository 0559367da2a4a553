import type { EntityWrite } from '../../entity-write.ts';
import type { VersionSource } from '../version-twins.ts';

/** A product of AYON: what versions are versions of. */
export interface AyonProduct {
  readonly id: string;
  readonly name: string;
  readonly folderId: string;
  readonly active: boolean;
}

export interface AyonVersion {
  readonly id: string;
  readonly productId: string;
  readonly version: number;
  readonly status: string;
  readonly active: boolean;
  /** Attribute `ftrackId`. */
  readonly ftrackId: string | null;
  /** Attribute `comment`. */
  readonly comment: string | null;
  readonly thumbnailId: string | null;
}

/** What there is in some folders. */
export interface AyonPublishes {
  readonly products: readonly AyonProduct[];
  readonly versions: readonly AyonVersion[];
}

/** One entry of a batch. */
export type VersionWrite = EntityWrite<'product' | 'version', 'version'>;

/** Products and versions of one project. */
export interface AyonVersions extends VersionSource {
  /** All products with all their versions, inactive ones too; with ids, those in these folders. */
  read(folderIds?: readonly string[]): Promise<AyonPublishes>;
  /** The versions with these ids that exist. */
  readVersions(ids: readonly string[]): Promise<readonly AyonVersion[]>;
  /** The products with these ids that exist. */
  readProducts(ids: readonly string[]): Promise<readonly AyonProduct[]>;
  /** Those of these versions that have representations: files, for which AYON speaks. */
  withFiles(versionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Writes a batch in order, all of it or nothing. */
  apply(batch: readonly VersionWrite[]): Promise<void>;
}
