export type DifferenceCode =
  | 'missing_in_ayon'
  | 'several_in_ayon'
  | 'wrong_kind'
  | 'inactive'
  | 'parent'
  | 'name'
  | 'label'
  | 'type'
  | 'status'
  | 'start_date'
  | 'end_date'
  | 'description'
  | 'assignees'
  | 'priority'
  | 'tags'
  | 'thumbnail'
  | 'attribute'
  | 'ftrack_path'
  | 'gone_in_ftrack'
  | 'stored_id'
  | 'stored_path'
  | 'failed_flag'
  | 'link'
  | 'list'
  | 'list_folder'
  | 'list_items'
  | 'version'
  | 'version_status'
  | 'version_comment'
  | 'project_label'
  | 'project_code'
  | 'project_active'
  | 'project_tag'
  | 'folder_type'
  | 'task_type'
  | 'status_name'
  | 'status_colour'
  | 'status_state'
  | 'status_scope'
  | 'status_order';

/** One thing that is not the same on both sides. */
export interface Difference {
  readonly code: DifferenceCode;
  /** Names in ftrack below the project, or the path in AYON when ftrack does not have the entity. */
  readonly path: string;
  readonly ftrackId: string | null;
  readonly ayonId: string | null;
  /** What ftrack calls for. */
  readonly wanted: unknown;
  /** What was found. */
  readonly found: unknown;
  /** AYON attribute, for `attribute`. */
  readonly field: string | null;
}

export interface VerifyReport {
  /** Full name of the ftrack project. */
  readonly ftrackProject: string;
  readonly ayonProject: string;
  /** ftrack entities that were compared. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}
