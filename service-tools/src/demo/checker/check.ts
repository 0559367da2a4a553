/**
 * Says whether AYON holds what was sent to ftrack. It knows both servers only by their public HTTP interfaces and imports
 * nothing of this product, so that it cannot share a mistake with what it judges.
 */
import { type AyonContext, compareProjects, differenceOf, finalChanges } from './compare.ts';
import { readAyonEmails, readAyonProject, readPairedProject } from './read-ayon.ts';
import { readFtrackProject } from './read-ftrack.ts';
import type { AyonAccess, AyonEntity, Difference, FtrackAccess, SentChange } from './types.ts';

export interface CheckOptions {
  readonly ftrack: FtrackAccess;
  readonly ayon: AyonAccess;
  /** Id of the ftrack project. */
  readonly projectId: string;
  /** Name of the AYON project. */
  readonly projectName: string;
  /** In the order in which they were sent. */
  readonly changes: readonly SentChange[];
}

export interface CheckResult {
  /** Changes whose effect is not in AYON; of several of one field only the last counts. */
  readonly lost: readonly Difference[];
  /** Changes that count. */
  readonly checked: number;
  /** Folders and tasks of the project in ftrack. */
  readonly entities: number;
  /** Names, parents, types, statuses and assignees of the whole project that differ. */
  readonly different: readonly Difference[];
}

/** Reads both servers and compares. Rejects when one of them cannot be read. */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const { ftrack, ayon, projectId, projectName } = options;
  const [inFtrack, inAyon, emails, pairedId] = await Promise.all([
    readFtrackProject(ftrack, projectId),
    readAyonProject(ayon, projectName),
    readAyonEmails(ayon),
    readPairedProject(ayon, projectName),
  ]);
  const byFtrackId = twinsOf(inAyon);
  const context: AyonContext = {
    emails,
    ftrackIds: new Map([
      ['', pairedId ?? ''],
      ...inAyon.flatMap(({ id, ftrackId }): [string, string][] =>
        ftrackId === null ? [] : [[id, ftrackId]],
      ),
    ]),
  };
  const counting = finalChanges(options.changes);
  return {
    lost: counting.flatMap((change) => differenceOf(change, byFtrackId.get(change.entityId), context) ?? []),
    checked: counting.length,
    entities: inFtrack.size,
    different: compareProjects(inFtrack, byFtrackId, context),
  };
}

/** By ftrack id; of several with the same one the active counts. */
function twinsOf(entities: readonly AyonEntity[]): Map<string, AyonEntity> {
  const twins = new Map<string, AyonEntity>();
  for (const entity of entities) {
    if (entity.ftrackId === null) continue;
    if (entity.active || !twins.has(entity.ftrackId)) twins.set(entity.ftrackId, entity);
  }
  return twins;
}
