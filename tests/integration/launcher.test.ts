import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { type DisposableRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { readSettings } from '@ynput/ftrack-common/settings';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const CLI = fileURLToPath(new URL('../../service-tools/dist/main.js', import.meta.url));
const SECRETS = { username: 'ftrack_user', api_key: 'ftrack_api_key' };
const WAIT = { timeout: 20_000, interval: 50 };

/** A command line in a process of its own, with what it has said so far. */
class Cli implements AsyncDisposable {
  out = '';
  said = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(args: readonly string[]) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AYON_'));
    this.#child = spawn(process.execPath, [CLI, ...args], {
      env: Object.fromEntries(own),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close');
    this.#child.stdout?.on('data', (data: Buffer) => {
      this.out += data.toString();
    });
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.said += data.toString();
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code; null when a signal ended it. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

describe('the launcher', () => {
  let ftrack: FtrackSimulator;
  let ayon: AyonSimulator;
  let redis: DisposableRedis;
  let folder = '';
  let envFile = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-launcher-'));
    envFile = join(folder, 'env');
    redis = await startDisposableRedis();
    ftrack = await startFtrackSimulator({ profile: 'generated:40' });
    ayon = await startAyonSimulator({ addons: [installedAddon(ftrack.url)] });
    ayon.state.secrets.set(SECRETS.username, ftrack.user);
    ayon.state.secrets.set(SECRETS.api_key, ftrack.apiKey);
    const variables = {
      AYON_SERVER_URL: ayon.url,
      AYON_API_KEY: ayon.apiKey,
      AYON_ADDON_NAME: 'ftrack',
      AYON_ADDON_VERSION: '1.6.3',
      AYON_FTRACK_REDIS_URL: redis.url,
    };
    const lines = Object.entries(variables).map(([name, value]) => `export ${name}="${value}"\n`);
    await writeFile(envFile, lines.join(''));
  });
  afterAll(async () => {
    await ayon?.close();
    await ftrack?.close();
    await redis?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (...args: string[]) =>
    new Cli([...args, '--env', envFile, '--state-folder', join(folder, 'state')]);

  test('runs both services until they are ready, syncs a project on request, and stops in order', async () => {
    await using launcher = start('services');
    const ready = async (service: string): Promise<void> => {
      const url = new RegExp(`${service}: (http://\\S+) shows`).exec(launcher.said)?.[1];
      expect(url, launcher.said).toBeDefined();
      const answer = await fetch(`${url}/ready`);
      expect(answer.status, await answer.text()).toBe(200);
    };
    await vi.waitFor(() => ready('leecher'), WAIT);
    await vi.waitFor(() => ready('processor'), WAIT);

    const project = await anyProject(ftrack);
    await using sync = start(
      'sync',
      'request',
      '--project',
      String(project['full_name']),
      '--create',
      '--json',
    );
    await vi.waitFor(() => expect(sync.out, sync.said + launcher.out).not.toBe(''), WAIT);
    expect(await sync.ended(), sync.said).toBe(0);
    expect(JSON.parse(sync.out)).toMatchObject({ projectId: project['id'], failed: [], error: null });

    await using unknown = start('sync', 'request', '--project', 'no such "project"');
    expect(await unknown.ended()).toBe(2);
    expect(unknown.said).toContain(`has no project 'no such "project"'`);

    await using status = start('sync', 'status');
    expect(await status.ended(), status.said).toBe(0);
    expect(status.out).toContain('processor dev-');
    expect(status.out).toContain('0 failed');

    // A terminal's Ctrl-C comes twice.
    launcher.signal('SIGINT');
    launcher.signal('SIGTERM');
    expect(await launcher.ended(), launcher.said).toBe(0);
    expect(launcher.said).not.toContain('did not stop');
  }, 90_000);

  test('takes its services with it when it is killed', async () => {
    const launcher = start('leecher');
    await vi.waitFor(() => expect(launcher.said).toContain('leecher: http'), WAIT);
    const url = /leecher: (http:\S+)/.exec(launcher.said)?.[1] ?? '';
    await launcher[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(fetch(`${url}/health`)).rejects.toThrow(), WAIT);
  }, 60_000);

  test('ends at once with exit code 2 when a variable is missing', async () => {
    const file = join(folder, 'incomplete');
    await writeFile(file, 'AYON_ADDON_NAME=ftrack\nAYON_ADDON_VERSION=1.6.3\nexport AYON_API_KEY=k\n');
    await using launcher = new Cli(['processor', '--env', file]);
    expect(await launcher.ended()).toBe(2);
    expect(launcher.said).toContain('AYON_SERVER_URL is not set');
    expect(launcher.said).toContain(file);
    expect(launcher.out).toBe('');
  });
});

async function anyProject({
  url: serverUrl,
  user,
  apiKey,
}: FtrackSimulator): Promise<Record<string, unknown>> {
  const session = await openFtrackSession({ serverUrl, user, apiKey });
  const [project] = await session.query('select id, full_name from Project');
  if (project === undefined) throw new Error('the simulator has no project');
  return project;
}

/** As upstream's version leaves it: without the settings that only we have. */
function installedAddon(ftrackUrl: string) {
  const {
    redis: _redis,
    sync: _sync,
    log: _log,
    mirror_to_ayon: _mirror,
    ...upstream
  } = readSettings({}).settings;
  const settings = { ...upstream, ftrack_server: ftrackUrl, service_settings: SECRETS };
  return {
    name: 'ftrack',
    version: '1.6.3',
    attributes: AYON_ATTRIBUTES,
    settings: JSON.parse(JSON.stringify(settings)) as typeof settings,
  };
}
