export { type ApiCaller, type ApiRequest, FtrackApi } from './ftrack-api.ts';
export { encodeValue, isRecord, type JsonRecord } from './wire.ts';
