import type { SettingNode } from '../setting-nodes.ts';
import { isRecord, keep, type KeptValue } from './apply-rules.ts';

/**
 * The part of stored overrides that the tree has a place for: known keys whose values are of the right kind. The rest is
 * added to `kept`. A row that is not of the right kind is left out whole: with a part of its filter gone it would match
 * more than it should. Limits and choices are not looked at. undefined when nothing is left.
 */
export function fitToTree(node: SettingNode, value: unknown, kept: KeptValue[]): unknown {
  return fit(node, { path: '', value, kept });
}

interface Visit {
  path: string;
  value: unknown;
  kept: KeptValue[];
}

function fit(node: SettingNode, visit: Visit): unknown {
  if (node.kind === 'rows' && Array.isArray(visit.value)) return fitRows(node, visit.value, visit);
  if (!isOfKind(node, visit.value)) {
    keep(visit.kept, { ...visit, reason: `It is not ${KINDS[node.kind]}.` });
    return undefined;
  }
  if (node.kind !== 'group' || !isRecord(visit.value)) return visit.value;
  const group = fitKeys(node, visit.value, visit);
  return Object.keys(group).length === 0 ? undefined : group;
}

function fitKeys(
  node: SettingNode,
  value: Record<string, unknown>,
  { path, kept }: Visit,
): Record<string, unknown> {
  const inside = (key: string) => (path === '' ? key : `${path}/${key}`);
  const known = new Set(node.children.map((child) => child.key));
  for (const [key, inner] of Object.entries(value)) {
    if (!known.has(key)) keep(kept, { path: inside(key), value: inner, reason: 'There is no such setting.' });
  }
  return Object.fromEntries(
    node.children.flatMap((child) => {
      if (!Object.hasOwn(value, child.key)) return [];
      const fitting = fit(child, { path: inside(child.key), value: value[child.key], kept });
      return fitting === undefined ? [] : [[child.key, fitting]];
    }),
  );
}

function fitRows(node: SettingNode, rows: readonly unknown[], { path, kept }: Visit): unknown[] {
  return rows.flatMap((value, index) => {
    const visit = { path: `${path}/${index}`, value, kept };
    if (isRecord(value) && node.children.every((child) => fitsWholly(child, value))) {
      return [fitKeys(node, value, visit)];
    }
    kept.push({
      path: visit.path,
      value: JSON.stringify(value),
      reason: 'Not every value of the row is of the right kind.',
    });
    return [];
  });
}

function fitsWholly(node: SettingNode, row: Record<string, unknown>): boolean {
  if (!Object.hasOwn(row, node.key)) return true;
  const value = row[node.key];
  if (node.kind !== 'rows') return isOfKind(node, value);
  const rows: readonly unknown[] | null = Array.isArray(value) ? value : null;
  return (
    rows?.every((inner) => isRecord(inner) && node.children.every((child) => fitsWholly(child, inner))) ??
    false
  );
}

const KINDS: Readonly<Record<SettingNode['kind'], string>> = {
  boolean: 'yes or no',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  strings: 'a list of texts',
  group: 'a group of settings',
  rows: 'a list of rows',
};

function isOfKind({ kind }: SettingNode, value: unknown): boolean {
  switch (kind) {
    case 'group':
      return isRecord(value);
    case 'rows':
      return Array.isArray(value);
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === kind;
  }
}
