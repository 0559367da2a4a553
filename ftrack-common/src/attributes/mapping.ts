import type { Attribute } from '@ynput/ayon-api';
import { FTRACK_ID_ATTRIBUTE, FTRACK_PATH_ATTRIBUTE } from './ayon-attributes.ts';
import { MANDATORY_KEYS } from './mandatory-attributes.ts';
import type { AttributeTarget, FtrackAttribute, MappingSettings } from './types.ts';

/** One AYON attribute and the ftrack attribute its value comes from. */
export interface MappedAttribute {
  readonly ayon: Attribute;
  readonly ftrack: FtrackAttribute;
}

/** Answers which ftrack attribute fills which AYON attribute, per kind of entity. */
export interface AttributeMapping {
  /** The pairs that apply to an entity, at most one per AYON attribute. */
  attributesOf(target: AttributeTarget): readonly MappedAttribute[];
  /** The AYON attributes by name. */
  readonly ayonAttributes: ReadonlyMap<string, Attribute>;
  /** All ftrack attributes that any entity may take a value from. */
  readonly ftrackAttributes: readonly FtrackAttribute[];
}

export interface MappingInput {
  readonly settings: MappingSettings;
  readonly ayonAttributes: readonly Attribute[];
  /** Of one project: global ones and its own. */
  readonly ftrackAttributes: readonly (FtrackAttribute & { readonly group?: string | null })[];
}

const RESERVED: ReadonlySet<string> = new Set([FTRACK_ID_ATTRIBUTE, FTRACK_PATH_ATTRIBUTE]);
/** Groups whose hierarchical attributes pair by name when the mapping is off. */
const PAIRED_GROUPS: ReadonlySet<string> = new Set(['ayon', 'openpype']);

/**
 * Builds the mapping of one project. Rows about attributes that AYON does not know are left out; so are our own attributes of
 * both sides. An attribute that is specific to the project hides a global one with the same key.
 */
export function createAttributeMapping(input: MappingInput): AttributeMapping {
  const usable = input.ftrackAttributes.filter((attribute) => !MANDATORY_KEYS.has(attribute.key));
  const sources = input.settings.enabled ? mappedSources(input, usable) : sourcesByName(input, usable);
  const cache = new Map<string, readonly MappedAttribute[]>();
  const attributesOf = (target: AttributeTarget) => {
    const cacheKey = `${target.entityType}:${target.objectTypeId ?? ''}`;
    const known = cache.get(cacheKey);
    if (known) return known;
    const found = sources.flatMap(({ ayon, candidates }) => {
      if (!appliesTo(ayon, target)) return [];
      const ftrack = pickFor(candidates, target);
      return ftrack ? [{ ayon, ftrack }] : [];
    });
    cache.set(cacheKey, found);
    return found;
  };
  return {
    attributesOf,
    ayonAttributes: new Map(input.ayonAttributes.map((attribute) => [attribute.name, attribute])),
    ftrackAttributes: [...new Set(sources.flatMap(({ candidates }) => candidates))],
  };
}

interface Source {
  readonly ayon: Attribute;
  readonly candidates: readonly FtrackAttribute[];
}

function mappedSources(
  { settings, ayonAttributes }: MappingInput,
  usable: readonly FtrackAttribute[],
): Source[] {
  const byName = new Map(ayonAttributes.map((attribute) => [attribute.name, attribute]));
  return settings.mapping.flatMap((row) => {
    const ayon = byName.get(row.name);
    if (!ayon || RESERVED.has(row.name)) return [];
    const candidates =
      row.attr_type === 'hierarchical'
        ? usable.filter((attribute) => attribute.isHierarchical && attribute.key === row.hierarchical)
        : usable.filter((attribute) => !attribute.isHierarchical && row.standard.includes(attribute.key));
    return candidates.length > 0 ? [{ ayon, candidates }] : [];
  });
}

function sourcesByName(
  { ayonAttributes }: MappingInput,
  usable: readonly (FtrackAttribute & { readonly group?: string | null })[],
): Source[] {
  return ayonAttributes.flatMap((ayon) => {
    if (RESERVED.has(ayon.name)) return [];
    const candidates = usable.filter(
      (attribute) =>
        attribute.isHierarchical &&
        attribute.key === ayon.name &&
        (ayon.builtin || PAIRED_GROUPS.has(attribute.group?.toLowerCase() ?? '')),
    );
    return candidates.length > 0 ? [{ ayon, candidates }] : [];
  });
}

/** Whether AYON keeps the attribute on what a ftrack entity becomes: a project, or a folder or task. */
function appliesTo(ayon: Attribute, { entityType }: AttributeTarget): boolean {
  return entityType === 'show'
    ? ayon.scope.includes('project')
    : ayon.scope.includes('folder') || ayon.scope.includes('task');
}

function pickFor(candidates: readonly FtrackAttribute[], target: AttributeTarget): FtrackAttribute | null {
  const fitting = candidates.filter(
    (attribute) =>
      attribute.isHierarchical ||
      (attribute.entityType === target.entityType &&
        (target.entityType === 'show' || attribute.objectTypeId === target.objectTypeId)),
  );
  return fitting.find((attribute) => attribute.projectId !== null) ?? fitting[0] ?? null;
}
