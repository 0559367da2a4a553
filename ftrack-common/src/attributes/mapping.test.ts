import type { Attribute } from '@ynput/ayon-api';
import { describe, expect, it } from 'vitest';
import { createAttributeMapping } from './mapping.ts';
import type { FtrackAttribute, MappingRow } from './types.ts';

const ayon = (name: string, builtin = true): Attribute => ({
  name,
  position: 0,
  scope: ['project', 'folder', 'task'],
  builtin,
  data: { type: 'float', inherit: true },
});
const ftrack = (id: string, data: Partial<FtrackAttribute & { group: string | null }>) => ({
  id,
  key: 'fps',
  type: 'number',
  entityType: 'show',
  objectTypeId: null,
  projectId: null,
  isHierarchical: false,
  group: null,
  ...data,
});
const row = (data: Partial<MappingRow>): MappingRow => ({
  name: 'fps',
  attr_type: 'standard',
  hierarchical: 'fps',
  standard: ['fps'],
  ...data,
});
const SHOT = { entityType: 'task', objectTypeId: 'shot' } as const;
const PROJECT = { entityType: 'show', objectTypeId: null } as const;

describe('createAttributeMapping', () => {
  const ofShot = ftrack('shot', { entityType: 'task', objectTypeId: 'shot' });
  const ofProject = ftrack('project', {});
  const hierarchical = ftrack('hierarchical', { isHierarchical: true });
  const pick = (rows: MappingRow[], attributes: (typeof ofShot)[], enabled = true) =>
    createAttributeMapping({
      settings: { enabled, mapping: rows },
      ayonAttributes: [ayon('fps'), ayon('ftrackId'), ayon('custom', false)],
      ftrackAttributes: attributes,
    });
  const idsOf = (mapping: ReturnType<typeof pick>, target: typeof SHOT | typeof PROJECT) =>
    mapping.attributesOf(target).map((pair) => `${pair.ayon.name}<${pair.ftrack.id}`);

  it('takes the standard attribute of the object type', () => {
    const mapping = pick([row({})], [ofShot, ofProject, hierarchical]);
    expect(idsOf(mapping, SHOT)).toEqual(['fps<shot']);
    expect(idsOf(mapping, PROJECT)).toEqual(['fps<project']);
  });

  it('takes the hierarchical attribute for everything', () => {
    const mapping = pick([row({ attr_type: 'hierarchical' })], [ofShot, ofProject, hierarchical]);
    expect(idsOf(mapping, SHOT)).toEqual(['fps<hierarchical']);
    expect(idsOf(mapping, PROJECT)).toEqual(['fps<hierarchical']);
  });

  it('lets an attribute of the project hide the global one', () => {
    const own = ftrack('own', { entityType: 'task', objectTypeId: 'shot', projectId: 'p' });
    expect(idsOf(pick([row({})], [ofShot, own]), SHOT)).toEqual(['fps<own']);
  });

  it('leaves out what AYON does not know, what is not configured, and our own attributes', () => {
    const rows = [
      row({ name: 'unknown' }),
      row({ standard: [] }),
      row({ name: 'ftrackId', attr_type: 'hierarchical' }),
    ];
    expect(pick(rows, [ofShot, hierarchical]).ftrackAttributes).toEqual([]);
    const id = ftrack('id', { key: 'ayon_id', isHierarchical: true });
    expect(
      pick([row({ attr_type: 'hierarchical', hierarchical: 'ayon_id' })], [id]).ftrackAttributes,
    ).toEqual([]);
  });

  it('pairs hierarchical attributes by name when the mapping is off', () => {
    const custom = ftrack('custom', { key: 'custom', isHierarchical: true });
    expect(idsOf(pick([], [hierarchical, custom, ofShot], false), SHOT)).toEqual(['fps<hierarchical']);
    const grouped = { ...custom, group: 'openpype' };
    expect(idsOf(pick([], [hierarchical, grouped], false), SHOT)).toEqual([
      'fps<hierarchical',
      'custom<custom',
    ]);
  });
});
