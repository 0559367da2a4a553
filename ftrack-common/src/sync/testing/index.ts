/** An AYON server in memory that keeps the rules of the port: for tests of what is written against it. */
export { MemoryAyon, MemoryAyonProject } from './memory-ayon.ts';
