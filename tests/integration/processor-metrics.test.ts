import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLeecher } from '@ynput/ftrack-leecher';
import { startProcessor } from '@ynput/ftrack-processor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PAGE = join(import.meta.dirname, '../../docs/metrics.md');
const SERVICES = { leecher: startLeecher, processor: startProcessor } as const;
const NOWHERE = { write: () => undefined };

let stateFolder: string;

beforeEach(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-metrics-'));
});
afterEach(() => rm(stateFolder, { recursive: true, force: true }));

/** `name type` of each metric of ours that a service declares, whatever it can reach. */
async function declaredBy(service: keyof typeof SERVICES): Promise<string[]> {
  await using running = await SERVICES[service](
    {
      AYON_SERVER_URL: 'http://127.0.0.1:9',
      AYON_API_KEY: 'no-key',
      AYON_ADDON_NAME: 'ftrack',
      AYON_ADDON_VERSION: '2.0.0',
      AYON_FTRACK_STATE_FOLDER: stateFolder,
    },
    { logTo: NOWHERE },
  );
  const text = await (await fetch(`${running.url}/metrics`)).text();
  return [...text.matchAll(/^# TYPE (ayon_ftrack_\S+) (\S+)$/gm)]
    .map(([, name, type]) => `${name} ${type}`)
    .toSorted();
}

/** The same from the page. */
async function describedFor(service: string): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8');
  return [...page.matchAll(/^\| `(ayon_ftrack_\S+)` \| (\w+) \| [^|]*\| (\w+) \|/gm)]
    .filter(([, , , where]) => where === service || where === 'both')
    .map(([, name, type]) => `${name} ${type}`)
    .toSorted();
}

describe('docs/metrics.md', () => {
  it.each(['leecher', 'processor'] as const)(
    'names every metric of the %s, and no other',
    async (service) => {
      const declared = await declaredBy(service);
      expect(declared.length).toBeGreaterThan(5);
      expect(await describedFor(service)).toEqual(declared);
    },
  );
});
