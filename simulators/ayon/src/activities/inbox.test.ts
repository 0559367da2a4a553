import { expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

const SHOT = 'fa000000000000000000000000000001';
const TASK = '7a000000000000000000000000000001';
const INBOX = '{ inbox(last: 50) { edges { node { referenceId referenceType body read } } } }';

interface Message {
  referenceId: string;
  referenceType: string;
  body: string;
  read: boolean;
}

it('tells people what they are mentioned in, assigned to or watch, but not what they did themselves', async () => {
  await using ayon = await startAyonSimulator();
  const login = await callApi(ayon, 'POST /api/auth/login', { name: 'artist', password: 'artistPass1' });
  const { token } = login.body as { token: string };
  const inbox = async (): Promise<Message[]> => {
    const response = await fetch(`${ayon.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: INBOX }),
    });
    const { data } = (await response.json()) as { data: { inbox: { edges: { node: Message }[] } } };
    return data.inbox.edges.map(({ node }) => node);
  };
  await callApi(ayon, 'POST /api/projects', { name: 'film', code: 'fm' });
  const create = { type: 'create', id: 'x' };
  const operations = [
    { ...create, entityType: 'folder', entityId: SHOT, data: { name: 'sh', folderType: 'Shot' } },
    {
      ...create,
      entityType: 'task',
      entityId: TASK,
      data: { name: 'fx', taskType: 'FX', folderId: SHOT, assignees: ['artist'] },
    },
  ];
  await callApi(ayon, 'POST /api/projects/film/operations', { operations });
  const say = (place: string, body: string): Promise<unknown> =>
    callApi(ayon, `POST /api/projects/film/${place}/activities`, { activityType: 'comment', body });
  await say(`tasks/${TASK}`, 'on your task');
  await say(`folders/${SHOT}`, `see [you](user:artist) and [this](task:${TASK})`);
  const messages = await inbox();
  expect(messages.map(({ referenceType, body }) => [referenceType, body.slice(0, 12)])).toEqual([
    ['mention', 'see [you](us'],
    ['relation', 'on your task'],
  ]);
  const [first] = messages;
  await fetch(`${ayon.url}/api/inbox`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ projectName: 'film', status: 'inactive', ids: [first?.referenceId] }),
  });
  expect((await inbox()).map(({ referenceType }) => referenceType)).toEqual(['relation']);
  const text = `{ project(name: "film") { task(id: "${TASK}") { activities { edges { node { referenceType } } } } } }`;
  const { data } = await query(ayon, text);
  expect(data).toEqual({
    project: {
      task: {
        activities: {
          edges: [{ node: { referenceType: 'mention' } }, { node: { referenceType: 'origin' } }],
        },
      },
    },
  });
});
