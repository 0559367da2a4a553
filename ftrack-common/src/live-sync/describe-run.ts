import type { EventLog } from '../event-log/index.ts';
import type { ProjectRun } from '../jobs/index.ts';
import type { Problem, RunSoFar, SyncReport } from '../sync/index.ts';
import { isRequest, readCauses } from './causes.ts';
import { JOURNAL_LIMIT, type JournalAuthor, type JournalEntry, type JournalProblem } from './journal.ts';

/** What is written down of a run, whether it came to its end or not. */
export interface DescribedRun {
  readonly run: ProjectRun;
  readonly log: EventLog;
  readonly projectName: string | null;
  readonly scope: SyncReport['scope'] | null;
  readonly done: RunSoFar;
  readonly note: SyncReport['note'];
  readonly ms: number;
  readonly error: JournalEntry['error'];
}

/** The report of a run for the journal: limited lists, and everything with whoever it concerns. */
export async function describeRun(described: DescribedRun): Promise<JournalEntry> {
  const { run, log, projectName, scope, done, note, ms, error } = described;
  const concerned = new Set([...done.skipped, ...done.failed].flatMap(({ ftrackId }) => ftrackId ?? []));
  const causes = await readCauses({ log, projectId: run.projectId, marks: run.marks, concerned });
  const authors = new Map(causes.map(({ entityId, author }) => [entityId, author]));
  return {
    at: new Date().toISOString(),
    projectId: run.projectId,
    projectName,
    requestedBy: causes.find(isRequest)?.author ?? null,
    scope: typeof scope === 'object' ? (scope?.length ?? null) : scope,
    causes,
    causeCount: run.marks.length,
    ...limitLists(done, authors),
    note,
    ms: Math.round(ms),
    requests: done.requests,
    error,
  };
}

/** What a run did and did not do, as far as an entry holds it, with the authors by ftrack id. */
export function limitLists(
  { operations, skipped, failed }: Pick<RunSoFar, 'operations' | 'skipped' | 'failed'>,
  authors: ReadonlyMap<string, JournalAuthor | null>,
): Pick<
  JournalEntry,
  'operations' | 'operationCount' | 'skipped' | 'skippedCount' | 'failed' | 'failedCount'
> {
  return {
    operations: operations.slice(0, JOURNAL_LIMIT),
    operationCount: operations.length,
    skipped: withAuthors(skipped, authors),
    skippedCount: skipped.length,
    failed: withAuthors(failed, authors),
    failedCount: failed.length,
  };
}

/** Why a run did not come to its end. */
export function reasonOf(error: unknown): Pick<NonNullable<JournalEntry['error']>, 'code' | 'message'> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
  return { code, message: error instanceof Error ? error.message : String(error) };
}

function withAuthors(
  problems: readonly Problem[],
  authors: ReadonlyMap<string, JournalAuthor | null>,
): JournalProblem[] {
  return problems
    .slice(0, JOURNAL_LIMIT)
    .map((problem) => ({ ...problem, author: authors.get(problem.ftrackId ?? '') ?? null }));
}
