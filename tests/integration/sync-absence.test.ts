import { FtrackError, type FtrackSession } from '@ynput/ftrack-common/ftrack';
import { SyncError, type SyncScope } from '@ynput/ftrack-common/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

const NOTHING_LEFT = { writes: [], writeBacks: [], anatomy: null };

/** A session whose answers go through a function. */
function answering(
  session: FtrackSession,
  change: <Row>(rows: Row[], expression: string) => Row[],
): FtrackSession {
  return {
    ...session,
    query: async (expression, options) => change(await session.query(expression, options), expression),
  };
}

const ofContexts = (expression: string) => /\bfrom (TypedContext|Context)\b/.test(expression);

let studio: SyncStudio;
let shots: readonly string[];

/** Removes nothing, whatever happens: everything that was active is so. */
async function expectAllActive(): Promise<void> {
  const data = await studio.parts.client.graphql<{
    project: Record<'folders' | 'tasks', { edges: { node: { active: boolean } }[] }>;
  }>(
    '{ project(name: "Generated_1") { folders(first: 1000) { edges { node { active } } } tasks(first: 1000) { edges { node { active } } } } }',
  );
  const { folders, tasks } = data.project;
  const active = [...folders.edges, ...tasks.edges].filter(({ node }) => node.active);
  expect(active).toHaveLength(39);
}

/** A run over everything and one over a few entities. */
const scopes = (): readonly SyncScope[] => ['project', new Set(shots.slice(0, 3))];

/** Runs, and takes an end for a good one that says why. */
async function runOrRefuse(scope: SyncScope, session: FtrackSession): Promise<string> {
  try {
    const { skipped } = await studio.sync(scope, { session });
    return skipped.find(({ code }) => code === 'project_gone')?.code ?? 'done';
  } catch (error) {
    if (error instanceof SyncError) return error.code;
    if (error instanceof FtrackError) return error.code;
    throw error;
  }
}

describe('absence is no proof', () => {
  beforeEach(async () => {
    studio = await SyncStudio.open({ entities: 40 });
    // Nothing but proof stands between a false absence and a removal.
    studio.settings = { ...SETTINGS, removalLimit: { entities: 1_000, percent: 100 } };
    await studio.sync();
    shots = (await studio.parts.artist.query('select id from Shot order by id')).map((row) =>
      String(row['id']),
    );
  });
  afterEach(() => studio[Symbol.asyncDispose]());

  it('when a page of a listing is lost, for good or once', async () => {
    const { service } = studio.parts;
    const half = <Row>(rows: Row[]) => rows.slice(0, Math.floor(rows.length / 2));
    const forGood = answering(service, (rows, expression) =>
      expression.includes('project_id is') ? half(rows) : rows,
    );
    expect(await runOrRefuse('project', forGood)).toBe('ftrack_listing_torn');
    await expectAllActive();
    for (const scope of scopes()) {
      for (let lost = 0, listings = 1; lost < listings; lost += 1) {
        listings = 0;
        const once = answering(service, (rows, expression) => {
          if (!ofContexts(expression)) return rows;
          listings += 1;
          return listings === lost + 1 ? half(rows) : rows;
        });
        await runOrRefuse(scope, once);
      }
      await expectAllActive();
    }
    await studio.sync();
    expect(await studio.difference()).toEqual(NOTHING_LEFT);
  });

  it('when ftrack answers with nothing and 200', async () => {
    const { service } = studio.parts;
    for (const scope of scopes()) {
      const session = answering(service, (rows, expression) => (ofContexts(expression) ? [] : rows));
      expect(await runOrRefuse(scope, session)).toBe('ftrack_listing_torn');
    }
    await expectAllActive();
    expect(await studio.difference()).toEqual(NOTHING_LEFT);
  });

  it('when the right to see the project is withdrawn, at whatever question', async () => {
    const { service } = studio.parts;
    const ends = new Set<string>();
    for (const scope of scopes()) {
      for (let from = 0, asked = 1; from < asked; from += 1) {
        const session: FtrackSession & { asked: number } = {
          ...service,
          asked: 0,
          query: async (expression, options) => {
            if (session.asked === from) studio.ftrack.setFaults({ hiddenProjects: [studio.projectId] });
            session.asked += 1;
            return await service.query(expression, options);
          },
        };
        ends.add(await runOrRefuse(scope, session));
        studio.ftrack.setFaults({ hiddenProjects: [] });
        ({ asked } = session);
      }
      await expectAllActive();
    }
    expect(ends).toContain('project_gone');
    expect((await studio.parts.client.getProject('Generated_1'))?.active).toBe(true);
    await studio.sync();
    expect(await studio.difference()).toEqual(NOTHING_LEFT);
  });

  it('when an entity is back before the write', async () => {
    const { service } = studio.parts;
    const taskId = String((await studio.one('select id from Task order by id'))['id']);
    // The list, the question whether it is gone, and who waits for its name; the last question is asked before the write.
    let missing = 3;
    const session = answering(service, (rows, expression) => {
      const left = rows.filter((row) => (row as { id?: unknown }).id !== taskId);
      if (!ofContexts(expression) || left.length === rows.length || missing === 0) return rows;
      missing -= 1;
      return left;
    });
    const report = await studio.sync(new Set([taskId]), { session });
    expect(report.operations.filter(({ system }) => system === 'ayon')).toEqual([]);
    expect(report.skipped.map(({ code }) => code)).toContain('removal_not_confirmed');
    await expectAllActive();
  });

  it('when the project is archived: what is deleted in it stays in AYON', async () => {
    await studio.update('Project', studio.projectId, { status: 'hidden' });
    const [shot = ''] = shots;
    await studio.parts.artist.execute([{ action: 'delete', entityType: 'Shot', key: [shot] }]);
    for (const scope of ['project', new Set([shot])] as const) {
      const { skipped } = await studio.sync(scope);
      expect(skipped.map(({ code }) => code)).toContain('project_archived');
    }
    await expectAllActive();
  });
});

describe('a user who is not there any more', () => {
  let taskId: string;
  const assignees = async () => (await studio.twin('task', taskId))?.['assignees'];

  beforeEach(async () => {
    studio = await SyncStudio.open({
      entities: 30,
      ayonUsers: [{ name: 'artist', email: 'admin@example.com' }],
    });
    taskId = String((await studio.one('select id from Task order by id'))['id']);
    const user = await studio.one('select id from User where username is "admin"');
    await studio.parts.artist.execute([
      {
        action: 'create',
        entityType: 'Appointment',
        data: { type: 'assignment', context_id: taskId, resource_id: user['id'] },
      },
    ]);
    await studio.sync();
    expect(await assignees()).toEqual(['artist']);
  });
  afterEach(() => studio[Symbol.asyncDispose]());

  it('in ftrack, since it lists active ones only, stays assigned in AYON', async () => {
    const session = answering(studio.parts.service, (rows, expression) =>
      expression.includes('from User ') ? [] : rows,
    );
    for (const scope of ['project', new Set([taskId])] as const) {
      const report = await studio.sync(scope, { session });
      expect(report.operations).toEqual([]);
    }
    expect(await assignees()).toEqual(['artist']);
  });

  it('in AYON, being made inactive, stays assigned there', async () => {
    const user = studio.ayon.state.users.get('artist');
    if (user) user.active = false;
    const report = await studio.sync();
    expect(report.operations).toEqual([]);
    expect(await assignees()).toEqual(['artist']);
  });
});
