export { type ApiCaller, FtrackApi } from './ftrack-api.ts';
export type { JsonRecord } from './wire.ts';
