import type { AyonSide } from './ayon-side.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { isSlugOf, labelOf } from './same.ts';
import type { Difference } from './verify-report.ts';

/** Compares the project itself: label, code and activity. */
export function compareProject(ftrack: FtrackSide, ayon: AyonSide): Difference[] {
  const differences: Difference[] = [];
  const base = { path: '/', ftrackId: ftrack.projectId, ayonId: ayon.name, field: null };
  const label = labelOf(ftrack.name);
  if ((ayon.label ?? ayon.name) !== label)
    differences.push({ ...base, code: 'project_label', wanted: label, found: ayon.label });
  // Names of published files hold the code.
  if (!ayon.isPublished && !isSlugOf(ayon.code, ftrack.code))
    differences.push({ ...base, code: 'project_code', wanted: ftrack.code, found: ayon.code });
  // One that a person deactivated in AYON stays so.
  if (ftrack.isArchived ? ayon.active : ayon.isEnded)
    differences.push({
      ...base,
      code: 'project_active',
      wanted: !ftrack.isArchived,
      found: ayon.active,
    });
  return differences;
}
