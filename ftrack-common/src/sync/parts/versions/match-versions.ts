import { slugify } from '../../plan/slugify.ts';
import type { Twin } from '../twins.ts';
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

/**
 * Finds the twin of each version: the one named in `ayon_id`, else the one that carries its id, else that of its number in the
 * product which goes by the name of the asset. Each AYON version is the twin of one. Versions of what AYON has no folder for are
 * left out.
 */
export function matchVersions(
  ftrack: readonly FtrackVersion[],
  { products, versions }: AyonPublishes,
  folders: ReadonlyMap<string, Twin>,
): VersionMatch[] {
  const byId = new Map(versions.map((version) => [version.id, version]));
  const byFtrackId = new Map(
    versions.flatMap((one) => (one.ftrackId === null ? [] : [[one.ftrackId, one] as const])),
  );
  const byNumber = new Map(
    versions.map((version) => [numberKey(version.productId, version.version), version]),
  );
  const productById = new Map(products.map((product) => [product.id, product]));
  const productsIn = new Map<string, AyonProduct[]>();
  for (const product of products)
    productsIn.set(product.folderId, [...(productsIn.get(product.folderId) ?? []), product]);
  const taken = new Set<string>();
  const known = new Map<string, AyonVersion>();
  for (const { id, ayonId } of ftrack) {
    const twin = byFtrackId.get(id) ?? (ayonId === null ? undefined : byId.get(ayonId));
    if (!twin || taken.has(twin.id) || (twin.ftrackId !== null && twin.ftrackId !== id)) continue;
    taken.add(twin.id);
    known.set(id, twin);
  }
  return ftrack.flatMap((version): VersionMatch[] => {
    const folder = folders.get(version.asset.contextId);
    if (folder?.kind !== 'folder') return [];
    const twin = known.get(version.id);
    const product = twin
      ? productById.get(twin.productId)
      : productFor(version.asset, productsIn.get(folder.id) ?? []);
    const sameNumber = product && !twin ? byNumber.get(numberKey(product.id, version.version)) : undefined;
    const isFree = sameNumber && !taken.has(sameNumber.id) && sameNumber.ftrackId === null;
    if (isFree) taken.add(sameNumber.id);
    return [{ ftrack: version, folder, product, twin: twin ?? (isFree ? sameNumber : undefined) }];
  });
}

/**
 * The one made for the asset; else by name in any case; else one whose name is part of the name of the asset, as older versions of the
 * addon named them.
 */
function productFor({ id, name }: FtrackAsset, products: readonly AyonProduct[]): AyonProduct | undefined {
  const [ayonId, written, slug] = [
    ayonIdOf(id),
    name.toLowerCase(),
    productNameOf({ id, name }).toLowerCase(),
  ];
  return (
    products.find((product) => product.id === ayonId) ??
    products.find((product) => product.name.toLowerCase() === written) ??
    products.find((product) => product.name.toLowerCase() === slug) ??
    products.find((product) => written.includes(product.name.toLowerCase()))
  );
}

/** Name of the product that is made for an asset. */
export function productNameOf({ id, name }: Pick<FtrackAsset, 'id' | 'name'>): string {
  return slugify(name) || `ftrack_${ayonIdOf(id).slice(0, 8)}`;
}

/** AYON id of what is made for a ftrack entity: ftrack ids are UUIDs, which AYON writes without dashes. */
export function ayonIdOf(ftrackId: string): string {
  return ftrackId.replaceAll('-', '').toLowerCase();
}

function numberKey(productId: string, version: number): string {
  return `${productId}|${version}`;
}
