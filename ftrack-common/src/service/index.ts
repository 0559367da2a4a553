/** What every service needs around its own work: configuration that heals, and words for people. */
export { type AyonReporter, createAyonReporter } from './ayon-reporter.ts';
export { type RunningCore, Supervisor, type SupervisorOptions } from './supervisor.ts';
