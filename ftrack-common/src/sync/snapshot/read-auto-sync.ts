import { AUTO_SYNC_KEY } from '../../attributes/index.ts';
import type { FtrackSession } from '../../ftrack/index.ts';

/** Whether `auto_sync_enabled` is on for a project; null when the project cannot be read. Off where the attribute does not exist yet. */
export async function readAutoSync(session: FtrackSession, projectId: string): Promise<boolean | null> {
  const [projects, values] = await Promise.all([
    session.query(`select id from Project where id is "${projectId}"`),
    session.query(
      `select value from ContextCustomAttributeValue where entity_id is "${projectId}" and configuration.key is "${AUTO_SYNC_KEY}"`,
    ),
  ]);
  return projects.length === 0 ? null : values.some(({ value }) => value === true);
}
