/** What every service needs around its own work: configuration that heals, who else is there, and words for people. */
export { type AyonReporter, createAyonReporter, type ReportedProblem } from './ayon-reporter.ts';
export { Cleanup, openWithCleanup } from './cleanup.ts';
export { type HealthAddress, healthFileOf, readHealthFile } from './health-file.ts';
export {
  codeOf,
  type ConfiguredCoreOptions,
  messageOf,
  openServiceHost,
  type ServiceHost,
  type ServiceHostOptions,
  superviseCore,
} from './host.ts';
export { limitHeapGrowth } from './limit-heap-growth.ts';
export { readSwitch } from './host-environment.ts';
export { assertNoForeignServices, ForeignServicesError, type Presence, PresenceBoard } from './presence.ts';
export { openServiceRedis, ServiceRedisError } from './service-redis.ts';
export { type RunningService, runService } from './run-service.ts';
export { type RunningCore, Supervisor, type SupervisorOptions } from './supervisor.ts';
export {
  WriterConflictError,
  WriterGuard,
  type WriterGuardOptions,
  type WriterGuardSource,
} from './writer-guard.ts';
export { VERSION } from './version.ts';
