import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRedis, connectRedis, findRedisServer, readDurability } from '@ynput/ftrack-common/redis';
import { parseEnvFile, readEnvironment } from '@ynput/ftrack-common/settings';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface ComposeService {
  readonly image?: string;
  readonly extends?: { readonly file: string; readonly service: string };
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly healthcheck?: object;
}
interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const FOLDER = join(import.meta.dirname, '../../services');
const stack = await readCompose('docker-compose.yml');
const recipe = await readCompose('redis.compose.yml');
const redis = recipe.services['ftrack-redis'];

test('the Redis of the recipe has every acknowledged write on disk, throws nothing away, and stays', async () => {
  const [program, ...args] = redis?.command ?? [];
  expect(program).toBe('redis-server');
  expect(redis?.volumes).toEqual(['ftrack-redis:/data']);
  expect(redis?.restart).toBe('unless-stopped');
  const folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-recipe-'));
  const socket = join(folder, 'redis.sock');
  const { binary } = await findRedisServer();
  const server = spawn(binary, [...args, '--dir', folder, '--port', '0', '--unixsocket', socket], {
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const client = connectRedis({ url: `unix:${socket}`, role: 'commands' });
  try {
    expect(await checkRedis(client)).toEqual([]);
    expect(await readDurability(client)).toBe('always');
  } finally {
    client.disconnect();
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
});

test('the stack is the Redis of the recipe and both services, each with a volume that stays', () => {
  const { 'ftrack-redis': ownRedis, ...services } = stack.services;
  expect(ownRedis).toEqual({ extends: { file: 'redis.compose.yml', service: 'ftrack-redis' } });
  expect(Object.keys(services)).toEqual(['leecher', 'processor']);
  for (const [name, service] of Object.entries(services)) {
    expect(service.image).toBe(
      `\${IMAGE_PREFIX:-ynput}/ayon-ftrack-${name}:\${AYON_ADDON_VERSION:?fill in .env}`,
    );
    expect(service.build).toEqual({ context: '..', dockerfile: `services/${name}/Dockerfile` });
    expect(service).toMatchObject({
      restart: 'unless-stopped',
      read_only: true,
      volumes: [`${name}:/state`],
    });
    expect(service.environment?.['AYON_FTRACK_REDIS_URL']).toContain('redis://ftrack-redis:6379');
  }
  expect(Object.keys(stack.volumes)).toEqual(['ftrack-redis', 'leecher', 'processor']);
});

test('the example of .env is complete but for the key, for this version, and in the form Docker reads', async () => {
  const text = await readFile(join(FOLDER, '.env.example'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) expect(line).toMatch(/^[A-Z_]+=[^"' ]*$/);
  const manifest = JSON.parse(await readFile(join(FOLDER, '../package.json'), 'utf8')) as { version: string };
  expect(readEnvironment({ ...parseEnvFile(text), AYON_API_KEY: 'key' })).toMatchObject({
    addonName: 'ftrack',
    addonVersion: manifest.version,
  });
});

async function readCompose(name: string): Promise<ComposeFile> {
  return parse(await readFile(join(FOLDER, name), 'utf8')) as ComposeFile;
}
