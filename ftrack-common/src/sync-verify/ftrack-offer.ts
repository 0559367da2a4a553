import { cleanText } from '@ynput/ayon-api';
import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';

/** Kinds of AYON entities that ftrack has statuses for. */
export type StatusKind = 'folder' | 'task' | 'version';

export interface FtrackSideStatus {
  readonly name: string;
  /** `#rrggbb`; null when it has none. */
  readonly color: string | null;
  /** It falls from the first status to the last. */
  readonly sort: number;
  /** Short name of its state, such as `IN_PROGRESS`, or one that a studio made. */
  readonly state: string | null;
  /** What the project offers it for. */
  readonly offeredFor: readonly StatusKind[];
}

/** What a project lets its entities be, by the names of ftrack. */
export interface FtrackOffer {
  /** Names of object types, without that of tasks. */
  readonly folderTypes: readonly string[];
  readonly taskTypes: readonly string[];
  /** Every status of the server, whether the project offers it or not. */
  readonly statuses: readonly FtrackSideStatus[];
}

/** Reads what the projects of one workflow ("project schema") offer. */
export async function readOffer(session: FtrackSession, schemaId: string): Promise<FtrackOffer> {
  const ofSchema = `from ProjectSchema where id is "${schemaId}"`;
  const [statuses, objects, types, tasks, versions, overrides, folders] = await Promise.all([
    session.query('select name, color, sort, state.short from Status order by id'),
    session.query(`select object_types.name ${ofSchema}`),
    session.query(`select _task_type_schema.types.name ${ofSchema}`),
    session.query(`select _task_workflow.statuses.id ${ofSchema}`),
    session.query(`select _version_workflow.statuses.id ${ofSchema}`),
    session.query(
      `select workflow_schema.statuses.id from ProjectSchemaOverride where project_schema_id is "${schemaId}"`,
    ),
    session.query(`select type_id, statuses.status_id from Schema where project_schema_id is "${schemaId}"`),
  ]);
  const objectTypes = itemsOf(objects, 'object_types');
  const offeredObjects = new Set(objectTypes.map((row) => row['id']));
  const ids = (rows: readonly FtrackEntity[], key = 'id') => new Set(rows.map((row) => row[key]));
  const offered: readonly (readonly [StatusKind, ReadonlySet<unknown>])[] = [
    [
      'folder',
      ids(
        itemsOf(
          folders.filter((row) => offeredObjects.has(row['type_id'])),
          'statuses',
        ),
        'status_id',
      ),
    ],
    [
      'task',
      ids([...itemsOf(tasks, '_task_workflow.statuses'), ...itemsOf(overrides, 'workflow_schema.statuses')]),
    ],
    ['version', ids(itemsOf(versions, '_version_workflow.statuses'))],
  ];
  return {
    folderTypes: objectTypes.map(nameOf).filter((name) => name !== 'Task'),
    taskTypes: itemsOf(types, '_task_type_schema.types').map(nameOf),
    statuses: statuses.map((row) => ({
      name: nameOf(row),
      color: textOrNull(row['color']),
      sort: Number(row['sort'] ?? 0),
      state: textOrNull((row['state'] as FtrackEntity | null)?.['short']),
      offeredFor: offered.flatMap(([kind, of]) => (of.has(row['id']) ? [kind] : [])),
    })),
  };
}

/** All items of a collection of these entities, or of an entity they name, such as `workflow.statuses`. */
function itemsOf(rows: readonly FtrackEntity[], path: string): FtrackEntity[] {
  return rows.flatMap((row) => {
    let value: unknown = row;
    for (const key of path.split('.')) value = (value as FtrackEntity | null | undefined)?.[key];
    return (value ?? []) as FtrackEntity[];
  });
}

function nameOf(row: FtrackEntity): string {
  return textOrNull(row['name']) ?? '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? cleanText(value) : null;
}
