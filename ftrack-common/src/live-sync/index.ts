/** Live sync: from the records of the log to reconciled projects, and the journal of what was done. */
export {
  Journal,
  type JournalAuthor,
  type JournalCause,
  type JournalEntry,
  type JournalProblem,
  type JournalProgress,
  type PlacedEntry,
} from './journal.ts';
export { type LiveSync, type LiveSyncEvents, type LiveSyncOptions, startLiveSync } from './live-sync.ts';
export { requestComparison, requestSync, SYNC_REQUEST_TOPIC, type SyncRequest } from './requests.ts';
