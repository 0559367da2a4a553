import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFakeAsh } from '@ynput/ayon-simulator';
import { healthFileOf, readHealthFile } from '@ynput/ftrack-common/service';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readIgnored } from '../support/image/context.ts';
import { parseDockerfile } from '../support/image/dockerfile.ts';
import { listFiles, type ReplayedImage, replayDockerfile } from '../support/image/replay.ts';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

const run = promisify(execFile);
const CHECKOUT = join(import.meta.dirname, '../..');
const SERVICES = ['leecher', 'processor'] as const;
type Service = (typeof SERVICES)[number];
/** Building takes the package manager and the packages from the registry, unless npm has them already. */
const canInstall = await reachesRegistry();

describe.skipIf(!canInstall)('the images, when npm reaches its registry', () => {
  let folder = '';
  const images = new Map<Service, ReplayedImage>();
  const imageOf = (service: Service): ReplayedImage => {
    const image = images.get(service);
    if (image === undefined) throw new Error(`${service} was not built`);
    return image;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-images-'));
    for (const service of SERVICES) {
      const dockerfile = dockerfileOf(service);
      images.set(
        service,
        await replayDockerfile({ dockerfile, context: CHECKOUT, folder: join(folder, service) }),
      );
    }
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(SERVICES)(
    'that of the %s holds one program and its licences, and runs as a user without rights',
    async (service) => {
      const { root, user, base, place } = imageOf(service);
      expect(await listFiles(root)).toEqual([
        'service/LICENSE',
        'service/health-check.mjs',
        'service/licences.md',
        'service/main.js',
        'service/start.mjs',
      ]);
      expect(await readFile(place('licences.md'), 'utf8')).toMatch(/^## ws - .* \(MIT\)$/m);
      expect(user).toBe('node');
      // `make bash` needs a shell of that name, which Alpine does not have.
      expect(base).toMatch(/^node:24-.*slim$/);
      const program = await readFile(place('main.js'), 'utf8');
      const imported = [...program.matchAll(/^import .* from "(.*)";$/gm)].map(([, name = '']) => name);
      expect(imported.length).toBeGreaterThan(0);
      expect(imported.filter((name) => !isBuiltin(name))).toEqual([]);
    },
  );

  test('a service host runs both, they sync a change, answer their health checks, and end in order', async () => {
    await using studio = await ProcessorStudio.open({
      services: Object.fromEntries(SERVICES.map((service) => [service, { image: service }])),
      redisInSettings: true,
    });
    const { url, apiKey } = studio.ayon;
    await using ash = startFakeAsh({
      url,
      apiKey,
      hostname: 'host',
      commands: Object.fromEntries(SERVICES.map((service) => [service, imageOf(service).start])),
      intervalMs: 100,
    });
    await spawnServices(studio);
    for (const service of SERVICES) await untilReady(await healthUrlOf(imageOf(service)));
    await studio.requestAndAwaitSync();
    studio.renameShots('carried');
    await studio.untilEqual();

    for (const service of SERVICES) {
      const { command, args, cwd, env } = imageOf(service).healthCheck;
      const { stdout } = await run(command, args, { cwd, env: { ...process.env, ...env } });
      // The folder that stands for the image may itself lie in a container, which the leecher tells.
      expect(stdout).toMatch(/^(everything works|spool folder is \w+: .*)\n$/);
    }

    const began = performance.now();
    await ash.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const service of SERVICES) {
      const { root, place, healthCheck } = imageOf(service);
      // A service that was killed would have left it.
      expect(await readHealthFile(healthFileOf(place('/state'), service))).toBeNull();
      const written = (await listFiles(root)).filter((file) => !file.startsWith('state/'));
      expect(written, 'nothing is written outside the state folder').toHaveLength(5);
      const { command, args, cwd, env } = healthCheck;
      const failed = await run(command, args, { cwd, env: { ...process.env, ...env } }).catch(
        (error: unknown) => error,
      );
      expect(failed).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('it may not write to'),
      });
    }
  }, 60_000);
});

test('the Dockerfiles differ in nothing but the service', async () => {
  const [leecher, processor] = await Promise.all(
    SERVICES.map(async (service) =>
      parseDockerfile(await readFile(dockerfileOf(service), 'utf8')).map(({ base, instructions }) => ({
        base,
        steps: instructions.map(({ name, text }) => `${name} ${text.replaceAll(service, 'SERVICE')}`),
      })),
    ),
  );
  expect(leecher).toEqual(processor);
});

test('the build gets pnpm in the version of the checkout', async () => {
  const version = /PNPM_VERSION = '(.*)'/.exec(
    await readFile(join(CHECKOUT, 'scripts/run.mjs'), 'utf8'),
  )?.[1];
  for (const service of SERVICES) {
    expect(await readFile(dockerfileOf(service), 'utf8')).toContain(`pnpm@${version} `);
  }
});

test('only what an image is made of goes to the build', async () => {
  const isLeftOut = readIgnored(await readFile(join(CHECKOUT, '.dockerignore'), 'utf8'));
  const sent = [
    'LICENSE',
    'pnpm-lock.yaml',
    'services/leecher/src/main.ts',
    'ftrack-common/src/sync/index.ts',
  ];
  const kept = [
    '.git/config',
    'service-tools/.env',
    'services/.env',
    'node_modules/vite/package.json',
    'ftrack-common/node_modules/ws/index.js',
    'services/leecher/dist/main.js',
    'services/leecher/bundle/main.js',
    'ftrack-common/src/sync/plan/plan.test.ts',
    'simulators/ayon/src/index.ts',
  ];
  expect(sent.filter(isLeftOut)).toEqual([]);
  expect(kept.filter((path) => !isLeftOut(path))).toEqual([]);
});

function dockerfileOf(service: Service): string {
  return join(CHECKOUT, 'services', service, 'Dockerfile');
}

async function healthUrlOf(image: ReplayedImage): Promise<string> {
  const service = image.healthCheck.args.at(-1) ?? '';
  return vi.waitFor(
    async () => {
      const address = await readHealthFile(healthFileOf(image.place('/state'), service));
      if (address === null) throw new Error(`${service} does not run`);
      return address.url;
    },
    { timeout: 15_000, interval: 50 },
  );
}

/** As an admin does in AYON: a service has its host, and for Redis nothing, because that is in the settings. */
async function spawnServices({ ayon }: ProcessorStudio): Promise<void> {
  const call = (method: string, ...[path, body]: [string, object?]): Promise<Response> =>
    fetch(`${ayon.url}${path}`, {
      method,
      headers: { 'x-api-key': ayon.apiKey, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await vi.waitFor(async () =>
    expect(await (await call('GET', '/api/hosts')).json()).toMatchObject({ hosts: [{ name: 'host' }] }),
  );
  for (const service of SERVICES) {
    const answer = await call('PUT', `/api/services/ftrack-${service}`, {
      addonName: 'ftrack',
      addonVersion: '2.0.0',
      service,
      hostname: 'host',
    });
    expect(answer.status, await answer.text()).toBe(204);
  }
}

async function reachesRegistry(): Promise<boolean> {
  const asked = run('npm', ['view', 'pnpm', 'version'], { timeout: 10_000 });
  return asked.then(
    () => true,
    () => false,
  );
}
