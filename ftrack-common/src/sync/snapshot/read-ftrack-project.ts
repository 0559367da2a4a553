import type { FtrackSession } from '../../ftrack/index.ts';
import { SyncError } from '../errors.ts';
import type { FtrackProject } from './ftrack-snapshot.ts';
import { optionalText, textOf } from './rows.ts';

/**
 * Reads one ftrack project, archived ones too.
 *
 * @throws SyncError `ftrack_project_missing` when it does not exist or the API key may not see it.
 */
export async function readFtrackProject(session: FtrackSession, projectId: string): Promise<FtrackProject> {
  const [row] = await session.query(
    `select id, name, full_name, status, start_date, end_date, project_schema_id from Project where id is "${projectId}"`,
  );
  if (!row) {
    throw new SyncError(
      'ftrack_project_missing',
      `The ftrack project ${projectId} does not exist or the API key may not see it. Give the key a role with access to all projects.`,
    );
  }
  return {
    id: textOf(row, 'id'),
    code: textOf(row, 'name'),
    name: textOf(row, 'full_name') || textOf(row, 'name'),
    isActive: textOf(row, 'status') === 'active',
    startDate: optionalText(row, 'start_date'),
    endDate: optionalText(row, 'end_date'),
    schemaId: textOf(row, 'project_schema_id'),
  };
}
