import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Service } from '../demo/processes/service.ts';
import { World } from '../demo/world.ts';
import type { BenchReport, BenchRow, MissedGoal } from './report.ts';

const IDLE_MS = 60_000;
/** The most each service may take, in units of 2²⁰ bytes. */
const GOALS = { leecher: 120, processor: 160 } as const;
const RUN = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));

/**
 * Measures the memory that leecher and processor take when they have had nothing to do for a minute, bundled as in their images, on the
 * Node that runs this.
 */
export async function benchMemory(onProgress: (line: string) => void): Promise<BenchReport> {
  for (const service of ['leecher', 'processor']) bundle(service);
  const world = await World.open({ backfill: true, bundled: true });
  try {
    await world.startRedis(onProgress);
    await world.startSimulators();
    await world.startServices();
    onProgress(`both services are ready; they are left alone for ${IDLE_MS / 1_000} s`);
    await sleep(IDLE_MS);
    const services = [world.leecher, world.processor];
    return judge(await Promise.all(services.map((service) => measure(service))));
  } finally {
    await world.close({ keepLogs: false });
  }
}

function bundle(service: string): void {
  const { status } = spawnSync(process.execPath, [RUN, 'bundle', service], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`The ${service} could not be bundled (see above).`);
}

interface Measured {
  readonly name: Service['name'];
  readonly megabytes: number;
}

async function measure({ name, url }: Service): Promise<Measured> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const bytes = Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]);
  if (!Number.isFinite(bytes)) throw new Error(`The metrics of the ${name} do not tell its memory.`);
  return { name, megabytes: Math.round(bytes / 2 ** 20) };
}

function judge(measured: readonly Measured[]): BenchReport {
  const rows: BenchRow[] = measured.map(({ name, megabytes }) => ({
    name: `${name}, resident after ${IDLE_MS / 1_000} s without work`,
    megabytes,
    node: process.versions.node,
  }));
  const missed: MissedGoal[] = measured
    .filter(({ name, megabytes }) => megabytes > GOALS[name])
    .map(({ name, megabytes }) => ({
      name,
      goal: `at most ${GOALS[name]} MB`,
      measured: `${megabytes} MB`,
    }));
  return { ok: missed.length === 0, rows, missed };
}
