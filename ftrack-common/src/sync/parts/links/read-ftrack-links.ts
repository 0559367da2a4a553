import type { FtrackSession } from '../../../ftrack/index.ts';
import { chunk, forEachParallel, IDS_PER_QUERY, quoteList, textOf } from '../../snapshot/rows.ts';

/** A link of ftrack ("dependency"): what comes `to` needs what comes `from`. */
export interface FtrackLink {
  readonly id: string;
  /** Ids of typed contexts. */
  readonly fromId: string;
  readonly toId: string;
}

const FIELDS = 'id, from_id, to_id';
const PAGE_SIZE = 5_000;

/** All links that begin in a project. */
export async function readProjectLinks(session: FtrackSession, projectId: string): Promise<FtrackLink[]> {
  const rows = await session.query(
    `select ${FIELDS} from TypedContextLink where from.project_id is "${projectId}" order by id`,
    { pageSize: PAGE_SIZE },
  );
  return rows.map(toLink);
}

/** The links that begin or end at these entities. */
export async function readLinksAt(
  session: FtrackSession,
  contextIds: Iterable<string>,
): Promise<FtrackLink[]> {
  const links = new Map<string, FtrackLink>();
  await forEachParallel(chunk(contextIds, IDS_PER_QUERY), async (part) => {
    const ids = quoteList(part);
    const rows = await session.query(
      `select ${FIELDS} from TypedContextLink where from_id in (${ids}) or to_id in (${ids}) order by id`,
      { pageSize: PAGE_SIZE },
    );
    for (const row of rows) links.set(textOf(row, 'id'), toLink(row));
  });
  return [...links.values()];
}

function toLink(row: Parameters<typeof textOf>[0]): FtrackLink {
  return { id: textOf(row, 'id'), fromId: textOf(row, 'from_id'), toId: textOf(row, 'to_id') };
}
