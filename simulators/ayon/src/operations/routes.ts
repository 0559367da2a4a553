import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { ENTITY_TYPES } from '../entities/facts.ts';
import { findProject } from '../entities/routes.ts';
import type { ServerState } from '../state.ts';
import { anyString, bool, dict } from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { type Batch, type BatchResult, type Operation, runBatch } from './batch.ts';

const operationModel: Model = {
  id: { kind: anyString, nullable: true },
  type: { kind: { is: 'one-of', values: ['create', 'update', 'delete'] }, required: true },
  entityType: { kind: { is: 'one-of', values: ENTITY_TYPES }, required: true },
  entityId: { kind: anyString, nullable: true },
  data: { kind: dict, nullable: true },
  force: { kind: bool },
  asUser: { kind: anyString, nullable: true },
};
const batchModel: Model = {
  operations: { kind: { is: 'list', of: { is: 'model', model: operationModel } } },
  canFail: { kind: bool },
  waitForEvents: { kind: bool },
  raiseOnError: { kind: bool },
};

interface BackgroundTask {
  id: string;
  status: 'pending' | 'in_progress' | 'completed';
  progress: number | null;
  result: BatchResult | null;
}

/** Many changes in one request, at once or in the background. */
export function addOperationRoutes(router: Router, state: ServerState): void {
  const tasks = new Map<string, BackgroundTask>();

  router.add('POST', '/api/projects/{project_name}/operations', (call) => {
    const project = findProject(state, call);
    return ok(runBatch(state, call, { project, batch: readBatch(call, () => state.newId()) }));
  });

  router.add('POST', '/api/projects/{project_name}/operations/background', (call) => {
    const project = findProject(state, call);
    const batch = readBatch(call, () => state.newId());
    const task: BackgroundTask = { id: state.newId(), status: 'pending', progress: null, result: null };
    tasks.set(task.id, task);
    const answer = ok({ ...task });
    queueMicrotask(() => {
      task.result = runBatch(state, call, { project, batch });
      task.status = 'completed';
      task.progress = 100;
    });
    return answer;
  });

  router.add('GET', '/api/projects/{project_name}/operations/background/{task_id}', (call) => {
    findProject(state, call);
    const id = call.params['task_id'] ?? '';
    const task = tasks.get(id);
    if (!task) throw new AyonError(404, `Background operations task '${id}' not found`);
    return ok(task);
  });
}

function readBatch(call: Call, newId: () => string): Batch {
  const { body } = call.check({ body: batchModel });
  const operations = ((body['operations'] ?? []) as Partial<Operation>[]).map(
    ({ id, type = 'create', entityType = 'folder', entityId, data, force, asUser }): Operation => ({
      id: id ?? newId(),
      type,
      entityType,
      entityId: entityId ?? null,
      data: data ?? null,
      force: force ?? false,
      asUser: asUser ?? null,
    }),
  );
  return { operations, canFail: body['canFail'] === true, raiseOnError: body['raiseOnError'] === true };
}
