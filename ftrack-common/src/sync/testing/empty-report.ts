import type { SyncReport } from '../report.ts';

/** The report of a full run that found nothing to do in the AYON project `A`. */
export function emptyReport(projectId: string): SyncReport {
  return {
    projectId,
    projectName: 'A',
    scope: 'project',
    note: null,
    setUp: null,
    plan: null,
    parts: [],
    thumbnails: [],
    operations: [],
    skipped: [],
    failed: [],
    removedCandidates: [],
    ms: 5,
    requests: { ftrack: 2, ayon: 3 },
  };
}
