import { setTimeout as sleep } from 'node:timers/promises';
import { FtrackClient, update } from '../demo/ftrack-client.ts';
import { LogView } from '../demo/log-view.ts';
import { Observer } from '../demo/observe.ts';
import { PEOPLE } from '../demo/people.ts';
import { buildProject } from '../demo/project.ts';
import { planProject } from '../demo/studio.ts';
import { World } from '../demo/world.ts';
import { type BenchReport, type MissedGoal, median, percentile } from './report.ts';

const ENTITIES = 2_000;
const CHANGES = 200;
const BETWEEN_MS = 40;
const SYNC_LIMIT_MS = 60_000;
const ARRIVAL_LIMIT_MS = 10_000;
const GOALS = { p50Ms: 25, p99Ms: 100 } as const;

/**
 * Measures one change after the other at light load, all parts in processes of their own: from the moment ftrack has answered until
 * AYON shows the change to an outside reader. The work of both simulated servers is part of it.
 */
export async function benchLive(onProgress: (line: string) => void): Promise<BenchReport> {
  const world = await World.open({ backfill: true });
  try {
    await world.startRedis(onProgress);
    await world.startSimulators();
    await world.startServices();
    const arrivals = await measureArrivals(world, onProgress);
    return judge(arrivals);
  } finally {
    await world.close({ keepLogs: false });
  }
}

async function measureArrivals(world: World, onProgress: (line: string) => void): Promise<number[]> {
  const client = await FtrackClient.open(world.ftrack);
  const names = await client.readNames();
  const project = planProject(
    ENTITIES,
    PEOPLE.map(({ ftrackName }) => ftrackName),
  );
  await buildProject({ client, names, project, onProgress: () => undefined });
  await using observer = new Observer(world.ayon);
  await using log = await LogView.open(world.redisUrl);
  const request = { projectId: project.id, createProject: true, enableAutoSync: true };
  const { projectName } = await log.syncProject(request, {
    timeoutMs: SYNC_LIMIT_MS,
    onProgress: () => undefined,
  });
  await observer.follow(projectName ?? '');
  onProgress(`${ENTITIES} entities are synced; ${CHANGES} changes follow one by one`);
  const tasks = project.contexts.filter((context) => context.entityType === 'Task');
  const arrivals: number[] = [];
  for (let index = 0; index < CHANGES; index += 1) {
    const task = tasks[index % tasks.length];
    if (task === undefined) throw new Error('The project has no tasks.');
    const value = `change ${index}`;
    await client.send([update('Task', [task.id], { description: value })]);
    const answered = performance.now();
    const change = { step: 'live', entityId: task.id, field: 'attrib.description', value } as const;
    const { seenAt } = await observer.untilHolds([change], ARRIVAL_LIMIT_MS);
    if (seenAt === null)
      throw new Error(`Change ${index} did not arrive within ${ARRIVAL_LIMIT_MS / 1_000} s.`);
    arrivals.push(Math.max(0, seenAt - answered));
    await sleep(BETWEEN_MS);
  }
  return arrivals;
}

function judge(arrivals: readonly number[]): BenchReport {
  const name = 'change answered by ftrack -> shown by AYON';
  const measured = { p50Ms: median(arrivals), p99Ms: percentile(arrivals, 0.99) };
  const missed: MissedGoal[] = [];
  for (const figure of ['p50Ms', 'p99Ms'] as const) {
    if (measured[figure] <= GOALS[figure]) continue;
    missed.push({ name, goal: `${figure} ${GOALS[figure]}`, measured: measured[figure].toFixed(1) });
  }
  const row = {
    name,
    changes: arrivals.length,
    p50Ms: Number(measured.p50Ms.toFixed(1)),
    p99Ms: Number(measured.p99Ms.toFixed(1)),
    maxMs: Number(Math.max(...arrivals).toFixed(1)),
  };
  return { ok: missed.length === 0, rows: [row], missed };
}
