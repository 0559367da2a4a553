import { randomUUID } from 'node:crypto';
import type { FtrackSession } from '@ynput/ftrack-common/ftrack';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

let studio: SyncStudio;

/** A session whose answers about something are empty: every one, or only the first or second. */
function losing(about: RegExp, nth: 1 | 2 | 'every', session = studio.parts.service): FtrackSession {
  let asked = 0;
  return {
    ...session,
    query: async (expression, options) => {
      const rows = await session.query(expression, options);
      if (!about.test(expression)) return rows;
      asked += 1;
      return nth === 'every' || nth === asked ? [] : rows;
    },
  };
}

/** A session that may not see these rows, and from the first time they are asked for on not their project. */
function withdrawing(rows: RegExp): FtrackSession {
  const { service } = studio.parts;
  let isWithdrawn = false;
  return {
    ...service,
    query: async (expression, options) => {
      isWithdrawn ||= rows.test(expression);
      const isHidden = rows.test(expression) || (isWithdrawn && expression.includes('from Project where'));
      return isHidden ? [] : await service.query(expression, options);
    },
  };
}

/** Number of links, and labels of active lists. */
async function shown(): Promise<{ links: number; lists: string[] }> {
  const [project] = await studio.parts.client.listProjects();
  const { project: data } = await studio.parts.client.graphql<{
    project: {
      links: { edges: unknown[] };
      entityLists: { edges: { node: { label: string; active: boolean } }[] };
    };
  }>(
    'query ($name: String!) { project(name: $name) { links { edges { id } } entityLists { edges { node { label active } } } } }',
    { name: project?.name },
  );
  return {
    links: data.links.edges.length,
    lists: data.entityLists.edges.flatMap(({ node }) => (node.active ? [node.label] : [])).toSorted(),
  };
}

async function create(entityType: string, data: Record<string, unknown>): Promise<string> {
  const id = randomUUID();
  await studio.parts.artist.execute([{ action: 'create', entityType, data: { id, ...data } }]);
  return id;
}

describe('links and lists', () => {
  let listId: string;
  beforeEach(async () => {
    studio = await SyncStudio.open({ entities: 40 });
    studio.settings = { ...SETTINGS, linkType: 'breakdown', deletePolicy: 'delete' };
    const [from, to] = await studio.parts.artist.query('select id from Shot order by id limit 2');
    await create('TypedContextLink', { from_id: from?.['id'], to_id: to?.['id'] });
    const category = await studio.one('select id from ListCategory');
    const owner = await studio.one('select id from User');
    listId = await create('TypedContextList', {
      name: 'Dailies',
      project_id: studio.projectId,
      category_id: category['id'],
      user_id: owner['id'],
      is_open: true,
    });
    await studio.sync();
  });
  afterEach(() => studio[Symbol.asyncDispose]());

  it('stay when they are not listed, and not told of once when they are asked for', async () => {
    const listings = /from (TypedContextLink where from|List where project_id)/;
    for (const question of [/from TypedContextLink where id in/, /from List where id in/]) {
      for (const nth of [1, 2] as const) {
        await studio.sync('project', { session: losing(question, nth, losing(listings, 'every')) });
        expect(await shown()).toEqual({ links: 1, lists: ['Dailies'] });
      }
    }
  });

  it('stay when a list is marked and the first answers about it are empty', async () => {
    const session = losing(/from List where id in/, 1, losing(/from List where project_id/, 'every'));
    await studio.sync(new Set(), { parts: new Map([['lists', new Set([listId])]]), session });
    expect((await shown()).lists).toEqual(['Dailies']);
  });

  it('stay when rights to them and their project are withdrawn in the middle of a run', async () => {
    const marked = new Map([['lists', new Set([listId])]] as const);
    for (const scope of ['project', new Set<string>()] as const) {
      const session = withdrawing(/from (TypedContextLink|List) /);
      const { skipped } = await studio.sync(scope, { parts: marked, session });
      expect(skipped).toMatchObject([{ code: 'project_gone' }]);
      expect(await shown()).toEqual({ links: 1, lists: ['Dailies'] });
    }
  });

  it('go when they are gone', async () => {
    for (const type of ['TypedContextLink', 'TypedContextList']) {
      const { id } = await studio.one(`select id from ${type}`);
      await studio.parts.artist.execute([{ action: 'delete', entityType: type, key: [String(id)] }]);
    }
    await studio.sync();
    expect(await shown()).toEqual({ links: 0, lists: [] });
  });
});
