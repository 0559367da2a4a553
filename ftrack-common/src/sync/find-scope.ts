import type { FtrackSession } from '../ftrack/index.ts';
import { readDescendantIds } from './snapshot/read-relatives.ts';
import { quoteList, textOf } from './snapshot/rows.ts';

/**
 * The entity at a path of ftrack names below its project, such as `sq010/sh010`, with everything below it. null when there is none.
 */
export async function findScope(
  session: FtrackSession,
  projectId: string,
  path: string,
): Promise<ReadonlySet<string> | null> {
  const names = path.split('/').filter((name) => name !== '');
  let parents = [projectId];
  for (const name of names) {
    const rows = await session.query(
      `select id from TypedContext where parent_id in (${quoteList(parents)}) and name in (${quoteList([name])})`,
    );
    parents = rows.map((row) => textOf(row, 'id'));
    if (parents.length === 0) return null;
  }
  if (names.length === 0) return null;
  return new Set([...parents, ...(await readDescendantIds(session, parents))]);
}
