/** Session on the ftrack REST API, its errors, and readers of the Event table. */
export type {
  CreateOperation,
  DeleteOperation,
  FtrackEntity,
  FtrackOperation,
  FtrackSession,
  FtrackSessionOptions,
  QueryOptions,
  RequestReport,
  ServerInformation,
  UpdateOperation,
} from './types.ts';
export { FtrackError, type FtrackErrorCode, type FtrackErrorOptions } from './errors.ts';
export { isOwnOrigin } from './origin.ts';
export { resolveServerUrl } from './server-url.ts';
export { openFtrackSession } from './session.ts';
export { readEventRows, readNewestEventId, type EventRow, type ReadEventRowsOptions } from './backfill.ts';
