export { check, type CheckResult } from './check.ts';
export { type AyonContext, differenceOf, finalChanges } from './compare.ts';
export { readAyonEmails, readAyonEntities, readAyonProject, readPairedProject } from './read-ayon.ts';
export type { AyonAccess, AyonEntity, Difference, FtrackAccess, SentChange } from './types.ts';
