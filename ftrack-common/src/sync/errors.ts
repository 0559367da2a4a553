export type SyncErrorCode =
  | 'ftrack_project_missing'
  | 'ftrack_right_missing'
  | 'ftrack_attribute_hidden'
  | 'ftrack_listing_torn'
  | 'ayon_attributes_missing'
  | 'ayon_project_missing'
  | 'ayon_project_taken';

/** Why a project could not be synced at all. Nothing was written to AYON when this is thrown. */
export class SyncError extends Error {
  readonly code: SyncErrorCode;

  constructor(code: SyncErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SyncError';
    this.code = code;
  }
}
