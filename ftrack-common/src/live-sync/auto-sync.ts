import { AUTO_SYNC_KEY } from '../attributes/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';

/** Ids of the active ftrack projects whose `auto_sync_enabled` is on; empty where the attribute does not exist yet. */
export async function listAutoSyncProjects(session: FtrackSession): Promise<string[]> {
  const configuration = await findConfiguration(session);
  if (configuration === null) return [];
  const values = await session.query(
    `select entity_id, value from CustomAttributeValue where configuration_id is "${configuration}"`,
  );
  const switchedOn = new Set(values.filter((row) => row['value'] === true).map((row) => row['entity_id']));
  const projects = await session.query('select id from Project where status is "active"');
  return projects.map((project) => String(project['id'])).filter((id) => switchedOn.has(id));
}

/** Switches live sync on for a project. */
export async function switchAutoSyncOn(session: FtrackSession, projectId: string): Promise<void> {
  const configuration = await findConfiguration(session);
  if (configuration === null) throw new Error(`ftrack has no custom attribute ${AUTO_SYNC_KEY} on projects.`);
  await session.execute([
    {
      action: 'update',
      entityType: 'ContextCustomAttributeValue',
      key: [configuration, projectId],
      data: { value: true },
    },
  ]);
}

async function findConfiguration(session: FtrackSession): Promise<string | null> {
  const [row] = await session.query(
    `select id from CustomAttributeConfiguration where key is "${AUTO_SYNC_KEY}" and entity_type is "show"`,
  );
  return row === undefined ? null : String(row['id']);
}
