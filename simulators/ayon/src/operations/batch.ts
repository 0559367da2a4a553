import { type Identity, identityOf } from '../auth/identity.ts';
import {
  type Change,
  type ChangeContext,
  createEntity,
  deleteEntity,
  findEntity,
  updateEntity,
} from '../entities/rules.ts';
import { sendEvents } from '../entities/routes.ts';
import { Transaction } from '../entities/transaction.ts';
import type { EntityType } from '../entities/facts.ts';
import { AyonError, Crash, DatabaseRefusal, FailedAssertion, InvalidData } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';

/** One change of one entity. */
export interface Operation {
  id: string;
  type: 'create' | 'update' | 'delete';
  entityType: EntityType;
  entityId: string | null;
  data: JsonObject | null;
  force: boolean;
  asUser: string | null;
}

/** A request with operations. */
export interface Batch {
  operations: Operation[];
  canFail: boolean;
  raiseOnError: boolean;
}

/** What became of one operation. */
export interface OperationResult {
  id: string;
  type: string;
  entityType: string;
  entityId: string | null;
  success: boolean;
  status: number;
  errorCode: string | null;
  detail: string | null;
}

export interface BatchResult {
  operations: OperationResult[];
  success: boolean;
}

interface Done {
  change: Change;
  user: string;
}

/**
 * Runs the operations in their order and answers for each.
 *
 * With `canFail` each stands alone. Without it the first refusal ends the batch: one by the database takes back what
 * was done before; any other leaves it saved, and no event tells about it — as the server does. `raiseOnError` takes
 * back in every case and makes the refusal the answer of the request.
 */
export function runBatch(
  state: ServerState,
  call: Call,
  { project, batch }: { project: Project; batch: Batch },
): BatchResult {
  checkBatch(batch);
  const identities = new Map(
    batch.operations.map(({ asUser }) => [asUser, identityFor(state, call.identity, asUser)]),
  );
  const transaction = new Transaction();
  const results: OperationResult[] = [];
  const done: Done[] = [];
  const mustFail = state.faults.takeRollBack();
  for (const operation of batch.operations) {
    const mark = transaction.mark();
    try {
      const identity = identities.get(operation.asUser) ?? call.identity;
      const context: ChangeContext = { state, project, identity, transaction };
      const change = runOperation(context, operation);
      done.push({ change, user: identity.user.name });
      results.push(
        resultOf(operation, { entityId: change.id, status: operation.type === 'create' ? 201 : 204 }),
      );
    } catch (error) {
      const refusal = refusalOf(error);
      if (batch.raiseOnError && !batch.canFail) {
        transaction.rollBack();
        throw raisedError(error);
      }
      results.push(resultOf(operation, refusal));
      if (batch.canFail) {
        transaction.rollBack(mark);
        continue;
      }
      if (error instanceof DatabaseRefusal) transaction.rollBack();
      return { operations: results, success: false };
    }
  }
  if (mustFail) {
    transaction.rollBack();
    return rolledBack(results);
  }
  for (const { change, user } of done) sendEvents(state, call, { project, change, user });
  return { operations: results, success: results.every(({ success }) => success) };
}

function checkBatch({ operations }: Batch): void {
  const seen = new Set<string>();
  for (const { type, entityType, entityId } of operations) {
    if (type === 'create') continue;
    if (!entityId) throw new AyonError(400, 'entity_id is required for update/delete');
    const key = `${entityType} ${entityId}`;
    if (seen.has(key)) throw new AyonError(400, `Duplicate operation for ${key}`);
    seen.add(key);
  }
}

function runOperation(context: ChangeContext, operation: Operation): Change {
  const { type, entityType, entityId, data, force } = operation;
  if (type === 'create') {
    if (data === null) throw new FailedAssertion('data is required for create');
    return createEntity(context, entityType, { id: entityId ?? undefined, data });
  }
  const row = findEntity(context.project, entityType, entityId ?? '');
  if (type === 'delete') return deleteEntity(context, row, { force });
  if (data === null) throw new FailedAssertion('data is required for update');
  return updateEntity(context, row, { data, force });
}

function identityFor(state: ServerState, caller: Identity, asUser: string | null): Identity {
  if (asUser === null) return caller;
  if (!caller.isService)
    throw new AyonError(403, 'You are not allowed to perform operations as another user');
  const user = state.users.get(asUser);
  if (!user) throw new AyonError(404, `User ${asUser} not found`);
  return identityOf(user);
}

function resultOf(
  { id, type, entityType, entityId }: Operation,
  outcome: { entityId?: string; status: number; errorCode?: string | null; detail?: string },
): OperationResult {
  return {
    id,
    type,
    entityType,
    entityId: outcome.entityId ?? entityId,
    success: outcome.status < 300,
    status: outcome.status,
    errorCode: outcome.errorCode ?? null,
    detail: outcome.detail ?? null,
  };
}

const CODES: Readonly<Record<number, string>> = { 400: 'bad-request', 403: 'forbidden', 404: 'not-found' };

function refusalOf(error: unknown): { status: number; errorCode: string | null; detail: string } {
  if (error instanceof DatabaseRefusal) {
    const status = error.kind === 'not-null-violation' ? 400 : 409;
    return { status, errorCode: error.kind, detail: error.detail };
  }
  if (error instanceof InvalidData) {
    return { status: 400, errorCode: 'invalid_data', detail: `Invalid data provided: ${error.message}` };
  }
  if (error instanceof AyonError) {
    const { errorCode } = error.extras;
    const code = typeof errorCode === 'string' ? errorCode : (CODES[error.status] ?? null);
    return { status: error.status, errorCode: code, detail: error.detail };
  }
  if (error instanceof FailedAssertion || error instanceof Crash) {
    return { status: 500, errorCode: null, detail: error.message };
  }
  throw error;
}

/** What `raiseOnError` answers: the refusal as it is, except that an invalid value crashes. */
function raisedError(error: unknown): unknown {
  if (error instanceof DatabaseRefusal) return new AyonError(409, error.detail);
  if (error instanceof InvalidData)
    return new Crash(`pydantic.error_wrappers.ValidationError: ${error.message}`);
  if (error instanceof AyonError) return new AyonError(error.status, error.detail);
  return error;
}

/** The answer of a batch that another transaction kept from being saved. */
function rolledBack(results: readonly OperationResult[]): BatchResult {
  const operations = results.map(
    (result): OperationResult => ({
      ...result,
      success: false,
      status: 409,
      errorCode: 'locked',
      detail: 'Entity is locked by another operation',
    }),
  );
  return { operations, success: false };
}
