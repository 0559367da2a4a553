// Health check of an image: `node health-check.mjs leecher`. Prints what does not work, and ends with 1 when the service should be
// replaced or does not answer. Plain JavaScript on Node alone: it runs every 30 s and stays as small as that.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const [service = ''] = process.argv.slice(2);
/** What needs a person first. */
const ORDER = ['failed', 'degraded', 'starting'];
const folder = resolve(process.env.AYON_FTRACK_STATE_FOLDER ?? '.');

const file = join(folder, `${service}.health.json`);

try {
  const { url } = await readAddress();
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

/** Where the service says that it answers. */
async function readAddress() {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const advice = `it does not run yet, or it may not write to ${folder} (mount a volume there)`;
    throw new Error(`${file} cannot be read (${error.code ?? error.message}): ${advice}.`, { cause: error });
  }
}
