import { AUTO_SYNC_KEY } from '../attributes/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import type { AyonServer } from '../sync/index.ts';

/** What a comparison of every project has to look at. */
export interface ComparedProjects {
  /** Ids of the active ftrack projects whose `auto_sync_enabled` is on; none where the attribute does not exist yet. */
  readonly whole: readonly string[];
  /** Ids of ftrack projects that are archived or gone while their AYON project is still active: only that is looked at. */
  readonly ended: readonly string[];
}

/** Asks both sides, with a few requests however many projects there are. */
export async function listComparedProjects(
  session: FtrackSession,
  ayon: Pick<AyonServer, 'listProjects'>,
): Promise<ComparedProjects> {
  const [{ active, archived, all }, paired] = await Promise.all([
    listAutoSyncProjects(session),
    ayon.listProjects(),
  ]);
  const ended = paired.flatMap(({ ftrackId, active: isActive }) =>
    isActive && ftrackId !== null && (archived.has(ftrackId) || !all.has(ftrackId)) ? [ftrackId] : [],
  );
  return { whole: active, ended };
}

interface AutoSyncProjects {
  readonly active: readonly string[];
  readonly archived: ReadonlySet<string>;
  /** Every project that the API key may see, with auto-sync or without. */
  readonly all: ReadonlySet<string>;
}

async function listAutoSyncProjects(session: FtrackSession): Promise<AutoSyncProjects> {
  const configuration = await findConfiguration(session);
  const rows = await session.query('select id, status from Project');
  const projects = rows.map((row) => ({ id: String(row['id']), isActive: row['status'] === 'active' }));
  const all = new Set(projects.map(({ id }) => id));
  if (configuration === null) return { active: [], archived: new Set(), all };
  const values = await session.query(
    `select entity_id, value from CustomAttributeValue where configuration_id is "${configuration}"`,
  );
  const switchedOn = new Set(values.filter((row) => row['value'] === true).map((row) => row['entity_id']));
  const live = projects.filter(({ id }) => switchedOn.has(id));
  return {
    active: live.filter(({ isActive }) => isActive).map(({ id }) => id),
    archived: new Set(live.filter(({ isActive }) => !isActive).map(({ id }) => id)),
    all,
  };
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
