import { afterAll, beforeAll, expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

let studio: SyncStudio;
beforeAll(async () => {
  studio = await SyncStudio.open({ entities: 60 });
  await studio.sync();
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
});

/** Syncs only what changed, and checks that neither a full run nor `verify` would find anything more. */
async function follow(...ids: string[]) {
  const report = await studio.sync(new Set(ids));
  expect(report.failed).toEqual([]);
  expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
  expect(await studio.verify()).toEqual([]);
  return report;
}

async function create(entityType: string, data: Record<string, unknown>): Promise<string> {
  const [row] = await studio.parts.artist.execute([
    { action: 'create', entityType, data: { project_id: studio.projectId, ...data } },
  ]);
  return String(row?.['id']);
}

async function priority(name: string) {
  return { priority_id: (await studio.one(`select id from Priority where name is "${name}"`))['id'] };
}

it('a priority stands on the twin from its creation, changes and goes', async () => {
  const parent = await studio.one('select id from Shot');
  const id = await create('Task', { name: 'urgent', parent_id: parent['id'], ...(await priority('Urgent')) });
  await follow(id);
  expect(await studio.twin('task', id)).toMatchObject({ attrib: { priority: 'urgent' } });
  await studio.update('Task', id, await priority('Medium'));
  await follow(id);
  expect(await studio.twin('task', id)).toMatchObject({ attrib: { priority: 'normal' } });
  await studio.update('Task', id, await priority('None'));
  await follow(id);
  expect((await studio.twin('task', id))?.['ownAttrib']).not.toContain('priority');
});

it('a priority that AYON does not know is left out and reported once', async () => {
  const unknown = await studio.parts.artist.execute([
    { action: 'create', entityType: 'Priority', data: { name: 'Someday', value: 0, sort: 9 } },
  ]);
  const tasks = await studio.parts.artist.query('select id from Task order by id limit 2');
  const ids = tasks.map((task) => String(task['id']));
  for (const id of ids) {
    await studio.update('Task', id, await priority('High'));
    await studio.sync(new Set([id]));
    await studio.update('Task', id, { priority_id: unknown[0]?.['id'] });
  }
  const report = await follow(...ids);
  expect(report.skipped.map(({ code, path }) => [code, path])).toEqual([['unknown_priority', 'Someday']]);
  for (const id of ids) {
    expect(await studio.twin('task', id)).toMatchObject({ attrib: { priority: 'high' } });
    await studio.update('Task', id, await priority('None'));
  }
  await follow(...ids);
});

it('a priority is left alone while the setting says so', async () => {
  const parent = await studio.one('select id from Shot');
  const before = studio.settings;
  studio.settings = { ...before, priority: false };
  const id = await create('Task', { name: 'own', parent_id: parent['id'], ...(await priority('High')) });
  await follow(id);
  expect((await studio.twin('task', id))?.['ownAttrib']).not.toContain('priority');
  studio.settings = before;
  await follow(id);
  expect(await studio.twin('task', id)).toMatchObject({ attrib: { priority: 'high' } });
});

it("tags are ftrack's scopes; those that only AYON has stay", async () => {
  const fx = await create('Scope', { name: 'FX' });
  const crowd = await create('Scope', { name: 'crowd' });
  const shot = await studio.one('select id from Shot');
  const id = String(shot['id']);
  const scopes = (...ids: string[]) => ({
    scopes: ids.map((scope) => ({ __entity_type__: 'Scope', id: scope })),
  });
  await studio.update('Shot', id, scopes(fx));
  await follow(id);
  expect(await tagsOf(id)).toEqual(['FX']);
  const twinId = String((await studio.twin('folder', id))?.['id']);
  await studio.parts.client.operations('Generated_1', [
    { type: 'update', entityType: 'folder', entityId: twinId, data: { tags: ['own', 'fx'] } },
  ]);
  await studio.update('Shot', id, scopes(fx, crowd));
  await follow(id);
  expect(await tagsOf(id)).toEqual(['own', 'fx', 'crowd']);
  await studio.update('Shot', id, scopes());
  await follow(id);
  expect(await tagsOf(id)).toEqual(['own']);
  const project = await studio.parts.client.getProject('Generated_1');
  expect(project?.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['FX', 'crowd']));
});

async function tagsOf(ftrackId: string): Promise<unknown> {
  const id = String((await studio.twin('folder', ftrackId))?.['id']);
  const { project } = await studio.parts.client.graphql<{ project: { folder: { tags: string[] } } }>(
    `{ project(name: "Generated_1") { folder(id: "${id}") { tags } } }`,
  );
  return project.folder.tags;
}

it('w-38 a milestone becomes a folder of that type, by an event as in full', async () => {
  const sequence = await studio.one('select id from Sequence');
  const status = await studio.one('select id from Status where name is "Not started"');
  const type = await studio.one('select id from Type');
  const data = {
    parent_id: sequence['id'],
    status_id: status['id'],
    type_id: type['id'],
    end_date: '2031-02-03T00:00:00.000Z',
  };
  const live = await create('Milestone', { name: 'first cut', ...data });
  await follow(live);
  const other = await create('Milestone', { name: 'final cut', ...data });
  await studio.sync();
  for (const id of [live, other]) {
    expect(await studio.twin('folder', id)).toMatchObject({
      folderType: 'Milestone',
      status: 'Not started',
      attrib: { endDate: expect.stringContaining('2031-02-03') },
    });
  }
});

it('what stands below a task is left out and reported, by an event as in full', async () => {
  const task = await studio.one('select id from Task order by id');
  const below = await create('Task', { name: 'below', parent_id: task['id'] });
  const shot = await create('Shot', { name: 'deeper', parent_id: below });
  const expected = [
    ['below_task', below],
    ['below_task', shot],
  ];
  const problemsOf = (skipped: readonly { code: string; ftrackId: string | null }[]) =>
    skipped.map(({ code, ftrackId }) => [code, ftrackId]);
  const live = await studio.sync(new Set([below, shot]));
  expect(problemsOf(live.skipped)).toEqual(expected);
  const whole = await studio.sync();
  expect(problemsOf(whole.skipped)).toEqual(expected);
  expect(whole.operations).toEqual([]);
  expect(await studio.verify()).toEqual([]);
  expect(await studio.twin('task', below)).toBeUndefined();
});
