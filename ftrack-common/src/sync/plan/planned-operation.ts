import type { EntityWrite } from '../entity-write.ts';

/** One change of a plan, as people and programs read it. */
export interface PlannedOperation {
  readonly system: 'ayon' | 'ftrack';
  readonly type: 'create' | 'update' | 'delete';
  /** `project`, `folder`, `task`, or what a part calls its things; on the ftrack side `value`. */
  readonly entityType: string;
  /** AYON path, or that of the entity it belongs to. */
  readonly path: string;
  /** Id in the system that is written to. */
  readonly id: string;
  readonly ftrackId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

interface DescribedWrite {
  readonly write: EntityWrite<string>;
  readonly ftrackId: string | null;
  readonly path: string;
}

/** A write to AYON as people and programs read it. */
export function describeWrite({ write, ftrackId, path }: DescribedWrite): PlannedOperation {
  const { type, entityType, entityId: id } = write;
  const data = write.type === 'delete' ? {} : write.data;
  return { system: 'ayon', type, entityType, path, id, ftrackId, data };
}

interface DescribedValues {
  readonly ftrackId: string;
  readonly path: string;
  /** By key of the attribute. */
  readonly values: PlannedOperation['data'];
}

/** Values stored in ftrack as people and programs read them. */
export function describeWriteBack({ ftrackId, path, values }: DescribedValues): PlannedOperation {
  return {
    system: 'ftrack',
    type: 'update',
    entityType: 'value',
    path,
    id: ftrackId,
    ftrackId,
    data: values,
  };
}
