import { describe, expect, it } from 'vitest';
import { openFtrackSession, readEventRows, readNewestEventId } from './index.ts';
import { startTestServer, type TestServer } from './testing.ts';

const open = (server: TestServer) =>
  openFtrackSession({ serverUrl: server.url, user: 'jane', apiKey: 'key' });

/** Answers queries of the two forms used here from a table of ids. */
function serveEvents(server: TestServer, ids: readonly (number | string)[]): string[] {
  const expressions: string[] = [];
  server.onOperations = ([operation]) => {
    const expression = String(operation?.['expression']);
    expressions.push(expression);
    const limit = Number(/limit (\d+)$/.exec(expression)?.[1]);
    const after = /id > (\d+)/.exec(expression)?.[1];
    const found = after === undefined ? ids.toReversed() : ids.filter((id) => Number(id) > Number(after));
    const data = found.slice(0, limit).map((id) => ({
      __entity_type__: 'Event',
      id,
      action: 'change.status.task',
      created_at: { __type__: 'datetime', value: '2026-01-02T03:04:05' },
      data: '{"statusid":{"old":"a","new":"b"}}',
      project_id: 'p',
    }));
    return [{ action: 'query', data, metadata: { next: { offset: found.length > limit ? limit : null } } }];
  };
  return expressions;
}

describe('the Event table', () => {
  it('tells its newest id in one request', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    const expressions = serveEvents(server, [1, 2, 7]);
    expect(await readNewestEventId(session)).toBe(7);
    expect(expressions).toHaveLength(1);
    serveEvents(server, []);
    expect(await readNewestEventId(session)).toBeNull();
  });

  it('is read after an id, in order, in pages', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    const expressions = serveEvents(server, [1, 2, 5, '6', 9]);
    const pages = [];
    for await (const rows of readEventRows(session, { afterId: 1, pageSize: 2 })) pages.push(rows);
    expect(pages.map((rows) => rows.map(({ id }) => id))).toEqual([
      [2, 5],
      [6, 9],
    ]);
    expect(pages[0]?.[0]).toEqual({
      id: 2,
      action: 'change.status.task',
      insert: null,
      createdAt: '2026-01-02T03:04:05.000Z',
      parentId: null,
      parentType: null,
      projectId: 'p',
      userId: null,
      data: '{"statusid":{"old":"a","new":"b"}}',
    });
    expect(expressions.at(-1)).toContain('where id > 9 order by id asc limit 2');
  });

  it('is refused when ids are no integers', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    serveEvents(server, ['x']);
    await expect(readNewestEventId(session)).rejects.toMatchObject({ code: 'ftrack_server' });
  });
});
