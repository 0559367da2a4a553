import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPythonEnvironment } from '../support/python-environment.ts';

const CLIENT = { name: 'ayon-python-api', version: '1.2.25' };
const CHECKS = join(import.meta.dirname, 'ayon-python-client');
const ADDON = { name: 'tracker', version: '1.0.0', settings: { url: '', limit: 3 } };

const environment = await openPythonEnvironment({
  package: CLIENT,
  stateFolder: join(import.meta.dirname, '../../.state'),
});
const why = environment.missing === null ? '' : `, skipped: ${environment.missing}`;

interface CheckResult {
  readonly name: string;
  /** Traceback of a check that failed. */
  readonly error: string | null;
}

describe.skipIf(environment.missing !== null)(`the unmodified ${CLIENT.name} ${CLIENT.version}${why}`, () => {
  let simulator: AyonSimulator;
  let results: ReadonlyMap<string, CheckResult>;

  beforeAll(async () => {
    simulator = await startAyonSimulator({ addons: [ADDON] });
    results = await runChecks(environment.python ?? '', simulator);
  });
  afterAll(() => simulator.close());

  for (const [module, checks] of readChecks()) {
    describe(module.slice('check_'.length), () => {
      it.each(checks)('%s', (check) => {
        const result = results.get(`${module}.${check}`);
        expect(result, 'The checks ended before this one.').toBeDefined();
        expect(result?.error).toBeNull();
      });
    });
  }
});

/** The names of the checks, by file, as they stand in the Python sources: they are told even when nothing can run. */
function readChecks(): Map<string, string[]> {
  const files = readdirSync(CHECKS).filter((file) => /^check_\w+\.py$/.test(file));
  return new Map(
    files.toSorted().map((file) => {
      const source = readFileSync(join(CHECKS, file), 'utf8');
      const checks = [...source.matchAll(/^def (check_\w+)\(/gm)].flatMap(([, name]) => name ?? []);
      return [file.replace('.py', ''), checks];
    }),
  );
}

/** One Python process runs all checks, each told by a line of JSON. */
async function runChecks(python: string, simulator: AyonSimulator): Promise<Map<string, CheckResult>> {
  const { stdout } = await promisify(execFile)(python, [join(CHECKS, 'run_checks.py')], {
    env: {
      ...process.env,
      AYON_SERVER_URL: simulator.url,
      AYON_API_KEY: simulator.apiKey,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    timeout: 55_000,
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return new Map(lines.map((line) => JSON.parse(line) as CheckResult).map((found) => [found.name, found]));
}
