import { expect, test } from 'vitest';
import type { AyonOperation } from './operations.ts';
import { json, rejection, TestServer } from './testing/test-server.ts';

const batch: AyonOperation[] = [
  { type: 'create', entityType: 'folder', entityId: 'a'.repeat(32), data: { name: 'one' } },
  { type: 'update', entityType: 'folder', entityId: 'b'.repeat(32), data: { name: 'two' } },
];

function answer(second: { success: boolean; status: number; errorCode?: string; detail?: string }): object {
  return {
    success: second.success,
    operations: [
      { id: '1', type: 'create', entityType: 'folder', entityId: 'a'.repeat(32), success: true, status: 201 },
      { id: '2', type: 'update', entityType: 'folder', entityId: 'b'.repeat(32), ...second },
    ],
  };
}

test('asks the server to undo a refused batch as a whole', async () => {
  await using server = await TestServer.start(json(200, answer({ success: true, status: 204 })));
  const result = await server.client().operations('demo', batch);
  expect(result).toMatchObject({ success: true, failure: null, untried: 0 });
  expect(JSON.parse(server.received[0]?.text ?? '')).toMatchObject({ raiseOnError: true, canFail: false });
});

test('a server that does not know raiseOnError is found out', async () => {
  const refused = { success: false, status: 403, errorCode: 'forbidden', detail: 'Cannot change name' };
  await using server = await TestServer.start(json(200, answer(refused)));
  const error = await rejection(server.client().operations('demo', batch));
  expect(error).toMatchObject({ code: 'ayon_operations', status: 403, outcomeUnknown: true });
});

test('an entry with status 500 leaves the others unknown', async () => {
  await using server = await TestServer.start(json(200, answer({ success: false, status: 500 })));
  const result = await server.client().operations('demo', batch, { raiseOnError: false });
  expect(result.outcomes.map((outcome) => outcome.saved)).toEqual([null, false]);
});

test('with canFail each entry stands by itself', async () => {
  const refused = { success: false, status: 409, errorCode: 'unique-violation' };
  await using server = await TestServer.start(json(200, answer(refused)));
  const result = await server.client().operations('demo', batch, { raiseOnError: false, canFail: true });
  expect(result.outcomes.map((outcome) => outcome.saved)).toEqual([true, false]);
});

test('an empty batch is not sent', async () => {
  await using server = await TestServer.start(json(500, null));
  expect(await server.client().operations('demo', [])).toMatchObject({ success: true, outcomes: [] });
  expect(server.received).toHaveLength(0);
});
