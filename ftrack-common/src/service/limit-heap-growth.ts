import { setFlagsFromString } from 'node:v8';

/**
 * Has the heap cleaned up when it is twice as large as what was alive the last time. Left to itself V8 waits for up to four times of
 * that on a machine with much memory, so a service that syncs a large project would hold a multiple of what it needs, for good.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
