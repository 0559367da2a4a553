import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Report {
  readonly ok: boolean;
  readonly entities: number;
  readonly fullSyncMs: number;
  readonly backfilled: number;
  readonly steps: readonly { readonly name: string; readonly ms: number | null }[];
  readonly lost: number;
}

const CLI = fileURLToPath(new URL('../../service-tools/dist/main.js', import.meta.url));
const STEPS = [
  'new shot with tasks',
  'rename',
  'move',
  'status',
  'custom attribute',
  'processor killed',
  'cleared attribute',
  'assignee added',
  'leecher killed',
  'assignee removed',
  'delete',
];
const LIMIT_MS = 120_000;

/** Runs the demo with a small project, as people start it. */
async function runDemo(
  ...more: string[]
): Promise<{ code: number; report: Report; lines: number; shown: string }> {
  const child = spawn(process.execPath, [CLI, 'demo', '--once', '--json', '--entities', '300', ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, shown, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  const keptLogs = /logs are in (\S+)/.exec(shown)?.[1];
  if (keptLogs !== undefined) await rm(dirname(keptLogs), { recursive: true, force: true });
  const lines = stdout.trimEnd().split('\n');
  return { code, report: JSON.parse(lines.at(-1) ?? '') as Report, lines: lines.length, shown };
}

describe('npm run demo', () => {
  it(
    'loses nothing while processor and leecher are killed',
    async () => {
      const { code, report, lines, shown } = await runDemo();
      expect(report, shown).toMatchObject({ ok: true, lost: 0 });
      expect(code).toBe(0);
      expect(lines).toBe(1);
      expect(report.entities).toBeGreaterThan(290);
      expect(report.fullSyncMs).toBeGreaterThan(0);
      expect(report.backfilled).toBeGreaterThan(0);
      expect(report.steps.map(({ name }) => name)).toEqual(STEPS);
      for (const { ms } of report.steps) expect(ms).toBeGreaterThanOrEqual(0);
    },
    LIMIT_MS,
  );

  it(
    'fails without backfill: what happened while the leecher was dead is lost, and found missing',
    async () => {
      const { code, report, shown } = await runDemo('--no-backfill');
      expect(report, shown).toMatchObject({ ok: false, backfilled: 0 });
      expect(report.lost).toBeGreaterThan(0);
      expect(code).toBe(1);
      expect(report.steps.filter(({ ms }) => ms === null).map(({ name }) => name)).toEqual([
        'leecher killed',
      ]);
    },
    LIMIT_MS,
  );
});
