import { settingNodes } from '../setting-nodes.ts';
import type { SettingProblem } from '../read-settings.ts';
import { applyRules, type ConversionReport, isRecord, type KeptValue, rulesFor } from './apply-rules.ts';
import { fitToTree } from './fit-to-tree.ts';

export interface ConvertedOverrides {
  /** Overrides of this version. What has no place is in its list `unconverted`. Empty when nothing was stored. */
  document: Record<string, unknown>;
  /** The stored values that have no place, those of earlier conversions not counted. */
  kept: KeptValue[];
  /** What an admin has to know. Values are never quoted. */
  problems: SettingProblem[];
}

const TREE = settingNodes();

/**
 * Stored overrides of an older version of the addon, of a studio or of a project, as overrides of this version. Every value
 * lands in its new place or, when it has none or is of the wrong kind, in `kept`; nothing is added but what a moved
 * value used to mean, and a document that was converted before stays as it is. Never throws.
 *
 * @param document What AYON has stored, of any shape. It is not changed.
 * @param fromVersion Version that stored it, like `1.4.15`. A version that cannot be read counts as the oldest.
 */
export function convertOverrides(document: unknown, fromVersion: string): ConvertedOverrides {
  const report: ConversionReport = { kept: [], told: [] };
  const { kept, told } = report;
  if (document === null || document === undefined) return { document: {}, kept, problems: [] };
  const work: unknown = structuredClone(document);
  if (isRecord(work)) applyRules(work, rulesFor(fromVersion), report);
  const fitting = fitToTree(TREE, work, kept);
  const problems = [
    ...kept.map(({ path, reason }) => ({ path, message: `The stored value was set aside. ${reason}` })),
    ...told,
  ];
  return { document: addKept(isRecord(fitting) ? fitting : {}, kept), kept, problems };
}

function addKept(document: Record<string, unknown>, kept: readonly KeptValue[]): Record<string, unknown> {
  if (kept.length === 0) return document;
  const before: readonly unknown[] = Array.isArray(document['unconverted']) ? document['unconverted'] : [];
  const rows = new Map([...before, ...kept].map((row) => [JSON.stringify(row), row]));
  return { ...document, unconverted: [...rows.values()] };
}
