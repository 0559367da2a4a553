/** An object type of a studio: a row of ObjectType, and the schema type of its entities. */
export interface ObjectTypeFacts {
  readonly id: string;
  readonly name: string;
  readonly sort: number;
  readonly is_time_reportable: boolean;
  readonly is_taskable: boolean;
  readonly is_typeable: boolean;
  readonly is_statusable: boolean;
  readonly is_schedulable: boolean;
  readonly is_leaf: boolean;
  /** Known to newer servers only. */
  readonly is_prioritizable?: boolean;
}

/** The object types every server has. Flags: R time reportable, T taskable, Y typeable, S statusable, D schedulable, L leaf. */
export const OBJECT_TYPES: readonly ObjectTypeFacts[] = [
  define('Folder', '3c133785-51cb-11e3-980a-20c9d0831e59', 'T'),
  define('Asset Build', '4be63b64-5010-42fb-bf1f-428af9d638f0', 'TYS'),
  define('Episode', '22139355-61da-4c8f-9db4-3abc870166bc', 'T'),
  define('Sequence', 'e5139355-61da-4c8f-9db4-3abc870166bc', 'T'),
  define('Shot', 'bad911de-3bd6-47b9-8b46-3476e237cb36', 'TS'),
  define('Milestone', '01decdd1-51cb-11e3-9d5b-20c9d0831e59', 'YSDL'),
  define('Task', '11c137c0-ee7e-4f9c-91c5-8c77cec22b2c', 'RYSDL'),
].map((type, sort) => ({ ...type, sort }));

export const TASK_OBJECT_TYPE_ID = '11c137c0-ee7e-4f9c-91c5-8c77cec22b2c';

/** The priority "None", default of every object type. */
export const NO_PRIORITY_ID = '9661b320-3a0c-11e2-81c1-0800200c9a66';

/** The schema type of an object type's entities: its name without spaces, "Asset Build" → AssetBuild. */
export function schemaTypeName(objectTypeName: string): string {
  return objectTypeName.replace(/\s+/g, '');
}

/** Attributes that clients cannot set on entities of the type, beside those of TypedContext. */
export function immutableByFlags(type: ObjectTypeFacts, attributes: ReadonlyMap<string, unknown>): string[] {
  const isMilestone = type.name === 'Milestone';
  const names = [
    'object_type_id',
    'object_type',
    ...(type.is_typeable ? [] : ['type_id', 'type']),
    ...(type.is_statusable ? [] : ['status_id', 'status']),
    ...(type.is_schedulable ? [] : ['bid', 'start_date', 'end_date']),
    ...(type.is_prioritizable === false ? ['priority_id', 'priority'] : []),
    ...(isMilestone ? ['start_date'] : []),
    ...(isMilestone || !type.is_schedulable ? ['split_parts'] : []),
  ];
  return names.filter((name) => attributes.has(name));
}

/** The facts in a stored row of ObjectType. */
export function readObjectType(row: Readonly<Record<string, unknown>>): ObjectTypeFacts {
  return {
    id: String(row['id']),
    name: String(row['name']),
    sort: Number(row['sort']),
    is_time_reportable: row['is_time_reportable'] === true,
    is_taskable: row['is_taskable'] === true,
    is_typeable: row['is_typeable'] === true,
    is_statusable: row['is_statusable'] === true,
    is_schedulable: row['is_schedulable'] === true,
    is_leaf: row['is_leaf'] === true,
    ...(row['is_prioritizable'] === false && { is_prioritizable: false }),
  };
}

function define(name: string, id: string, flags: string): Omit<ObjectTypeFacts, 'sort'> {
  return {
    id,
    name,
    is_time_reportable: flags.includes('R'),
    is_taskable: flags.includes('T'),
    is_typeable: flags.includes('Y'),
    is_statusable: flags.includes('S'),
    is_schedulable: flags.includes('D'),
    is_leaf: flags.includes('L'),
  };
}
