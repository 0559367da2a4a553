import { type ChildProcess, fork } from 'node:child_process';
import { AyonClient } from '@ynput/ayon-api';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { DEFAULT_SYNC_SETTINGS } from '@ynput/ftrack-common/sync';
import { verifyProject } from '@ynput/ftrack-common/sync-verify';
import { findBuiltModule } from '../chaos/built-module.ts';
import type { BenchReport, BenchRow, MissedGoal } from './report.ts';
import type { EngineProcessOptions } from './sync/engine-process.ts';
import { type BenchRequest, type Measured, nextAnswer, type ServerAddress } from './sync/messages.ts';
import type { FtrackReady, ServerProcessOptions } from './sync/server-process.ts';

const LATENCY_MS = 20;
const SCATTERED_CHANGES = 1_000;
/** The longest one takes three minutes: 10,000 entities at the cost of AYON 1.16. */
const LONGEST_RUN_MS = 15 * 60_000;

interface Size {
  readonly entities: number;
  readonly cost: 'none' | 'ayon-1.16';
}

const SIZES: readonly Size[] = [
  { entities: 1_000, cost: 'none' },
  { entities: 10_000, cost: 'none' },
  { entities: 100_000, cost: 'none' },
  { entities: 1_000, cost: 'ayon-1.16' },
  { entities: 10_000, cost: 'ayon-1.16' },
];

/** What a project of 100,000 entities may take, on two cores that the servers share. */
const GOALS = { firstMs: 60_000, unchangedMs: 10_000, requests: 1_500, peakRssMb: 600 };
/** Share of the time in which a server at the cost of a real one has a request to answer, at least. */
const SERVER_SHARE = 0.9;

export interface SyncBenchOptions {
  /** Run only projects of this size. */
  readonly entities?: number | undefined;
}

/**
 * Measures full syncs and scattered changes between two simulated servers. Servers and engine are processes of their own, new ones
 * for each row, so that time and memory are those of the engine.
 */
export async function benchSync(
  onProgress: (line: string) => void,
  { entities }: SyncBenchOptions = {},
): Promise<BenchReport> {
  const known = SIZES.filter((size) => entities === undefined || size.entities === entities);
  const sizes = known.length > 0 ? known : [{ entities: entities ?? 0, cost: 'none' as const }];
  const rows: BenchRow[] = [];
  const missed: MissedGoal[] = [];
  for (const size of sizes) {
    onProgress(`${size.entities} entities, cost ${size.cost}: filling a ftrack server`);
    const { row, askedTwice } = await measureSize(size, onProgress);
    rows.push(row);
    missed.push(...missedBy(row));
    if (askedTwice > 0)
      missed.push({ name: row.name, goal: 'no question asked twice', measured: String(askedTwice) });
  }
  return { ok: missed.length === 0, rows, missed };
}

interface Row extends BenchRow {
  readonly entities: number;
  readonly firstMs: number;
  readonly unchangedMs: number;
  readonly ftrackRequests: number;
  readonly ayonRequests: number;
  readonly peakRssMb: number;
  readonly serverShare: number;
  readonly verified: boolean;
}

/** A row, and how many questions were asked more than once within a run. */
interface MeasuredSize {
  readonly row: Row;
  readonly askedTwice: number;
}

async function measureSize(
  { entities, cost }: Size,
  onProgress: (line: string) => void,
): Promise<MeasuredSize> {
  await using servers = new Processes();
  const [ftrackProcess, ftrack] = await servers.start<FtrackReady>('./sync/server-process.js', {
    server: 'ftrack',
    entities,
    latencyMs: LATENCY_MS,
  } satisfies ServerProcessOptions);
  const [, ayon] = await servers.start<ServerAddress>('./sync/server-process.js', {
    server: 'ayon',
    cost,
    latencyMs: LATENCY_MS,
  } satisfies ServerProcessOptions);
  const { projectId } = ftrack;
  const [engine] = await servers.start<null>('./sync/engine-process.js', {
    ftrack,
    ayon,
    projectId,
  } satisfies EngineProcessOptions);
  const sync = async (request: BenchRequest): Promise<Measured> => {
    const measured = await ask<Measured>(engine, request);
    onProgress(`  ${request.ask}: ${Math.round(measured.ms)} ms, engine ${Math.round(measured.cpuMs)} ms`);
    for (const problem of measured.problems.slice(0, 5)) onProgress(`  ${problem}`);
    for (const question of measured.askedTwice) onProgress(`  asked twice: ${question}`);
    return measured;
  };
  const first = await sync({ ask: 'first' });
  const unchanged = await sync({ ask: 'unchanged' });
  const ids = await ask<string[]>(ftrackProcess, { ask: 'scatter', count: SCATTERED_CHANGES });
  const scattered = await sync({ ask: 'scattered', ids });
  const peakRssMb = await ask<number>(engine, { ask: 'peak' });
  const runs = [first, unchanged, scattered];
  const total = (figure: 'ms' | 'cpuMs' | 'serverMs' | 'ftrackRequests' | 'ayonRequests') =>
    runs.reduce((sum, run) => sum + run[figure], 0);
  const row: Row = {
    name: `${entities} entities, cost ${cost}`,
    entities,
    adapter: 'public',
    cost,
    latencyMs: LATENCY_MS,
    firstMs: Math.round(first.ms),
    unchangedMs: Math.round(unchanged.ms),
    scatteredMs: Math.round(scattered.ms),
    ftrackRequests: total('ftrackRequests'),
    ayonRequests: total('ayonRequests'),
    engineCpuMs: Math.round(total('cpuMs')),
    peakRssMb: Math.round(peakRssMb),
    serverShare: Number((total('serverMs') / total('ms')).toFixed(3)),
    verified: await isVerified({ ftrack, ayon, projectId }, onProgress),
  };
  return { row, askedTwice: runs.flatMap((run) => run.askedTwice).length };
}

async function isVerified(
  { ftrack, ayon, projectId }: EngineProcessOptions,
  onProgress: (line: string) => void,
): Promise<boolean> {
  const session = await openFtrackSession({
    serverUrl: ftrack.url,
    user: ftrack.user,
    apiKey: ftrack.apiKey,
  });
  const client = new AyonClient({
    url: ayon.url,
    apiKey: ayon.apiKey,
    sender: 'bench-verify',
    senderType: 'ftrack',
  });
  const { attributesMapping: mapping, priority: priorities } = DEFAULT_SYNC_SETTINGS;
  const { differences } = await verifyProject({
    session,
    client,
    projectId,
    mapping,
    priorities,
    // Pictures have a lane of their own, which the engine that is measured does not run.
    thumbnails: false,
  });
  for (const { code, path, wanted, found, field } of differences.slice(0, 5))
    onProgress(`  differs: ${JSON.stringify({ code, path, field, wanted, found })}`);
  return differences.length === 0;
}

function missedBy(row: Row): MissedGoal[] {
  const { name, cost } = row;
  const missed: MissedGoal[] = [];
  const atMost = (figure: string, measured: number, limit: number) => {
    if (measured > limit)
      missed.push({ name, goal: `${figure} at most ${limit}`, measured: String(measured) });
  };
  if (!row.verified) missed.push({ name, goal: 'both sides equal', measured: 'they differ' });
  if (cost === 'ayon-1.16') {
    if (row.serverShare < SERVER_SHARE)
      missed.push({ name, goal: `serverShare at least ${SERVER_SHARE}`, measured: String(row.serverShare) });
  } else if (row.entities === 100_000) {
    atMost('firstMs', row.firstMs, GOALS.firstMs);
    atMost('unchangedMs', row.unchangedMs, GOALS.unchangedMs);
    atMost('requests', row.ftrackRequests + row.ayonRequests, GOALS.requests);
    atMost('peakRssMb', row.peakRssMb, GOALS.peakRssMb);
  }
  return missed;
}

/** Child processes that end with the block that uses them. */
class Processes implements AsyncDisposable {
  readonly #children: ChildProcess[] = [];

  async start<Ready>(module: string, argument: object): Promise<[ChildProcess, Ready]> {
    const path = findBuiltModule(import.meta.url, module);
    const child = fork(path, [JSON.stringify(argument)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#children.push(child);
    return [child, await nextAnswer<Ready>(child)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

async function ask<T>(child: ChildProcess, request: BenchRequest): Promise<T> {
  const answer = nextAnswer<T>(child);
  child.send(request);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `'${request.ask}' has not ended within ${LONGEST_RUN_MS / 60_000} minutes.`;
    timer = setTimeout(() => reject(new Error(message)), LONGEST_RUN_MS);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
