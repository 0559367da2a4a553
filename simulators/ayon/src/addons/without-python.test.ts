import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';
import { makeZip } from './zip-writer.ts';

const ARCHIVE = makeZip({
  'package.py': 'name = "example"\nversion = "1.0.0"\ntitle = "Example"\n',
  'server/__init__.py': 'raise RuntimeError("never run")',
});

describe('without Python', () => {
  let empty: string;
  beforeEach(async () => {
    empty = await mkdtemp(path.join(tmpdir(), 'ayon-simulator-path-'));
    vi.stubEnv('PATH', empty);
    vi.stubEnv('PYENV_ROOT', empty);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(empty, { recursive: true });
  });

  it('an uploaded addon is listed as broken with the reason, and the rest of the server works', async () => {
    const declared = { name: 'tracker', version: '2.0.0', settings: { url: 'x' } };
    await using ayon = await startAyonSimulator({ addons: [declared] });
    const headers = { 'x-api-key': ayon.apiKey };
    await fetch(`${ayon.url}/api/addons/install`, { method: 'POST', headers, body: ARCHIVE });
    await expect
      .poll(() => ayon.state.events.list().filter(({ topic }) => topic === 'addon.install'))
      .toMatchObject([{ status: 'finished' }]);
    await ayon.faults.restart();

    const { body } = await callApi(ayon, 'GET /api/addons');
    const { addons } = body as { addons: { name: string; versions: Record<string, unknown> }[] };
    expect(addons.find(({ name }) => name === 'example')?.versions['1.0.0']).toMatchObject({
      isBroken: true,
      reason: { error: 'No Python 3.13, 3.12, 3.11 with venv was found on PATH' },
    });
    expect((await callApi(ayon, 'GET /api/addons/example/1.0.0/anything')).status).toBe(404);
    expect((await callApi(ayon, 'GET /api/addons/tracker/2.0.0/settings')).body).toEqual({ url: 'x' });
    expect((await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' })).status).toBe(201);
  });
});
