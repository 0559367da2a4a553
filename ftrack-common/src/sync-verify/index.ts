/** Compares ftrack and AYON by questions and rules of its own: it shares nothing with what plans and writes. */
export type { Difference, DifferenceCode, VerifyReport } from './verify-report.ts';
export { verifyProject, type VerifyOptions } from './verify-project.ts';
export { type AyonSide, type AyonSideEntity, readAyonSide, readSideAttribute } from './ayon-side.ts';
export { compareSides } from './compare-sides.ts';
export { readFtrackSide } from './ftrack-side.ts';
export { pairSides } from './side-pairs.ts';
