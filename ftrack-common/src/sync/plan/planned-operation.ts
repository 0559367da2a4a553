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
