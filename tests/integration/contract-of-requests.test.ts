import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breachesOf, readRecord } from '../support/recorded-calls.ts';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

/**
 * Every call our services make of AYON, as the server names its routes. That each is one the server describes, with its
 * parameters, fields and queries, the simulator says itself, in every test: see `recorded-calls.ts`.
 */
const CALLS = [
  'POST /graphql',
  'GET /api/info',
  'GET /api/users/me',
  'GET /api/services',
  'GET /api/bundles',
  'GET /api/attributes',
  'GET /api/secrets/{secret_name}',
  'GET /api/addons/{addon_name}/{addon_version}/settings',
  'GET /api/addons/{addon_name}/{version}/settings/{project_name}',
  'GET /api/projects',
  'POST /api/projects',
  'GET /api/projects/{project_name}',
  'PATCH /api/projects/{project_name}',
  'POST /api/projects/{project_name}/operations',
  'POST /api/events',
  'GET /api/events/{event_id}',
  'PATCH /api/events/{event_id}',
  'POST /api/enroll',
] as const;

const CLI = fileURLToPath(new URL('../../service-tools/dist/main.js', import.meta.url));

/** What our services asked in a first sync and some live changes. */
let asked: string[];

describe('what our services ask AYON', () => {
  let studio: ProcessorStudio;

  beforeAll(async () => {
    studio = await ProcessorStudio.open({ entities: 60 });
    await using processor = await studio.startProcessor();
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    await untilReady(processor.url);
    await studio.requestAndAwaitSync();
    studio.renameShots('renamed', 5);
    await studio.untilEqual();
    const [task] = studio.query('select id from Task');
    const [status] = studio.query('select id from Status where name is "In progress"');
    studio.update('Task', task?.['id'], { status_id: status?.['id'] });
    await studio.untilEqual();
    await studio.untilNothingDirty();
    asked = studio.ayon.requests.list().map(({ method, path }) => `${method} ${path}`);
  });
  afterAll(() => studio[Symbol.asyncDispose]());

  it('is only what we say they ask', () => {
    expect(asked.length).toBeGreaterThan(10);
    const known = CALLS.map(patternOf);
    expect(asked.filter((call) => !known.some((pattern) => pattern.test(call)))).toEqual([]);
  });

  it('covers the reading of settings, the making of projects and the writing of entities', () => {
    const seen = CALLS.filter((call) => asked.some((request) => patternOf(call).test(request)));
    expect(seen).toEqual(
      expect.arrayContaining([
        'POST /graphql',
        'GET /api/addons/{addon_name}/{addon_version}/settings',
        'POST /api/projects',
        'POST /api/projects/{project_name}/operations',
      ]),
    );
  });
});

/** The folder where the simulators of this run note what is asked of them; none without recordings to judge by. */
const RECORD = process.env['AYON_SIMULATOR_CONTRACT_RECORD'];

describe.skipIf(RECORD === undefined)('the record of what is asked', () => {
  it('has every call of our services: all of them are judged', () => {
    const judged = readRecord(RECORD ?? '', process.pid).map(({ route }) => route);
    const seen = CALLS.filter((call) => asked.some((request) => patternOf(call).test(request)));
    expect(judged).toEqual(expect.arrayContaining(seen));
  });

  it('outlives a simulator that is killed', async () => {
    const record = await mkdtemp(join(tmpdir(), 'killed-'));
    const child = spawn(process.execPath, [CLI, 'simulate', 'ayon'], {
      env: { ...process.env, AYON_SIMULATOR_CONTRACT_RECORD: record },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { url, apiKey } = JSON.parse(line.toString()) as { url: string; apiKey: string };
    const headers = { 'x-api-key': apiKey, 'x-sender-type': 'ftrack' };
    for (const path of ['/api/info', '/api/nothing']) await fetch(url + path, { headers });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(breachesOf(readRecord(record))).toEqual(['GET /api/nothing: is no route of the server']);
    await rm(record, { recursive: true });
  });
});

/** Tells the calls of a route; a name in braces stands for one part of a path. */
function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
