export { FtrackApi } from './ftrack-api.ts';
export type { ApiCaller } from './operation.ts';
export type { Mail } from './people-actions.ts';
export type { JsonRecord } from './wire.ts';
