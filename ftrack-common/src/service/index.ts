/** What every service needs around its own work: configuration that heals, who else is there, and words for people. */
export { type AyonReporter, createAyonReporter } from './ayon-reporter.ts';
export { assertNoForeignServices, ForeignServicesError, type Presence, PresenceBoard } from './presence.ts';
export { type RunningCore, Supervisor, type SupervisorOptions } from './supervisor.ts';
export {
  WriterConflictError,
  WriterGuard,
  type WriterGuardOptions,
  type WriterGuardSource,
} from './writer-guard.ts';
