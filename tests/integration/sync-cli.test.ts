import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { type DisposableRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { DEFAULT_SYNC_SETTINGS } from '@ynput/ftrack-common/sync';
import { readSettings } from '@ynput/ftrack-common/settings';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

const CLI = fileURLToPath(new URL('../../service-tools/dist/main.js', import.meta.url));
const SECRETS = { username: 'ftrack_user', api_key: 'ftrack_api_key' };

let studio: SyncStudio;
let folder: string;
let envFile: string;
let redis: DisposableRedis;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-cli-'));
  envFile = join(folder, 'env');
  redis = await startDisposableRedis();
  studio = await SyncStudio.open({ entities: 60, addons: (ftrackUrl) => [installedAddon(ftrackUrl)] });
  studio.settings = DEFAULT_SYNC_SETTINGS;
  studio.ayon.state.secrets.set(SECRETS.username, studio.ftrack.user);
  studio.ayon.state.secrets.set(SECRETS.api_key, studio.ftrack.apiKey);
  const variables = {
    AYON_SERVER_URL: studio.ayon.url,
    AYON_API_KEY: studio.ayon.apiKey,
    AYON_ADDON_NAME: 'ftrack',
    AYON_ADDON_VERSION: '2.0.0',
    AYON_FTRACK_REDIS_URL: redis.url,
  };
  await writeFile(
    envFile,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

interface Output {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Without what the machine says of AYON. */
function environment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AYON_')));
}

function run(...args: string[]): Promise<Output> {
  return new Promise((resolve) => {
    const options = { env: environment() };
    const project = args.includes('--project') || args[0] === 'all' ? [] : ['--project', 'Generated 1'];
    const given = [CLI, 'sync', ...args, ...project, '--env', envFile];
    execFile(process.execPath, given, options, (error, out, said) => {
      resolve({ code: Number(error?.code ?? 0), out, said });
    });
  });
}

it('plans and verifies without a service and without Redis', async () => {
  const early = await run('plan');
  expect(early.code, early.said).toBe(0);
  expect(early.out).toContain('+ project');
  expect(early.out).toContain('custom attributes to be made: ayon_id');
  expect(early.out).toContain('65 to create, 1 to update, 0 to delete, 59 to store in ftrack.');

  await studio.sync();
  const nothing = await run('plan', '--json');
  expect(nothing.code, nothing.said).toBe(0);
  expect(JSON.parse(nothing.out)).toMatchObject({ operations: [], summary: { create: 0, update: 0 } });
  const equal = await run('verify', '--json');
  expect(equal.code, equal.said).toBe(0);
  expect(JSON.parse(equal.out)).toMatchObject({ differences: [], summary: { compared: 59 } });

  const shot = await studio.one('select id, name, parent.name from Shot');
  const path = `${String((shot['parent'] as { name: string }).name)}/${String(shot['name'])}`;
  await studio.update('Shot', String(shot['id']), { description: 'new words' });
  const plan = await run('plan');
  expect(plan.out).toContain(`~ folder ${String(shot['name'])}: description = "new words"`);
  expect(plan.out).toContain('0 to create, 1 to update, 0 to delete, 0 to store in ftrack.');
  const scoped = await run('plan', '--json', '--scope', path);
  expect(JSON.parse(scoped.out)).toMatchObject({ summary: { update: 1 } });
  const verified = await run('verify', '--scope', path);
  expect(verified.code).toBe(1);
  expect(verified.out).toContain(`${path}: description: ftrack "new words", AYON "`);

  const lost = await run('plan', '--scope', 'no/such/thing');
  expect(lost.code).toBe(2);
  expect(lost.said).toContain("nothing at 'no/such/thing'");
}, 60_000);

it('has the processor apply a part, confirm removals and repair', async () => {
  await studio.sync();
  const state = join(folder, 'state');
  const processor = spawn(process.execPath, [CLI, 'processor', '--env', envFile, '--state-folder', state], {
    env: environment(),
    stdio: 'ignore',
  });
  try {
    const [shot, other] = await studio.parts.artist.query(
      'select id, name, parent.name from Shot order by id',
    );
    if (shot === undefined || other === undefined) throw new Error('two shots are needed');
    const path = `${String((shot['parent'] as { name: string }).name)}/${String(shot['name'])}`;
    for (const each of [shot, other])
      await studio.update('Shot', String(each['id']), { description: 'applied' });
    const applied = await run('apply', '--scope', path, '--json', '--state-folder', state);
    expect(applied.code, applied.said).toBe(0);
    expect(JSON.parse(applied.out)).toMatchObject({ summary: { operations: 1, failed: 0, skipped: 0 } });
    expect((await studio.twin('folder', String(shot['id'])))?.['attrib']).toMatchObject({
      description: 'applied',
    });
    expect((await studio.twin('folder', String(other['id'])))?.['attrib']).not.toMatchObject({
      description: 'applied',
    });

    const listed = await run('report', '--json', '--state-folder', state);
    expect(listed.code, listed.said).toBe(0);
    const [newest] = (JSON.parse(listed.out) as { runs: { run: string }[] }).runs;
    expect(newest).toMatchObject({ scope: expect.any(Number), summary: { operations: 1 } });
    const report = await run('report', '--run', newest?.run ?? '', '--state-folder', state);
    expect(report.out).toMatch(/^Generated_1: 1 change, 0 failed, 0 skipped, .* s\nAsked for by .+@.+\./);
    expect(report.out).toMatch(new RegExp(`\nupdate folder /${path}: attrib\\.description\n$`));
    const unknown = await run('report', '--run', '1-1', '--state-folder', state);
    expect(unknown).toMatchObject({ code: 2, out: '' });

    const copyId = 'fe'.repeat(16);
    await studio.parts.client.operations('Generated_1', [
      {
        type: 'create',
        entityType: 'folder',
        entityId: copyId,
        data: { name: 'copy', folderType: 'Shot', attrib: { ftrackId: String(shot['id']) } },
      },
    ]);
    const repaired = await run('repair', '--confirm', '--state-folder', state);
    expect(repaired.code, repaired.said).toBe(0);
    expect((await studio.sync()).skipped).toEqual([]);
    expect(await run('verify')).toMatchObject({ code: 0 });

    const asked = await run('all', '--state-folder', state);
    expect(asked, asked.said).toMatchObject({ code: 0, said: '' });

    await studio.parts.artist.execute([{ action: 'delete', entityType: 'Project', key: [studio.projectId] }]);
    const gone = ['--project', 'Generated_1'];
    expect((await run('plan', ...gone)).out).toContain('until an admin confirms that it is gone');
    const ended = await run('apply', '--confirm', ...gone, '--state-folder', state);
    expect(ended.code, ended.said).toBe(0);
    expect((await studio.parts.client.getProject('Generated_1'))?.active).toBe(false);
  } finally {
    processor.kill('SIGKILL');
    await once(processor, 'close');
  }
}, 90_000);

function installedAddon(ftrackUrl: string) {
  const settings = { ...readSettings({}).settings, ftrack_server: ftrackUrl, service_settings: SECRETS };
  return {
    name: 'ftrack',
    version: '2.0.0',
    attributes: AYON_ATTRIBUTES,
    settings: JSON.parse(JSON.stringify(settings)) as typeof settings,
  };
}
