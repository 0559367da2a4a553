import { expect, it } from 'vitest';
import { openTestLog } from '../event-log/testing/open-test-log.ts';
import { partitionOf } from '../event-log/index.ts';
import {
  readSyncRequest,
  RECONCILE_TOPIC,
  requestComparison,
  requestSync,
  SYNC_REQUEST_TOPIC,
} from './requests.ts';

const REQUEST = { projectId: 'project-a', createProject: true, enableAutoSync: false };

it('puts a request into the partition of its project and tells its sequence', async () => {
  await using test = await openTestLog();
  const first = await requestSync(test.log, REQUEST);
  const second = await requestSync(test.log, REQUEST);
  expect(second).toBe(first + 1);
  const partition = partitionOf('project-a', test.log.description.partitions);
  const records = await test.log.read({ partition, after: 0, limit: 10 });
  expect(records).toMatchObject([
    { sequence: first, kind: 'notice', topic: SYNC_REQUEST_TOPIC, projectId: 'project-a', value: REQUEST },
    { sequence: second },
  ]);
});

it('reads a request back, and what is none as none', () => {
  expect(readSyncRequest(REQUEST)).toEqual(REQUEST);
  expect(readSyncRequest({ projectId: 'p', createProject: 'yes' })).toEqual({
    projectId: 'p',
    createProject: false,
    enableAutoSync: false,
  });
  const part = { ...REQUEST, entityIds: ['a', 'b'], confirmRemovals: true, repairPairs: true };
  expect(readSyncRequest(part)).toEqual(part);
  for (const value of [null, undefined, 1, 'p', [], {}, { projectId: 3 }]) {
    expect(readSyncRequest(value)).toBeNull();
  }
});

it('asks for a comparison of every project, each time anew', async () => {
  await using test = await openTestLog();
  await requestComparison(test.log);
  await requestComparison(test.log);
  expect(await test.log.lastSequence()).toBe(2);
  const partition = partitionOf(null, test.log.description.partitions);
  const records = await test.log.read({ partition, after: 0, limit: 10 });
  expect(records).toMatchObject(Array(2).fill({ kind: 'notice', topic: RECONCILE_TOPIC }));
});
