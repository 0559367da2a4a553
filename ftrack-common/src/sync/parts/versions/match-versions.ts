import { ayonIdOf } from '../../ayon-id.ts';
import { slugify } from '../../plan/slugify.ts';
import type { Twin } from '../twins.ts';
import { pickCarriers } from '../version-twins.ts';
import type { AyonProduct, AyonPublishes, AyonVersion } from './ayon-versions.port.ts';
import type { FtrackAsset, FtrackVersion } from './read-ftrack-versions.ts';

/** A ftrack version with what stands for it in AYON. */
export interface VersionMatch {
  readonly ftrack: FtrackVersion;
  /** Twin of the context it was published to. */
  readonly folder: Twin;
  /** The product its asset goes by; undefined when there is none. */
  readonly product: AyonProduct | undefined;
  readonly twin: AyonVersion | undefined;
}

export interface VersionsToMatch {
  readonly ftrack: readonly FtrackVersion[];
  readonly ayon: AyonPublishes;
  /** Twins of the contexts, by ftrack id. */
  readonly twins: ReadonlyMap<string, Twin>;
  /** Ids of asset versions that ftrack does not have any more: who carries one is free for another. */
  readonly absent: ReadonlySet<string>;
}

/**
 * Finds the twin of each version: the one that carries its id, else the one named in `ayon_id`, else that of its number in the
 * product which goes by the name of the asset. Each AYON version is the twin of one, and a closer name comes first. Versions of what
 * AYON has no folder for are left out.
 */
export function matchVersions(sides: VersionsToMatch): VersionMatch[] {
  const matcher = new VersionMatcher(sides);
  return matcher.matchAll();
}

class VersionMatcher {
  readonly #sides: VersionsToMatch;
  readonly #taken = new Set<string>();
  /** Twins by ftrack id. */
  readonly #found = new Map<string, AyonVersion>();
  /** By folder, without those that were made for an asset: they are of that one alone. */
  readonly #productsIn: ReadonlyMap<string, readonly AyonProduct[]>;
  readonly #productById: ReadonlyMap<string, AyonProduct>;
  readonly #byNumber: ReadonlyMap<string, AyonVersion>;

  constructor(sides: VersionsToMatch) {
    this.#sides = sides;
    const { products, versions } = sides.ayon;
    // An active one comes first: of the others there may be several with one name or number.
    const made = new Set(sides.ftrack.map(({ asset }) => ayonIdOf(asset.id)));
    const productsIn = new Map<string, AyonProduct[]>();
    for (const product of products.toSorted(activeFirst)) {
      if (made.has(product.id)) continue;
      const others = productsIn.get(product.folderId);
      if (others) others.push(product);
      else productsIn.set(product.folderId, [product]);
    }
    this.#productsIn = productsIn;
    this.#productById = new Map(products.map((product) => [product.id, product]));
    this.#byNumber = new Map(
      versions
        .toSorted(activeFirst)
        .toReversed()
        .map((one) => [numberKey(one.productId, one.version), one]),
    );
  }

  matchAll(): VersionMatch[] {
    const { ftrack, twins } = this.#sides;
    const synced = ftrack.flatMap((version) => {
      const folder = twins.get(version.asset.contextId);
      return folder?.kind === 'folder' ? [{ version, folder }] : [];
    });
    this.#matchIds(synced.map(({ version }) => version));
    for (const { version, folder } of synced)
      this.#matchNumber(version, this.#productOf(version.asset, folder));
    for (const { version, folder } of synced)
      if (!this.#productOf(version.asset, folder))
        this.#matchNumber(version, findPartlyNamed(version.asset, this.#productsIn.get(folder.id) ?? []));
    return synced.map(({ version, folder }) => {
      const twin = this.#found.get(version.id);
      const product = twin ? this.#productById.get(twin.productId) : this.#productOf(version.asset, folder);
      return { ftrack: version, folder, product, twin };
    });
  }

  /** The product made for the asset, wherever it is; else the one in the folder that goes by its name in any case. */
  #productOf(asset: FtrackAsset, folder: Twin): AyonProduct | undefined {
    const made = this.#productById.get(ayonIdOf(asset.id));
    return made ?? findNamed(asset, this.#productsIn.get(folder.id) ?? []);
  }

  #matchIds(ftrack: readonly FtrackVersion[]): void {
    const byId = new Map(this.#sides.ayon.versions.map((version) => [version.id, version]));
    const byFtrackId = pickCarriers(this.#sides.ayon.versions);
    for (const { id } of ftrack) this.#take(id, byFtrackId.get(id));
    for (const { id, ayonId } of ftrack) if (ayonId !== null) this.#take(id, byId.get(ayonId));
  }

  #matchNumber({ id, version }: FtrackVersion, product: AyonProduct | undefined): void {
    if (product) this.#take(id, this.#byNumber.get(numberKey(product.id, version)));
  }

  #take(ftrackId: string, twin: AyonVersion | undefined): void {
    if (!twin || this.#found.has(ftrackId) || this.#taken.has(twin.id)) return;
    const { ftrackId: other } = twin;
    if (other !== null && other !== ftrackId && !this.#sides.absent.has(other)) return;
    this.#taken.add(twin.id);
    this.#found.set(ftrackId, twin);
  }
}

function activeFirst(left: { readonly active: boolean }, right: { readonly active: boolean }): number {
  return Number(right.active) - Number(left.active);
}

function findNamed({ id, name }: FtrackAsset, products: readonly AyonProduct[]): AyonProduct | undefined {
  const written = name.toLowerCase();
  const slug = productNameOf({ id, name }).toLowerCase();
  return (
    products.find((product) => product.name.toLowerCase() === written) ??
    products.find((product) => product.name.toLowerCase() === slug)
  );
}

/**
 * The product whose name is part of the name of the asset, as older versions of the addon named assets; the longest one. What is there is
 * found by it, nothing is made in it.
 */
function findPartlyNamed(asset: FtrackAsset, products: readonly AyonProduct[]): AyonProduct | undefined {
  const written = asset.name.toLowerCase();
  return products
    .filter(({ name }) => written.includes(name.toLowerCase()))
    .toSorted((left, right) => right.name.length - left.name.length)[0];
}

/** Name of the product that is made for an asset. */
export function productNameOf({ id, name }: Pick<FtrackAsset, 'id' | 'name'>): string {
  return slugify(name) || `ftrack_${ayonIdOf(id).slice(0, 8)}`;
}

function numberKey(productId: string, version: number): string {
  return `${productId}|${version}`;
}
