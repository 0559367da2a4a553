import type { FtrackSession } from '../../ftrack/index.ts';
import { SyncError } from '../errors.ts';
import { readFtrackProject } from './read-ftrack-project.ts';
import { chunk, forEachParallel, IDS_PER_QUERY, quoteList, textOf } from './rows.ts';

/**
 * Which of these ids are not in the project any more. They are asked for by themselves, and each question asks for the project too: an
 * answer without it is no proof of anything, as after rights were withdrawn or when a server in trouble answers with nothing.
 *
 * @throws SyncError `ftrack_project_missing` when the project cannot be read, `ftrack_listing_torn` when it can and an answer lacked it.
 */
export async function confirmAbsentContexts(
  session: FtrackSession,
  projectId: string,
  ids: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const absent = new Set(ids);
  const asked = [...absent];
  await forEachParallel(chunk(asked, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select id, project_id from Context where id in (${quoteList([...part, projectId])}) order by id`,
    );
    if (!rows.some((row) => textOf(row, 'id') === projectId)) await explainMissing(session, projectId);
    for (const row of rows) if (textOf(row, 'project_id') === projectId) absent.delete(textOf(row, 'id'));
  });
  return absent;
}

async function explainMissing(session: FtrackSession, projectId: string): Promise<never> {
  const { name } = await readFtrackProject(session, projectId);
  throw new SyncError(
    'ftrack_listing_torn',
    `ftrack answered a question about entities of the project "${name}" incompletely. Nothing was removed; try again.`,
  );
}

/** What a list lacks is there when it is asked for by itself. */
export function tornListing(projectName: string, lacking: number): SyncError {
  return new SyncError(
    'ftrack_listing_torn',
    `ftrack lists the project "${projectName}" without ${lacking} entities that are there. Nothing was written; try again.`,
  );
}
