import type {
  JournalAuthor,
  JournalEntry,
  JournalProblem,
  PlacedEntry,
} from '@ynput/ftrack-common/live-sync';
import { counted } from './counted.ts';

/** Figures of one run. */
export interface RunSummary {
  readonly operations: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
}

export function summaryOf({ operationCount, failedCount, skippedCount, ms }: JournalEntry): RunSummary {
  return { operations: operationCount, failed: failedCount, skipped: skippedCount, ms };
}

/** One run in a list of runs. */
export function lineOf(entry: JournalEntry): string {
  const name = (entry.projectName ?? entry.projectId) + (entry.lane === undefined ? '' : `, ${entry.lane}`);
  const { operations, failed, skipped, ms } = summaryOf(entry);
  const done = `${counted(operations, 'change')}, ${failed} failed, ${skipped} skipped, ${(ms / 1_000).toFixed(1)} s`;
  if (entry.error === null) return `${name}: ${done}`;
  const before = operations === 0 ? '' : ` after ${done}`;
  return `${name}: did not finish${before}: ${entry.error.message}`;
}

/** What `--json` prints of a run in a list: everything but the lists of the report itself. */
export function rowOf({ place, entry }: PlacedEntry) {
  const { at, projectId, projectName, lane = 'sync', requestedBy, scope, error } = entry;
  return {
    run: place,
    at,
    projectId,
    projectName,
    lane,
    requestedBy,
    scope,
    error,
    summary: summaryOf(entry),
  };
}

/**
 * The report of a run, line by line: what was changed in AYON, or the first of it, and how much was stored in ftrack; then all that
 * failed or was left out.
 */
export function describeReport(entry: JournalEntry, { most = Number.POSITIVE_INFINITY } = {}): string[] {
  const { operations, operationCount, failed, failedCount, skipped, skippedCount, error } = entry;
  const changes = operations.filter(({ entityType }) => entityType !== 'value');
  const values = operations.length - changes.length;
  return [
    lineOf(entry),
    ...originOf(entry),
    ...(error?.retried === true ? ['It is tried again by itself.'] : []),
    ...changes.slice(0, most).map(lineOfChange),
    ...(changes.length > most
      ? [`… and ${counted(changes.length - most, 'more change')}: 'sync report --run last'.`]
      : []),
    ...(values > 0 ? [`${counted(values, 'value')} stored in ftrack.`] : []),
    ...more(operationCount - operations.length, 'changes'),
    ...failed.map((problem) => `failed: ${problemText(problem)}`),
    ...more(failedCount - failed.length, 'failed'),
    ...skipped.map((problem) => `skipped: ${problemText(problem)}`),
    ...more(skippedCount - skipped.length, 'skipped'),
  ];
}

function lineOfChange({
  system,
  type,
  entityType,
  path,
  fields,
}: JournalEntry['operations'][number]): string {
  // What is new has all of its fields.
  const names = type === 'update' && fields.length > 0 ? `: ${fields.join(', ')}` : '';
  return `${type} ${entityType} ${path}${names}${system === 'ftrack' ? ' (in ftrack)' : ''}`;
}

function originOf({ lane, requestedBy, scope, causes, causeCount }: JournalEntry): string[] {
  if (lane !== undefined)
    return [`It looked at ${causeCount} entities whose thumbnails a sync found to differ.`];
  const looked =
    scope === null
      ? ''
      : scope === 'project'
        ? ' It looked at the whole project.'
        : ` It looked at ${scope} entities.`;
  if (requestedBy !== null) return [`Asked for by ${nameOf(requestedBy)}.${looked}`];
  if (causes.some(({ entityId }) => entityId.startsWith('*requested'))) return [`Asked for.${looked}`];
  if (causes.some(({ entityId }) => entityId === '*')) return [`A comparison of everything.${looked}`];
  const people = [...new Set(causes.flatMap(({ author }) => (author ? [nameOf(author)] : [])))];
  const by = people.length === 0 ? '' : ` by ${people.join(', ')}`;
  return [`It followed changes of ${causeCount} entities${by}.${looked}`];
}

function nameOf({ id, name }: JournalAuthor): string {
  return name ?? `ftrack user ${id}`;
}

function problemText({ path, code, message, author }: JournalProblem): string {
  const by = author === null ? '' : ` (changed by ${nameOf(author)})`;
  return `${path === '' ? '' : `${path}: `}${message}${by} [${code}]`;
}

function more(count: number, what: string): string[] {
  return count > 0 ? [`… and ${count} more ${what}, which are not kept.`] : [];
}
