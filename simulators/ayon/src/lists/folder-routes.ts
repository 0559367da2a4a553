import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { refuseFolder } from './list-call.ts';

/** The folders lists are kept in. */
export function addListFolderRoutes(router: Router, state: ServerState): void {
  const base = '/api/projects/{project_name}/entityListFolders';
  router.add('GET', base, (call) => ok({ folders: readableProject(state, call).listFolders }));

  router.add('POST', base, (call) => {
    const project = findProject(state, call);
    const { body } = call.check({
      body: {
        label: { kind: kinds.label, required: true },
        parentId: { kind: kinds.entityId, nullable: true },
      },
    });
    const id = state.newId();
    const label = String(body['label']);
    const parentId = typeof body['parentId'] === 'string' ? body['parentId'] : null;
    const isTaken = project.listFolders.some(
      ({ parentId: place, label: taken }) =>
        place === parentId && typeof taken === 'string' && taken.toLowerCase() === label.toLowerCase(),
    );
    if (isTaken) throw new AyonError(409, 'Folder with the given ID already exists');
    refuseFolder(project, 'parent_id', parentId);
    project.listFolders.push({
      id,
      label,
      parentId,
      position: project.listFolders.length,
      owner: call.identity.user.name,
      access: {},
      data: { color: null, icon: null, scope: null },
    });
    return ok({ id });
  });
}
