export type { ChangeFacts, EventRow } from './types.ts';
