export { EventLogError, type EventLogErrorCode, LogReplacedError, StaleLeaseError } from './errors.ts';
export type { EventLog } from './event-log.port.ts';
export { partitionOf } from './partitions.ts';
export type { HandlerContext, HandlerOrder, LogHandler } from './reader/log-handler.ts';
export {
  PartitionReader,
  type PartitionReaderEvents,
  type PartitionReaderOptions,
} from './reader/partition-reader.ts';
export { LOG_FORMAT, openRedisEventLog, type OpenRedisEventLogOptions } from './redis/redis-event-log.ts';
export { defineScript, runScript, type Script } from './redis/run-script.ts';
export { type LogKeys, logKeys } from './redis/keys.ts';
export type {
  AppendResult,
  DeadLetter,
  EntryKind,
  HandlerPosition,
  HandlerProgress,
  Lease,
  LogDescription,
  LogEntry,
  LogRecord,
  Mark,
  TrimOptions,
} from './types.ts';
