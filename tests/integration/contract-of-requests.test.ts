import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

/** The routes of a real server, where a checkout has them. */
const ROUTES = fileURLToPath(new URL('../../../shared/data/ayon/rest-routes.json', import.meta.url));

/** Every call our services make of AYON, as the server names its routes. GraphQL is no route of REST. */
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

/** Answers that say that the server does not know such a call: no route, no method, not the form, not simulated. */
const NOT_UNDERSTOOD = [400, 405, 422, 501];

describe('what our services ask AYON', () => {
  let studio: ProcessorStudio;
  let asked: { call: string; status: number }[];

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
    asked = studio.ayon.requests
      .list()
      .map(({ method, path, status }) => ({ call: `${method} ${path}`, status }));
  });
  afterAll(() => studio[Symbol.asyncDispose]());

  it('is only what we say they ask', () => {
    expect(asked.length).toBeGreaterThan(10);
    const known = CALLS.map(patternOf);
    expect(asked.filter(({ call }) => !known.some((pattern) => pattern.test(call)))).toEqual([]);
  });

  it('is understood by the server', () => {
    expect(asked.filter(({ status }) => NOT_UNDERSTOOD.includes(status))).toEqual([]);
  });

  it('covers the reading of settings, the making of projects and the writing of entities', () => {
    const seen = CALLS.filter((call) => asked.some((request) => patternOf(call).test(request.call)));
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

describe('the calls our services make', () => {
  it.skipIf(!existsSync(ROUTES))('are all routes of a real server', () => {
    const { routes } = JSON.parse(readFileSync(ROUTES, 'utf8')) as {
      routes: { method: string; path: string }[];
    };
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect(CALLS.filter((call) => call !== 'POST /graphql' && !known.has(call))).toEqual([]);
  });
});

/** Tells the calls of a route; a name in braces stands for one part of a path. */
function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
