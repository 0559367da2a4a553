import { expect, test } from 'vitest';
import { findProblems } from './check-redis.ts';

const HEALTHY = {
  redis_version: '7.0.15',
  redis_mode: 'standalone',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  role: 'master',
};

function info(changes: Partial<typeof HEALTHY>): string {
  const lines = Object.entries({ ...HEALTHY, ...changes }).map(([name, value]) => `${name}:${value}`);
  return ['# Server', ...lines, ''].join('\r\n');
}

test.each([
  [{}, []],
  [{ redis_version: '6.2.0' }, []],
  [{ redis_version: '10.0.1' }, []],
  [{ redis_version: '6.0.16' }, []],
  [{ redis_version: '5.0.14' }, ['REDIS_TOO_OLD']],
  [{ redis_version: '5.9.9' }, ['REDIS_TOO_OLD']],
  [{ maxmemory_policy: 'volatile-lru' }, ['REDIS_EVICTS']],
  [{ aof_last_write_status: 'err' }, ['REDIS_DISK_FAILS']],
  [{ role: 'slave', redis_mode: 'cluster' }, ['REDIS_READ_ONLY', 'REDIS_CLUSTER']],
])('%j shows %j', (changes, codes) => {
  expect(findProblems(info(changes)).map((problem) => problem.code)).toEqual(codes);
});
