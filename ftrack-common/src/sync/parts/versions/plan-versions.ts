import type { ProjectStatus } from '@ynput/ayon-api';
import { ayonIdOf } from '../../ayon-id.ts';
import type { UserMapping } from '../../plan/map-users.ts';
import type { Problem } from '../../plan/plan.ts';
import { slugify } from '../../plan/slugify.ts';
import { ayonThumbnailId } from '../../thumbnails/thumbnail-id.ts';
import { removalLimit, type RemovalRules } from '../removal-limit.ts';
import type { Twin } from '../twins.ts';
import type { AyonPublishes, AyonVersion, VersionWrite } from './ayon-versions.port.ts';
import { matchVersions, productNameOf, type VersionMatch } from './match-versions.ts';
import type { FtrackAsset, FtrackVersion } from './read-ftrack-versions.ts';

export interface VersionSides {
  readonly ftrack: readonly FtrackVersion[];
  readonly ayon: AyonPublishes;
  /** Twins of the contexts and tasks of the versions, by ftrack id. */
  readonly twins: ReadonlyMap<string, Twin>;
  /** Ids of asset versions that ftrack, asked for each, does not have. */
  readonly absent: ReadonlySet<string>;
  /** Ids of AYON versions with files, of those that could be removed. */
  readonly withFiles: ReadonlySet<string>;
}

export interface VersionRules {
  /** Statuses of the AYON project, as they will be. */
  readonly statuses: readonly ProjectStatus[];
  readonly users: UserMapping;
  /** Bring statuses over. */
  readonly syncStatuses: boolean;
  /** Make products and versions of what was published in ftrack alone. */
  readonly create: boolean;
  /** Type of the product for an asset type of ftrack. */
  readonly productTypeOf: (assetType: string) => string;
  readonly removals: RemovalRules;
}

export interface PlannedVersionWrite {
  readonly write: VersionWrite;
  /** Id of the asset version; of the asset for a product. */
  readonly ftrackId: string;
  /** AYON path of the folder, then the names. */
  readonly path: string;
  /** Id of the product it needs, when that is made by the same plan. */
  readonly needs: string | null;
}

/** What is to be stored in `ayon_id` of an asset version. */
export interface VersionWriteBack {
  readonly ftrackId: string;
  readonly path: string;
  readonly ayonId: string;
}

export interface VersionPlan {
  readonly writes: readonly PlannedVersionWrite[];
  readonly writeBacks: readonly VersionWriteBack[];
  readonly problems: readonly Problem[];
  /** Ids of asset versions that show another thumbnail in AYON. */
  readonly thumbnails: readonly string[];
}

/** Compares versions. A version of AYON that has a twin gets its status; one that ftrack alone has is made where that is wanted. */
export function planVersions(sides: VersionSides, rules: VersionRules): VersionPlan {
  const planner = new VersionPlanner(sides, rules);
  const matches = matchVersions(sides);
  for (const match of matches) planner.plan(match);
  planner.planGone(new Set(matches.flatMap(({ twin }) => twin?.id ?? [])));
  return planner;
}

class VersionPlanner implements VersionPlan {
  readonly writes: PlannedVersionWrite[] = [];
  readonly writeBacks: VersionWriteBack[] = [];
  readonly problems: Problem[] = [];
  readonly thumbnails: string[] = [];
  readonly #sides: VersionSides;
  readonly #rules: VersionRules;
  readonly #statuses: ReadonlyMap<string, ProjectStatus>;
  /** Products that this plan makes, by id of the asset. */
  readonly #made = new Map<string, { id: string; name: string; isNew: true }>();
  /** Folder and lower-case name of every product there is or will be. */
  readonly #names: Set<string>;
  readonly #numbers: Set<string>;

  constructor(sides: VersionSides, rules: VersionRules) {
    this.#sides = sides;
    this.#rules = rules;
    this.#statuses = new Map(rules.statuses.map((status) => [status.name.toLowerCase(), status]));
    this.#names = new Set(sides.ayon.products.map(({ folderId, name }) => nameKey(folderId, name)));
    this.#numbers = new Set(sides.ayon.versions.map(({ productId, version }) => `${productId}|${version}`));
  }

  plan(match: VersionMatch): void {
    const { ftrack, twin } = match;
    if (twin) this.#update(match, twin);
    else if (this.#rules.create && ftrack.isPublished) this.#create(match);
  }

  #update({ ftrack, folder, product }: VersionMatch, twin: AyonVersion): void {
    const path = `${folder.path}/${product?.name ?? ftrack.asset.name}/v${pad(twin.version)}`;
    const data: Record<string, unknown> = {};
    const status = this.#statusOf(ftrack, path);
    if (status !== null && status !== twin.status) data['status'] = status;
    const attrib: Record<string, unknown> = {};
    if (twin.ftrackId !== ftrack.id) attrib['ftrackId'] = ftrack.id;
    const isOurs = twin.id === ayonIdOf(ftrack.id);
    // One that carries the id of a version which is gone went with it, and is back with this one.
    const isTakenOver = twin.ftrackId !== null && twin.ftrackId !== ftrack.id;
    if ((isOurs || isTakenOver) && !twin.active) data['active'] = true;
    if (isOurs && (twin.comment ?? '') !== ftrack.comment) attrib['comment'] = ftrack.comment || null;
    if (Object.keys(attrib).length > 0) data['attrib'] = attrib;
    if (Object.keys(data).length > 0) {
      const write = { type: 'update', entityType: 'version', entityId: twin.id, data } as const;
      this.writes.push({ write, ftrackId: ftrack.id, path, needs: null });
    }
    if (ayonThumbnailId(ftrack.thumbnailId) !== twin.thumbnailId) this.thumbnails.push(ftrack.id);
    this.#storeId(ftrack, { path, ayonId: twin.id });
  }

  #create(match: VersionMatch): void {
    const { ftrack, folder } = match;
    const product = this.#productOf(match);
    const path = `${folder.path}/${product.name}/v${pad(ftrack.version)}`;
    const number = `${product.id}|${ftrack.version}`;
    if (this.#numbers.has(number)) {
      this.#report(ftrack, 'name_taken', {
        path,
        message: 'AYON has another version of this number in the product that goes by the name of the asset.',
      });
      return;
    }
    this.#numbers.add(number);
    const task = ftrack.taskId === null ? undefined : this.#sides.twins.get(ftrack.taskId);
    const author = ftrack.userId === null ? undefined : this.#rules.users.ayonNames.get(ftrack.userId);
    const status = this.#statusOf(ftrack, path);
    const data = {
      version: ftrack.version,
      productId: product.id,
      ...(task?.kind === 'task' && { taskId: task.id }),
      ...(author !== undefined && { author }),
      ...(status !== null && { status }),
      attrib: { ftrackId: ftrack.id, ...(ftrack.comment !== '' && { comment: ftrack.comment }) },
    };
    const entityId = ayonIdOf(ftrack.id);
    this.writes.push({
      write: { type: 'create', entityType: 'version', entityId, data },
      ftrackId: ftrack.id,
      path,
      needs: product.isNew ? product.id : null,
    });
    if (ftrack.thumbnailId !== null) this.thumbnails.push(ftrack.id);
    this.#storeId(ftrack, { path, ayonId: entityId });
  }

  #productOf({ ftrack, folder, product }: VersionMatch): { id: string; name: string; isNew: boolean } {
    const { asset } = ftrack;
    const made = this.#made.get(asset.id);
    if (made !== undefined) return made;
    const id = ayonIdOf(asset.id);
    const isFree = product && (product.id === id || !this.#numbers.has(`${product.id}|${ftrack.version}`));
    if (isFree) return { ...product, isNew: false };
    const name = this.#freeName(asset, folder.id);
    const added = { id, name, isNew: true } as const;
    this.#made.set(asset.id, added);
    const productType = this.#rules.productTypeOf(asset.type);
    const data = { name, folderId: folder.id, productType };
    this.writes.push({
      write: { type: 'create', entityType: 'product', entityId: id, data },
      ftrackId: asset.id,
      path: `${folder.path}/${name}`,
      needs: null,
    });
    return added;
  }

  /** ftrack tells assets of one name apart by their type. */
  #freeName(asset: FtrackAsset, folderId: string): string {
    const name = productNameOf(asset);
    const type = slugify(asset.type);
    const names = [name, ...(type ? [`${name}_${type}`] : []), `${name}_${ayonIdOf(asset.id).slice(0, 8)}`];
    const free = names.find((one) => !this.#names.has(nameKey(folderId, one))) ?? name;
    this.#names.add(nameKey(folderId, free));
    return free;
  }

  /** Versions we made whose asset version is gone, and that are not the twin of another one now. One with files belongs to AYON. */
  planGone(twins: ReadonlySet<string>): void {
    const { policy, confirmed } = this.#rules.removals;
    const { ayon, absent, withFiles } = this.#sides;
    const linked = ayon.versions.filter(({ id, ftrackId }) => ftrackId !== null && id === ayonIdOf(ftrackId));
    const gone = linked.filter(
      ({ id, ftrackId, active }) =>
        absent.has(ftrackId ?? '') && !twins.has(id) && !withFiles.has(id) && (active || policy === 'delete'),
    );
    const count = { what: 'versions', count: gone.length, linked: linked.length };
    const limited = removalLimit(count, this.#rules.removals);
    if (limited !== null) this.problems.push(limited);
    else if (gone.length > 0) {
      const pathOf = this.#versionPaths();
      const waits = policy === 'ask' && !confirmed;
      for (const version of gone) this.#planRemoval(version, { path: pathOf(version), waits });
    }
  }

  /** AYON path of a version, as far as its folder is known. */
  #versionPaths(): (version: AyonVersion) => string {
    const { ayon, twins } = this.#sides;
    const products = new Map(ayon.products.map((product) => [product.id, product]));
    const folders = new Map([...twins.values()].map(({ id, path }) => [id, path]));
    return ({ productId, version }) => {
      const product = products.get(productId);
      const folder = product === undefined ? undefined : folders.get(product.folderId);
      return `${folder ?? ''}/${product?.name ?? productId}/v${pad(version)}`;
    };
  }

  #planRemoval(
    { id, ftrackId: of }: AyonVersion,
    { path, waits }: { readonly path: string; readonly waits: boolean },
  ): void {
    const ftrackId = of ?? '';
    if (waits) {
      const message = 'The version is gone in ftrack. It stays in AYON until an admin confirms its removal.';
      this.problems.push({ code: 'removal_waits', ftrackId, path, message });
    } else if (this.#rules.removals.policy === 'delete')
      this.#remove({ write: { type: 'delete', entityType: 'version', entityId: id }, ftrackId, path });
    else {
      const data = { active: false };
      this.#remove({ write: { type: 'update', entityType: 'version', entityId: id, data }, ftrackId, path });
    }
  }

  #remove(planned: Omit<PlannedVersionWrite, 'needs'>): void {
    this.writes.push({ ...planned, needs: null });
  }

  #statusOf(ftrack: FtrackVersion, path: string): string | null {
    const { status: name } = ftrack;
    if (!this.#rules.syncStatuses || name === null) return null;
    const status = this.#statuses.get(name.toLowerCase());
    if (status && (!status.scope || status.scope.includes('version'))) return status.name;
    this.#report(ftrack, 'status_not_in_scope', {
      path,
      message: `AYON has no status "${name}" for a version.`,
    });
    return null;
  }

  #storeId(
    { id: ftrackId, storedId }: FtrackVersion,
    { path, ayonId }: { path: string; ayonId: string },
  ): void {
    if (storedId !== ayonId) this.writeBacks.push({ ftrackId, path, ayonId });
  }

  #report(
    { id: ftrackId }: FtrackVersion,
    code: Problem['code'],
    { path, message }: { path: string; message: string },
  ): void {
    this.problems.push({ code, ftrackId, path, message });
  }
}

function nameKey(folderId: string, name: string): string {
  return `${folderId}|${name.toLowerCase()}`;
}

function pad(version: number): string {
  return String(version).padStart(3, '0');
}
