export { buildLogEntries, isMissingAction } from './event-rows.ts';
export type { ChangeFacts, EventRow, FeedEntry } from './types.ts';
export { buildEncodedEvent, buildUpdateEvents } from './update-events.ts';
