// Health check of an image: `node health-check.mjs leecher`. Prints what does not work, and ends with 1 when the service should be
// replaced or does not answer. Plain JavaScript on Node alone: it runs every 30 s and stays as small as that.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [service = ''] = process.argv.slice(2);
/** What needs a person first. */
const ORDER = ['failed', 'degraded', 'starting'];
const folder = process.env.AYON_FTRACK_STATE_FOLDER ?? '';

try {
  const { url } = JSON.parse(await readFile(join(folder, `${service}.health.json`), 'utf8'));
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(4_000) });
  const { components } = await response.json();
  const troubles = ORDER.flatMap((state) => components.filter((component) => component.state === state));
  for (const { name, state, message } of troubles)
    process.stdout.write(`${name} is ${state}${message ? `: ${message}` : ''}\n`);
  if (troubles.length === 0) process.stdout.write('everything works\n');
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`${service} does not answer: ${error.message}\n`);
  process.exitCode = 1;
}
