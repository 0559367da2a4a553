import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { AyonError } from './errors.ts';
import { type AyonTransport, type CallOptions, path } from './transport.ts';

export type OperationEntityType = 'folder' | 'task' | 'product' | 'version' | 'representation' | 'workfile';

interface OperationTarget {
  entityType: OperationEntityType;
  /** 32 lower-case hex characters, chosen by the caller for creates so that a repeated send is recognised. */
  entityId: string;
  /** Name of this entry in the answer; the server makes one when absent. */
  id?: string;
  /** Let the server see and log the change as made by this user (service keys only). */
  asUser?: string;
}

/** One entry of a batch. Parents stand before their children; one update or delete per entity. */
export type AyonOperation =
  | (OperationTarget & { type: 'create'; data: Record<string, unknown> })
  | (OperationTarget & { type: 'update'; data: Record<string, unknown>; force?: boolean })
  | (OperationTarget & { type: 'delete'; force?: boolean });

export interface OperationsOptions extends CallOptions {
  /**
   * Default true: the first refused operation undoes the whole batch and throws. With false the answer is returned,
   * and entries before the refused one may stay saved, without events (see `OperationOutcome.saved`).
   */
  raiseOnError?: boolean;
  /** Each operation in its own transaction; needs `raiseOnError: false`. */
  canFail?: boolean;
  /** Answer only when the events of the changes are written. */
  waitForEvents?: boolean;
}

export interface OperationOutcome {
  id: string;
  type: AyonOperation['type'];
  entityType: string;
  entityId: string | null;
  /** What the server says of this entry by itself; it says true for entries it undid afterwards. */
  success: boolean;
  status: number;
  errorCode: string | null;
  detail: string | null;
  /** Whether the change is in the database: null = cannot be told, read again. */
  saved: boolean | null;
}

export interface OperationsResult {
  success: boolean;
  /** In the order sent; ends at the first refused operation unless `canFail`. */
  outcomes: OperationOutcome[];
  /** The first refused operation. */
  failure: OperationOutcome | null;
  /** How many operations at the end of the batch were not tried. */
  untried: number;
}

const outcomeSchema = z.object({
  id: z.string(),
  type: z.enum(['create', 'update', 'delete']),
  entityType: z.string(),
  entityId: z.string().nullish(),
  success: z.boolean(),
  status: z.number().nullish(),
  errorCode: z.string().nullish(),
  detail: z.string().nullish(),
});

const resultSchema = z.object({ operations: z.array(outcomeSchema), success: z.boolean() });

/** Refusals by the database itself: the only ones after which the server undoes the whole batch. */
const UNDONE = new Set(['unique-violation', 'foreign-key-violation', 'not-null-violation']);

/**
 * Sends a batch in one request.
 *
 * With `raiseOnError` (default) an `AyonError` means that nothing was saved, unless it says `outcomeUnknown`.
 * @throws AyonError; `ayon_operations` when a server that does not know `raiseOnError` refused a part of the batch.
 */
export async function sendOperations(
  transport: AyonTransport,
  project: string,
  batch: { operations: readonly AyonOperation[]; options: OperationsOptions },
): Promise<OperationsResult> {
  const { operations, options } = batch;
  if (operations.length === 0) return { success: true, outcomes: [], failure: null, untried: 0 };
  const { raiseOnError = true, canFail = false, waitForEvents = false, ...call } = options;
  const requestPath = path`/api/projects/${project}/operations`;
  const answer = await transport.request({
    ...call,
    method: 'POST',
    path: requestPath,
    body: { operations, canFail, waitForEvents, raiseOnError: raiseOnError && !canFail },
  });
  const body = readAnswer(resultSchema, answer.body, `POST ${requestPath}`);
  const result = toResult(body, operations.length, canFail);
  if (raiseOnError && !canFail && result.failure !== null)
    throw refusedBatch(project, result, result.failure);
  return result;
}

function toResult(body: z.infer<typeof resultSchema>, sent: number, canFail: boolean): OperationsResult {
  const refused = body.operations.find((entry) => !entry.success);
  const undone = !canFail && refused !== undefined && UNDONE.has(refused.errorCode ?? '');
  // An entry refused with a status of 500 ended in a way the server did not foresee.
  const unclear = !canFail && refused !== undefined && (refused.status ?? 500) >= 500;
  const outcomes = body.operations.map((entry): OperationOutcome => {
    const saved = !entry.success || undone ? false : unclear ? null : true;
    return {
      id: entry.id,
      type: entry.type,
      entityType: entry.entityType,
      entityId: entry.entityId ?? null,
      success: entry.success,
      status: entry.status ?? 500,
      errorCode: entry.errorCode ?? null,
      detail: entry.detail ?? null,
      saved,
    };
  });
  const failure = outcomes.find((outcome) => !outcome.success) ?? null;
  return { success: body.success && failure === null, outcomes, failure, untried: sent - outcomes.length };
}

function refusedBatch(project: string, result: OperationsResult, failure: OperationOutcome): AyonError {
  const what = `${failure.type} ${failure.entityType} ${failure.entityId ?? ''}`.trimEnd();
  return new AyonError({
    code: 'ayon_operations',
    status: failure.status,
    detail: failure.detail,
    message: `AYON refused to ${what} in project ${project}: ${failure.detail ?? failure.errorCode ?? 'no reason given'}`,
    outcomeUnknown: result.outcomes.some((outcome) => outcome.saved !== false),
  });
}
