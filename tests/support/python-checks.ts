import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

interface CheckResult {
  readonly name: string;
  /** Traceback of a check that failed. */
  readonly error: string | null;
}

export interface PythonChecks {
  /** Folder with `run_checks.py` and the checks: functions `check_…` in files `check_….py`. */
  readonly folder: string;
  /** Starts what the checks need; answers the interpreter and the variables that tell them where it is. */
  readonly prepare: () => Promise<{ readonly python: string; readonly env: NodeJS.ProcessEnv }>;
}

/**
 * Declares one test for each check, to be called inside a `describe`. One Python process runs all of them and tells each by a line of
 * JSON.
 */
export function declarePythonChecks({ folder, prepare }: PythonChecks): void {
  let results: ReadonlyMap<string, CheckResult>;
  beforeAll(async () => {
    const { python, env } = await prepare();
    results = await runChecks(folder, python, env);
  });
  for (const [module, checks] of readChecks(folder)) {
    describe(module.slice('check_'.length), () => {
      it.each(checks)('%s', (check) => {
        const result = results.get(`${module}.${check}`);
        expect(result, 'The checks ended before this one.').toBeDefined();
        expect(result?.error).toBeNull();
      });
    });
  }
}

/** The names of the checks, by file, as they stand in the Python sources: they are told even when nothing can run. */
function readChecks(folder: string): Map<string, string[]> {
  const files = readdirSync(folder).filter((file) => /^check_\w+\.py$/.test(file));
  return new Map(
    files.toSorted().map((file) => {
      const source = readFileSync(join(folder, file), 'utf8');
      const checks = [...source.matchAll(/^def (check_\w+)\(/gm)].flatMap(([, name]) => name ?? []);
      return [file.replace('.py', ''), checks];
    }),
  );
}

async function runChecks(
  folder: string,
  ...[python, env]: [python: string, env: NodeJS.ProcessEnv]
): Promise<ReadonlyMap<string, CheckResult>> {
  const { stdout } = await promisify(execFile)(python, ['-B', join(folder, 'run_checks.py')], {
    timeout: 55_000,
    env: { ...process.env, ...env },
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const results = lines.map((line) => JSON.parse(line) as CheckResult);
  return new Map(results.map((result) => [result.name, result]));
}
