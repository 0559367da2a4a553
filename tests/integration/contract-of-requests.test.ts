import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('what our services ask AYON', () => {
  let studio: ProcessorStudio;
  let asked: string[];

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

/** Tells the calls of a route; a name in braces stands for one part of a path. */
function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
