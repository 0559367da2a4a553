import { AttributeSources } from './attribute-sources.ts';
import type { AyonSide } from './ayon-side.ts';
import type { VerifyRules } from './compare-sides.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { isCleared, isSlugOf, labelOf, sameChoice, sameDay } from './same.ts';
import type { Difference, DifferenceCode } from './verify-report.ts';

/** Compares the project itself: label, code, activity, dates and attributes. */
export function compareProject(ftrack: FtrackSide, ayon: AyonSide, rules: VerifyRules): Difference[] {
  const differences: Difference[] = [];
  const base = { path: '/', ftrackId: ftrack.projectId, ayonId: ayon.name };
  const differ: Differ = (code, { wanted, found, field = null }) => {
    differences.push({ ...base, code, wanted, found, field });
  };
  const label = labelOf(ftrack.name);
  if ((ayon.label ?? ayon.name) !== label) differ('project_label', { wanted: label, found: ayon.label });
  // Names of published files hold the code.
  if (!ayon.isPublished && !isSlugOf(ayon.code, ftrack.code))
    differ('project_code', { wanted: ftrack.code, found: ayon.code });
  // One that a person deactivated in AYON stays so.
  if (ftrack.isArchived ? ayon.active : ayon.isEnded)
    differ('project_active', { wanted: !ftrack.isArchived, found: ayon.active });
  compareAttributes({ ftrack, ayon, rules }, differ);
  return differences;
}

type Differ = (
  code: DifferenceCode,
  values: { readonly wanted: unknown; readonly found: unknown; readonly field?: string },
) => void;

interface Sides {
  readonly ftrack: FtrackSide;
  readonly ayon: AyonSide;
  readonly rules: VerifyRules;
}

/** What ftrack's project does not have comes from AYON's anatomy and is nobody's concern here. */
function compareAttributes({ ftrack, ayon, rules: { mapping } }: Sides, differ: Differ): void {
  const sources = new AttributeSources({ ftrack, ayon, mapping }).of({ kind: 'project', objectTypeId: null });
  for (const [name, { id }] of sources) {
    const wanted = ftrack.values.get(`${id}|${ftrack.projectId}`);
    const found = ayon.attrib[name] ?? null;
    const isSame = isCleared(wanted) || sameChoice(wanted, found, ayon.attributes.get(name)?.choices);
    if (!isSame) differ('attribute', { wanted, found, field: name });
  }
  for (const [name, code, wanted] of [
    ['startDate', 'start_date', ftrack.startDate],
    ['endDate', 'end_date', ftrack.endDate],
  ] as const) {
    const isKept = ayon.attributes.get(name)?.scope.includes('project') === true;
    if (!isKept || sources.has(name) || isCleared(wanted)) continue;
    const found = ayon.attrib[name] ?? null;
    if (!sameDay(wanted, found)) differ(code, { wanted, found });
  }
}
