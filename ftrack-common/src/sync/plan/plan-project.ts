import { FTRACK_ID_ATTRIBUTE } from '../../attributes/index.ts';
import type { AnatomyPatch, AyonAnatomy, AyonSnapshot } from '../ayon-project.port.ts';
import type { FtrackProject } from '../snapshot/ftrack-snapshot.ts';
import type { PlanInput, Problem } from './plan.ts';
import { ayonLabelOf, slugify } from './slugify.ts';

export interface ProjectPlan {
  readonly patch: Pick<AnatomyPatch, 'label' | 'code' | 'active' | 'endedInFtrack'>;
  readonly problems: readonly Problem[];
}

/**
 * Label, code and activity of the AYON project. Its name never changes: paths and links hold it.
 *
 * - The label is ftrack's full name.
 * - The code is ftrack's short name as long as nothing was published, because names of files hold it. Only a look at the whole
 *   project can tell, so a part of one never changes it.
 * - An archived ftrack project makes it inactive, and active again once it is not archived any more. One that a person deactivated
 *   in AYON stays so.
 */
export function planProject({ ftrack, ayon }: PlanInput): ProjectPlan {
  const { project } = ftrack;
  const { anatomy } = ayon;
  const label = ayonLabelOf(project.name);
  const code = ftrack.scope === 'project' ? planCode(project, ayon) : { patch: {}, problems: [] };
  const activity = planActivity(project, anatomy);
  return {
    patch: {
      ...((anatomy.label ?? anatomy.name) !== label && { label }),
      ...code.patch,
      ...activity.patch,
    },
    problems: [...code.problems, ...activity.problems],
  };
}

function planCode({ id, code }: FtrackProject, { anatomy, entities }: AyonSnapshot): ProjectPlan {
  const wanted = slugify(code);
  if (wanted === '' || wanted === anatomy.code) return { patch: {}, problems: [] };
  if (![...entities.values()].some(({ locked }) => locked)) return { patch: { code: wanted }, problems: [] };
  const message = `AYON keeps the project code "${anatomy.code}" instead of "${wanted}": published files are named with it.`;
  return {
    patch: {},
    problems: [{ code: 'project_code_kept', ftrackId: id, path: `/${anatomy.name}`, message }],
  };
}

function planActivity({ id, isActive }: FtrackProject, anatomy: AyonAnatomy): ProjectPlan {
  const { active, endedInFtrack } = anatomy;
  if (!isActive) {
    return { patch: active ? { active: false, endedInFtrack: true } : {}, problems: [] };
  }
  if (endedInFtrack)
    return { patch: { ...(!active && { active: true }), endedInFtrack: false }, problems: [] };
  if (active) return { patch: {}, problems: [] };
  const message = 'The project was deactivated in AYON and stays so. Activate it there if it is needed.';
  return {
    patch: {},
    problems: [{ code: 'project_inactive', ftrackId: id, path: `/${anatomy.name}`, message }],
  };
}

/**
 * The AYON project of a ftrack project that cannot be read any more. Deleted and closed to the API key look the same, so nothing is
 * done until a person confirms; then the AYON project becomes inactive, whatever the delete policy: it is never deleted.
 */
export function planGoneProject(
  projectId: string,
  { name, active }: { readonly name: string; readonly active: boolean },
  { confirmed }: { readonly confirmed: boolean },
): ProjectPlan {
  if (!active) return { patch: {}, problems: [] };
  if (confirmed) return { patch: { active: false, endedInFtrack: true }, problems: [] };
  const message = `Its ftrack project was deleted, or is closed to the API key. The AYON project stays active until an admin confirms that it is gone; if it is not, give the key a role with access to all projects. To stop this message, clear "${FTRACK_ID_ATTRIBUTE}" on the AYON project.`;
  return { patch: {}, problems: [{ code: 'project_gone', ftrackId: projectId, path: `/${name}`, message }] };
}
