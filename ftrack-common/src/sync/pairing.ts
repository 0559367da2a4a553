import { ayonIdOf } from './ayon-id.ts';
import type { AyonProjectSummary, AyonServer } from './ayon-project.port.ts';
import { SyncError } from './errors.ts';
import { ayonLabelOf, slugify } from './plan/slugify.ts';
import type { FtrackProject } from './snapshot/ftrack-snapshot.ts';

/** Of the AYON projects that carry this ftrack id an active one, else the first; undefined when none does. */
export function pickPaired(
  projects: readonly AyonProjectSummary[],
  ftrackId: string,
): AyonProjectSummary | undefined {
  const paired = projects.filter((project) => project.ftrackId === ftrackId);
  return paired.find(({ active }) => active) ?? paired[0];
}

/**
 * The AYON project that belongs to a ftrack project: by the ftrack id it carries, whatever it is called; before there is one, by the full
 * name (in any case, or as slug).
 *
 * @returns null when there is none.
 * @throws SyncError `ayon_project_taken` when the one of that name carries the id of another ftrack project.
 */
export function findPairing(
  project: FtrackProject,
  candidates: readonly AyonProjectSummary[],
): AyonProjectSummary | null {
  const byId = pickPaired(candidates, project.id);
  if (byId) return byId;
  const names = new Set([project.name.toLowerCase(), ayonProjectName(project).toLowerCase()]);
  const byName = candidates.find(({ name }) => names.has(name.toLowerCase())) ?? null;
  if (byName && byName.ftrackId !== null) {
    throw new SyncError(
      'ayon_project_taken',
      `The AYON project "${byName.name}" belongs to another ftrack project (${byName.ftrackId}). Rename the ftrack project "${project.name}", or clear "ftrackId" on the AYON project.`,
    );
  }
  return byName;
}

export interface PairingOptions {
  /** Make the AYON project when there is none. */
  readonly createProject: boolean;
  /** Called right before a project is made. */
  readonly assertMayWrite: () => Promise<void>;
}

/** The AYON project of a ftrack project. */
export interface Pairing {
  readonly name: string;
  /** What it was made with; null when it was there. */
  readonly made: NewProject | null;
}

export type NewProject = Parameters<AyonServer['createProject']>[0];

/**
 * The AYON project, which is made when asked for.
 *
 * @throws SyncError `ayon_project_missing` when there is none and it must not be made.
 */
export async function pairProject(
  ayon: AyonServer,
  project: FtrackProject,
  { createProject, assertMayWrite }: PairingOptions,
): Promise<Pairing> {
  const found = findPairing(project, await ayon.listProjects());
  if (found) return { name: found.name, made: null };
  if (!createProject) {
    throw new SyncError(
      'ayon_project_missing',
      `There is no AYON project for the ftrack project "${project.name}". Create one of that name, or run "Prepare Project".`,
    );
  }
  const name = ayonProjectName(project);
  const made = { name, code: slugify(project.code) || name, label: ayonLabelOf(project.name) };
  await assertMayWrite();
  await ayon.createProject(made);
  return { name, made };
}

function ayonProjectName(project: FtrackProject): string {
  return slugify(project.name) || slugify(project.code) || `ftrack_${ayonIdOf(project.id).slice(0, 8)}`;
}
