import type { MappingSettings } from '../attributes/index.ts';
import type { AyonSide, AyonSideAttribute } from './ayon-side.ts';
import type { FtrackSide, FtrackSideAttribute } from './ftrack-side.ts';

/** What sync stores for itself, on either side. */
const OURS: ReadonlySet<string> = new Set([
  'ftrackId',
  'ftrackPath',
  'ayon_id',
  'ayon_path',
  'ayon_sync_failed',
  'auto_sync_enabled',
  'ayon_list_type',
]);

/** Whose attributes are asked for. */
export interface AttributeOwner {
  readonly kind: 'project' | 'folder' | 'task';
  /** Null for the project. */
  readonly objectTypeId: string | null;
}

interface Sides {
  readonly ftrack: FtrackSide;
  readonly ayon: AyonSide;
  readonly mapping: MappingSettings;
}

/**
 * The attributes whose values come from custom attributes of ftrack, by their names in AYON: those of the mapping, or, while that is off,
 * hierarchical ones of the same name.
 */
export class AttributeSources {
  readonly #sides: Sides;
  readonly #found = new Map<string, ReadonlyMap<string, FtrackSideAttribute>>();

  constructor(sides: Sides) {
    this.#sides = sides;
  }

  of(owner: AttributeOwner): ReadonlyMap<string, FtrackSideAttribute> {
    const key = `${owner.kind}|${owner.objectTypeId}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = new Map(this.#find(owner));
    this.#found.set(key, found);
    return found;
  }

  *#find({ kind, objectTypeId }: AttributeOwner): Generator<[string, FtrackSideAttribute]> {
    const { ftrack, ayon } = this.#sides;
    const usable = ftrack.attributes.filter(
      (attribute) =>
        !OURS.has(attribute.key) && (attribute.isHierarchical || attribute.objectTypeId === objectTypeId),
    );
    for (const [name, attribute] of ayon.attributes) {
      if (OURS.has(name) || !attribute.scope.includes(kind)) continue;
      const fitting = usable.filter((source) => this.#fills(name, attribute, source));
      const source = fitting.find(({ isOfProject }) => isOfProject) ?? fitting[0];
      if (source !== undefined) yield [name, source];
    }
  }

  #fills(name: string, { isBuiltin }: AyonSideAttribute, source: FtrackSideAttribute): boolean {
    const { enabled, mapping } = this.#sides.mapping;
    const { key, isHierarchical, group } = source;
    if (!enabled) {
      const isShared = isBuiltin || ['ayon', 'openpype'].includes(group?.toLowerCase() ?? '');
      return isHierarchical && key === name && isShared;
    }
    return mapping.some(
      (row) =>
        row.name === name &&
        (row.attr_type === 'hierarchical'
          ? isHierarchical && key === row.hierarchical
          : !isHierarchical && row.standard.includes(key)),
    );
  }
}
