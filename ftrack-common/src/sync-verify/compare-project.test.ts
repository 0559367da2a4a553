import { describe, expect, it } from 'vitest';
import type { AyonSide } from './ayon-side.ts';
import { compareProject } from './compare-project.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { ayonSide, ftrackSide, sampleAttribute } from './testing/sample-sides.ts';

const DAY = '2024-10-30T00:00:00+00:00';

function differences(ftrack: Partial<FtrackSide>, ayon: Partial<AyonSide>, enabled = true) {
  const both = { ...ayonSide(), ...ayon };
  const row = { name: 'fps', attr_type: 'hierarchical', hierarchical: 'fps', standard: [] } as const;
  const rows = ['fps', 'startDate'].map((name) => ({ ...row, name, hierarchical: name }));
  const rules = { mapping: { enabled, mapping: rows }, priorities: true };
  return compareProject(ftrackSide(ftrack), both, rules).map(({ code, field, wanted, found }) => [
    field ?? code,
    wanted,
    found,
  ]);
}

describe('the project', () => {
  const attributes = new Map(['fps', 'startDate', 'endDate'].map((name) => [name, sampleAttribute()]));

  it('has the dates and mapped attributes of ftrack', () => {
    const ftrack = {
      startDate: '2024-10-29T22:00:00',
      endDate: '2024-10-30T00:00:00',
      values: new Map([['fps|project', '24']]),
    };
    const attrib = { fps: 24, startDate: DAY, endDate: DAY };
    expect(differences(ftrack, { attributes, attrib })).toEqual([]);
    expect(differences(ftrack, { attributes, attrib: { fps: 25, startDate: DAY } })).toEqual([
      ['fps', '24', 25],
      ['end_date', '2024-10-30T00:00:00', null],
    ]);
  });

  it('keeps what ftrack has no value of, and what AYON keeps no attribute of', () => {
    expect(differences({}, { attributes, attrib: { fps: 25, startDate: DAY } })).toEqual([]);
    const dates = { startDate: '2024-10-29T22:00:00' };
    expect(differences(dates, { attributes: new Map() })).toEqual([]);
  });

  it('takes a value of the mapping before the date of the project', () => {
    const own = { ...ftrackSide().attributes[0], id: 's', key: 'startDate', isHierarchical: false };
    const mapped = { ...own, objectTypeId: null, isOfProject: false, group: null, isHierarchical: true };
    const ftrack = {
      startDate: '2030-01-01',
      attributes: [mapped],
      values: new Map([['s|project', '2024-10-30']]),
    };
    expect(differences(ftrack, { attributes, attrib: { startDate: DAY } })).toEqual([]);
  });

  it('pairs attributes by name while the mapping is off', () => {
    const values = new Map([['fps|project', 30]]);
    expect(differences({ values }, { attributes, attrib: { fps: 24 } }, false)).toEqual([['fps', 30, 24]]);
    const custom = new Map([['fps', { ...sampleAttribute(), isBuiltin: false }]]);
    expect(differences({ values }, { attributes: custom, attrib: { fps: 24 } }, false)).toEqual([]);
  });
});
