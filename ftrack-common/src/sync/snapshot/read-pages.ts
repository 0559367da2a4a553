import type { FtrackEntity, FtrackSession } from '../../ftrack/index.ts';
import { BatchSize } from '../apply/batch-size.ts';

/** Each page costs the server the sorting of all rows, so few large ones are quicker; how large, its answers tell. */
const PAGES = { first: 2_000, smallest: 500, largest: 10_000, aimMs: 2_000 };

/**
 * All rows of an expression that ends in `order by`, page by page. A page that is shorter than asked for does not end the reading:
 * a server may give fewer rows than it was asked for. Only an empty page does.
 */
export async function* readPages(
  session: FtrackSession,
  expression: string,
  { signal, now = () => performance.now() }: PageOptions = {},
): AsyncGenerator<readonly FtrackEntity[], void, undefined> {
  const size = new BatchSize(PAGES);
  for (let offset = 0; ; ) {
    const limit = size.current;
    const started = now();
    const rows = await session.query(`${expression} offset ${offset} limit ${limit}`, signal && { signal });
    if (rows.length === 0) return;
    size.succeeded(limit, now() - started);
    offset += rows.length;
    yield rows;
  }
}

export interface PageOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds of any clock that only goes forward. */
  readonly now?: () => number;
}
