import { AyonError } from '@ynput/ayon-api';
import type { AnatomyPatch, AyonProject } from '../ayon-project.port.ts';
import { type ApplyContext, assertMayWrite } from './apply-context.ts';

export interface ProjectWrite {
  readonly project: AyonProject;
  /** Id of the ftrack project. */
  readonly projectId: string;
  readonly context: ApplyContext;
}

/**
 * Writes what is to be said of the project before its entities are written. A code that AYON refuses, because another project has it,
 * is reported and holds up nothing.
 */
export async function writeProject({ code, ...patch }: AnatomyPatch, target: ProjectWrite): Promise<void> {
  await patchProject(withoutEnd(patch), target);
  if (code === undefined) return;
  try {
    await patchProject({ code }, target);
  } catch (error) {
    if (!(error instanceof AyonError) || error.outcomeUnknown || error.status === 401) throw error;
    const { project, projectId, context } = target;
    const message = `AYON did not take the project code "${code}": ${error.detail ?? error.message}`;
    context.failed.push({ code: 'refused', ftrackId: projectId, path: `/${project.name}`, message });
  }
}

/** Makes the project inactive, once all else is written. */
export async function endProject(
  { active, endedInFtrack }: AnatomyPatch,
  target: ProjectWrite,
): Promise<void> {
  if (active === false)
    await patchProject({ active, ...(endedInFtrack === true && { endedInFtrack }) }, target);
}

function withoutEnd({ active, endedInFtrack, ...patch }: AnatomyPatch): AnatomyPatch {
  if (active === false) return patch;
  return {
    ...patch,
    ...(active !== undefined && { active }),
    ...(endedInFtrack !== undefined && { endedInFtrack }),
  };
}

async function patchProject(
  patch: AnatomyPatch,
  { project, projectId, context }: ProjectWrite,
): Promise<void> {
  const fields = Object.keys(patch);
  if (fields.length === 0) return;
  await assertMayWrite(context);
  await project.patchAnatomy(patch);
  context.operations.push({
    system: 'ayon',
    type: 'update',
    entityType: 'project',
    id: project.name,
    ftrackId: projectId,
    path: `/${project.name}`,
    fields,
  });
}
