import { Crash } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';

const inboxModel: Model = {
  projectName: { kind: kinds.projectName, required: true },
  ids: { kind: kinds.strings, nullable: true },
  status: { kind: { is: 'one-of', values: ['unread', 'read', 'inactive'] }, required: true },
  all: { kind: kinds.bool },
};

/** `POST /api/inbox`: what the caller has read, or puts aside. */
export function addInboxRoutes(router: Router, state: ServerState): void {
  router.add('POST', '/api/inbox', (call) => {
    const { user } = call.identity;
    const { body } = call.check({ body: inboxModel });
    const ids = Array.isArray(body['ids']) ? (body['ids'] as string[]) : [];
    if (ids.length === 0 && body['all'] !== true)
      throw new Crash('ValueError: Either ids or all should be provided');
    const name = String(body['projectName']);
    const project = state.projects.get(name);
    if (!project) {
      const table = `project_${name.toLowerCase()}.activity_references`;
      throw new Crash(`asyncpg.exceptions.UndefinedTableError: relation "${table}" does not exist`);
    }
    for (const { references } of project.activities) {
      for (const reference of references) {
        if (reference.entityName !== user.name) continue;
        if (body['all'] !== true && !ids.includes(reference.id)) continue;
        reference.read = body['status'] !== 'unread';
        reference.active = body['status'] !== 'inactive';
      }
    }
    return ok(null);
  });
}
