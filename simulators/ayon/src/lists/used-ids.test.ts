import { expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';

const LISTS = '/api/projects/demo/lists';
const id = (letter: string): string => letter.repeat(32);

/** A server with a project, a folder, a task `c` and a task `d` in it. */
async function startWithTasks(): Promise<AyonSimulator> {
  const ayon = await startAyonSimulator();
  await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
  const create = (entityType: string, letter: string, data: object) => ({
    type: 'create',
    entityType,
    entityId: id(letter),
    data,
  });
  await callApi(ayon, 'POST /api/projects/demo/operations', {
    operations: [
      create('folder', 'a', { name: 'shot', folderType: 'Shot' }),
      create('task', 'c', { name: 'anim', taskType: 'Animation', folderId: id('a') }),
      create('task', 'd', { name: 'comp', taskType: 'Compositing', folderId: id('a') }),
    ],
  });
  return ayon;
}

async function read(ayon: AyonSimulator, list: string): Promise<JsonObject> {
  return (await callApi(ayon, `GET ${LISTS}/${id(list)}`)).body as JsonObject;
}

it('a list that is made with a used id takes the place of the one that has it', async () => {
  await using ayon = await startWithTasks();
  const make = (body: object) => callApi(ayon, `POST ${LISTS}`, { id: id('1'), entityType: 'task', ...body });
  await make({ label: 'First', data: { note: 1 }, items: [{ entityId: id('c') }] });
  const before = await read(ayon, '1');
  const again = await make({ label: 'Second', items: [{ entityId: id('d') }, { entityId: id('c') }] });
  expect(again).toMatchObject({ status: 201, body: { id: id('1'), label: 'Second', count: 2 } });
  const after = await read(ayon, '1');
  expect(after).toMatchObject({
    label: 'Second',
    createdAt: before['createdAt'],
    data: { count: 2 },
    items: [{ entityId: id('d') }, { entityId: id('c') }],
  });
  expect(after['data']).not.toHaveProperty('note');
  expect([...ayon.state.events.ofTopic('entity_list.changed')]).toMatchObject([
    { description: 'Entity list Second changed' },
  ]);
  expect(ayon.state.events.ofTopic('entity_list.created').size).toBe(1);
});

it('an item that is made with a used id is the same item, moved from where it was', async () => {
  await using ayon = await startWithTasks();
  const make = (list: string, items: object[]) =>
    callApi(ayon, `POST ${LISTS}`, { id: id(list), label: list, entityType: 'task', items });
  await make('1', [{ id: id('7'), entityId: id('c') }, { entityId: id('d') }]);
  await make('2', [{ id: id('7'), entityId: id('d'), label: 'moved' }]);
  expect(await read(ayon, '1')).toMatchObject({ items: [{ entityId: id('d') }] });
  expect(await read(ayon, '2')).toMatchObject({ items: [{ id: id('7'), label: 'moved' }] });
  await callApi(ayon, `POST ${LISTS}/${id('2')}/items`, { id: id('7'), entityId: id('c'), label: 'anew' });
  expect((await read(ayon, '2'))['items']).toMatchObject([{ id: id('7'), entityId: id('c'), label: 'anew' }]);
});

it('what is refused leaves the list that has the id as it was', async () => {
  await using ayon = await startWithTasks();
  const make = (body: object) =>
    callApi(ayon, `POST ${LISTS}`, { id: id('1'), label: 'First', entityType: 'task', ...body });
  await make({ items: [{ id: id('7'), entityId: id('c') }] });
  await callApi(ayon, `POST ${LISTS}`, { id: id('2'), label: 'Other', entityType: 'task' });
  const before = await read(ayon, '1');
  expect((await make({ label: 'Other' })).status).toBe(500);
  expect((await make({ items: [{ entityId: id('d') }, { entityId: id('9') }] })).status).toBe(404);
  expect((await make({ label: '' })).status).toBe(400);
  expect(await read(ayon, '1')).toEqual(before);
});
