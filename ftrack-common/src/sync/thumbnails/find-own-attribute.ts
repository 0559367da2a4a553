import type { FtrackSession } from '../../ftrack/index.ts';
import { textOf } from '../snapshot/rows.ts';

/** Configuration id of one of our attributes that children inherit; undefined while ftrack does not have it. */
export async function findOwnAttribute(session: FtrackSession, key: string): Promise<string | undefined> {
  const [row] = await session.query(
    `select id from CustomAttributeConfiguration where key is "${key}" and is_hierarchical is true`,
  );
  return row === undefined ? undefined : textOf(row, 'id');
}
