import type { FtrackSession } from '../../ftrack/index.ts';
import { chunk, forEachParallel, IDS_PER_QUERY, quoteList, textOf } from './rows.ts';

/** Ids of everything below these entities, level by level. */
export async function readDescendantIds(session: FtrackSession, ids: Iterable<string>): Promise<string[]> {
  const found = new Set<string>();
  let level = [...ids];
  while (level.length > 0) {
    const children = await readChildren(session, level);
    level = children.map(({ id }) => id).filter((id) => !found.has(id));
    for (const id of level) found.add(id);
  }
  return [...found];
}

/** What stands directly below some entities. */
export async function readChildren(
  session: FtrackSession,
  parentIds: Iterable<string>,
): Promise<{ readonly id: string; readonly name: string; readonly parentId: string }[]> {
  const children: { id: string; name: string; parentId: string }[] = [];
  await forEachParallel(chunk(parentIds, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select id, name, parent_id from TypedContext where parent_id in (${quoteList(part)}) order by id`,
      { pageSize: 2_000 },
    );
    for (const row of rows) {
      children.push({ id: textOf(row, 'id'), name: textOf(row, 'name'), parentId: textOf(row, 'parent_id') });
    }
  });
  return children;
}
