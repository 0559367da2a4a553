import type { FtrackSession } from '../../ftrack/index.ts';
import { readFtrackProject } from '../snapshot/read-ftrack-project.ts';
import { chunk, forEachParallel, IDS_PER_QUERY, quoteList, textOf } from '../snapshot/rows.ts';

export interface AbsenceQuestion {
  /** Schema type of the rows, such as `List`. */
  readonly entityType: string;
  readonly ids: Iterable<string>;
  /** Id of the project the rows belonged to. */
  readonly projectId: string;
}

/**
 * Which of these rows ftrack does not have any more. Each is asked for by its id, twice, and in between the project has to be
 * readable: so neither one empty answer nor rights that were withdrawn pass for a removal.
 *
 * @throws SyncError `ftrack_project_missing` when the project cannot be read: then nothing can be said about what belongs to it.
 */
export async function confirmAbsent(session: FtrackSession, question: AbsenceQuestion): Promise<Set<string>> {
  const { entityType, ids, projectId } = question;
  const missing = await findMissing(session, entityType, new Set(ids));
  if (missing.size === 0) return missing;
  await readFtrackProject(session, projectId);
  return await findMissing(session, entityType, missing);
}

async function findMissing(
  session: FtrackSession,
  entityType: string,
  ids: ReadonlySet<string>,
): Promise<Set<string>> {
  const missing = new Set(ids);
  await forEachParallel(chunk(ids, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select id from ${entityType} where id in (${quoteList(part)}) order by id`,
      {
        pageSize: IDS_PER_QUERY,
      },
    );
    for (const row of rows) missing.delete(textOf(row, 'id'));
  });
  return missing;
}
