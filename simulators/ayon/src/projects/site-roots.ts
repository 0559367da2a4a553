import { isObject, type JsonObject } from '../json.ts';
import type { Project } from './project.ts';

/** The roots of a project on a workstation: what the user set for it, else those of its platform. */
export function siteRoots(
  project: Project,
  { user, site, platform }: { user: string; site: string | null | undefined; platform: string },
): JsonObject {
  const own = site ? project.siteRoots.get(user)?.[site] : undefined;
  const configured = isObject(project.config['roots']) ? project.config['roots'] : {};
  const found: JsonObject = {};
  for (const [name, paths] of Object.entries(configured)) {
    const override = isObject(own) ? own[name] : undefined;
    found[name] = override ?? (isObject(paths) ? (paths[platform] ?? null) : null);
  }
  return found;
}
