export { buildEventRows, type EventLogOptions, keepEventRow } from './event-rows.ts';
export type { ChangeFacts, EventRow } from './types.ts';
export { buildUpdateEvents, type EventEntity, type EventParent } from './update-events.ts';
