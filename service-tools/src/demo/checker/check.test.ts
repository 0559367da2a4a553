import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, finalChanges, type SentChange } from './index.ts';

const PROJECT = 'Tidewater';
const ATTRIBUTE = { data: { type: 'string', inherit: false } } as const;

describe('the checker', () => {
  let ftrack: FtrackSimulator;
  let ayon: AyonSimulator;
  let ids: { project: string; shot: string; task: string; folder: string; ayonTask: string };

  beforeAll(async () => {
    ftrack = await startFtrackSimulator({ users: [{ username: 'mira', email: 'Mira@example.com' }] });
    ayon = await startAyonSimulator({
      users: [
        { name: 'service', apiKey: 'k'.repeat(32), isService: true },
        { name: 'mira.novak', email: 'mira@example.com' },
      ],
      attributes: [{ name: 'ftrackId', scope: ['project', 'folder', 'task'], ...ATTRIBUTE }],
    });
    ids = { ...seedFtrack(ftrack), folder: hex('f'), ayonTask: hex('a') };
    await seedAyon(ayon, ids);
  });

  afterAll(async () => {
    await Promise.all([ftrack.close(), ayon.close()]);
  });

  const run = (changes: readonly SentChange[] = []) =>
    check({ ftrack, ayon, projectId: ids.project, projectName: PROJECT, changes });

  const damage = (entityType: string, entityId: string, data: Record<string, unknown>) =>
    operate(ayon, [{ type: 'update', entityType, entityId, data }]);

  const sent = (): SentChange[] => [
    { step: 'make', entityId: ids.shot, field: 'exists', value: true },
    { step: 'make', entityId: ids.shot, field: 'name', value: "the gull's nest" },
    { step: 'make', entityId: ids.shot, field: 'parent', value: ids.project },
    { step: 'make', entityId: ids.shot, field: 'attrib.frameEnd', value: 1100 },
    { step: 'make', entityId: ids.shot, field: 'attrib.fps', value: null },
    { step: 'make', entityId: ids.task, field: 'status', value: 'In progress' },
    { step: 'make', entityId: ids.task, field: 'assignees', value: ['mira@example.com'] },
  ];

  it('finds nothing where both sides say the same', async () => {
    expect(await run(sent())).toEqual({ lost: [], different: [], checked: 7, entities: 2 });
  });

  it.each([
    ['name', { label: 'gull nest' }, { label: 'the gull’s nest' }],
    ['exists', { active: false }, { active: true }],
    ['attrib.frameEnd', { attrib: { frameEnd: 1099 } }, { attrib: { frameEnd: 1100 } }],
    ['attrib.fps', { attrib: { fps: 30 } }, { attrib: { fps: null } }],
  ])('finds a damaged %s of a folder', async (field, broken, whole) => {
    await damage('folder', ids.folder, broken);
    const { lost } = await run(sent());
    await damage('folder', ids.folder, whole);
    expect(lost.map((difference) => difference.field)).toContain(field);
    expect((await run(sent())).lost).toEqual([]);
  });

  it.each([
    ['status', { status: 'Not ready' }, { status: 'In progress' }],
    ['assignees', { assignees: [] }, { assignees: ['mira.novak'] }],
    ['type', { taskType: 'Generic' }, { taskType: 'Animation' }],
  ])('finds a damaged %s of a task in the whole project', async (field, broken, whole) => {
    await damage('task', ids.ayonTask, broken);
    const { different } = await run();
    await damage('task', ids.ayonTask, whole);
    expect(different).toEqual([
      expect.objectContaining({ step: 'whole project', entityId: ids.task, field }),
    ]);
  });

  it('finds what AYON has and ftrack has not', async () => {
    const extra = { name: 'extra', folderType: 'Shot', attrib: { ftrackId: 'gone' } };
    await operate(ayon, [{ type: 'create', entityType: 'folder', entityId: hex('e'), data: extra }]);
    const { different } = await run();
    expect(different).toEqual([
      expect.objectContaining({ entityId: 'gone', field: 'exists', expected: false }),
    ]);
    await operate(ayon, [{ type: 'delete', entityType: 'folder', entityId: hex('e') }]);
  });

  it('says so when a server refuses it', async () => {
    const ayonAccess = { url: ayon.url, apiKey: 'wrong' };
    await expect(
      check({ ftrack, ayon: ayonAccess, projectId: ids.project, projectName: PROJECT, changes: [] }),
    ).rejects.toThrow(/AYON/);
  });
});

describe('finalChanges', () => {
  it('lets the last change of a field win, and forgets what was done to the deleted', () => {
    const change = (
      entityId: string,
      field: SentChange['field'],
      value: SentChange['value'],
    ): SentChange => ({
      step: 's',
      entityId,
      field,
      value,
    });
    const changes = [
      change('a', 'status', 'one'),
      change('b', 'name', 'lost with it'),
      change('a', 'status', 'two'),
      change('b', 'exists', true),
      change('b', 'exists', false),
    ];
    expect(finalChanges(changes)).toEqual([change('a', 'status', 'two'), change('b', 'exists', false)]);
  });
});

it('imports nothing but itself and built-ins of Node', () => {
  for (const file of readdirSync(import.meta.dirname)) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const modules = [...text.matchAll(/(?:from|import|import\(|require\()\s*'([^']+)'/g)].map(
      ([, name]) => name,
    );
    expect(modules.filter((name) => !/^(?:node:|\.\/[a-z-]+\.ts$)/.test(name ?? ''))).toEqual([]);
  }
});

function hex(digit: string): string {
  return digit.repeat(32);
}

/** A shot with one task, assigned to Mira. */
function seedFtrack(ftrack: FtrackSimulator): { project: string; shot: string; task: string } {
  const id = (type: string, where = ''): string => {
    const [answer] = ftrack.run([{ action: 'query', expression: `select id from ${type}${where}` }]) as [
      { data: { id: string }[] },
    ];
    return answer.data[0]?.id ?? '';
  };
  const [project, shot, task] = ['p', 's', 't'].map((letter) => `${letter}-0`) as [string, string, string];
  const create = (entity_type: string, entity_data: Record<string, unknown>) => ({
    action: 'create',
    entity_type,
    entity_data: { __entity_type__: entity_type, ...entity_data },
  });
  ftrack.run([
    create('Project', {
      id: project,
      name: 'tide',
      full_name: PROJECT,
      project_schema_id: id('ProjectSchema'),
    }),
    create('Shot', { id: shot, name: "the gull's nest", parent_id: project, project_id: project }),
    create('Task', {
      id: task,
      name: 'animation',
      parent_id: shot,
      project_id: project,
      type_id: id('Type', ' where name is Animation'),
      status_id: id('Status', ' where name is "In progress"'),
    }),
    create('Appointment', { type: 'assignment', context_id: task, resource_id: id('User') }),
  ]);
  return { project, shot, task };
}

async function seedAyon(
  ayon: AyonSimulator,
  ids: { project: string; shot: string; task: string; folder: string; ayonTask: string },
): Promise<void> {
  await send(ayon, 'POST', '/api/projects', { name: PROJECT, code: 'tw' });
  await send(ayon, 'PATCH', `/api/projects/${PROJECT}`, {
    attrib: { ftrackId: ids.project },
    folderTypes: [{ name: 'Shot' }],
    taskTypes: [{ name: 'Animation' }, { name: 'Generic' }],
    statuses: [{ name: 'Not started' }, { name: 'In progress' }, { name: 'Not ready' }],
  });
  await operate(ayon, [
    {
      type: 'create',
      entityType: 'folder',
      entityId: ids.folder,
      data: {
        name: 'gull',
        label: 'the gull’s nest',
        folderType: 'Shot',
        status: 'Not started',
        attrib: { ftrackId: ids.shot, frameEnd: 1100 },
      },
    },
    {
      type: 'create',
      entityType: 'task',
      entityId: ids.ayonTask,
      data: {
        name: 'animation',
        taskType: 'Animation',
        folderId: ids.folder,
        status: 'In progress',
        assignees: ['mira.novak'],
        attrib: { ftrackId: ids.task },
      },
    },
  ]);
}

async function operate(ayon: AyonSimulator, operations: readonly unknown[]): Promise<void> {
  await send(ayon, 'POST', `/api/projects/${PROJECT}/operations`, { operations, raiseOnError: true });
}

async function send(ayon: AyonSimulator, ...[method, path, body]: [string, string, unknown]): Promise<void> {
  const response = await fetch(ayon.url + path, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': ayon.apiKey },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok || text.includes('"success":false')) throw new Error(`${method} ${path}: ${text}`);
}
