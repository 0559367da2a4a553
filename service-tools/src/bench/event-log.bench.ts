import { closeSync, openSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { connectRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { type LogEntry, type LogHandler, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { PartitionDrains } from '@ynput/ftrack-common/jobs';
import { createLogger } from '@ynput/ftrack-common/telemetry';
import { type BenchReport, type BenchRow, type MissedGoal, median } from './report.ts';
import { buildSampleEvent } from './sample-event.ts';

const EVENTS = 20_000;
const BATCH = 500;
const RUNS = 5;
const PROJECTS = 20;
const GOALS = [
  { handlers: 1, eventsPerSecond: 15_000 },
  { handlers: 10, eventsPerSecond: 12_000 },
  { handlers: 50, eventsPerSecond: 8_000 },
];
const SHARE_OF_RAW = 0.3;

/**
 * Measures append -> log -> handlers with `appendfsync always`, one writer and one reading process in this Node process, and the
 * same payloads appended and read with nothing but Redis in the same run.
 * @param onProgress receives one line per run, for people.
 */
export async function benchEventLog(onProgress: (line: string) => void): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  const missed: MissedGoal[] = [];
  const entries = buildEntries();
  const raw: number[] = [];
  const measured = new Map<number, number[]>();
  for (let run = 1; run <= RUNS; run += 1) {
    raw.push(await measureRaw(entries));
    onProgress(`run ${run}/${RUNS}: raw Redis ${Math.round(raw.at(-1) ?? 0)} events/s`);
    for (const { handlers } of GOALS) {
      const rate = await measureLog(entries, handlers);
      measured.set(handlers, [...(measured.get(handlers) ?? []), rate]);
      onProgress(`run ${run}/${RUNS}: ${handlers} handlers ${Math.round(rate)} events/s`);
    }
  }
  const rawRate = median(raw);
  for (const { handlers, eventsPerSecond } of GOALS) {
    const rate = median(measured.get(handlers) ?? []);
    const share = rate / rawRate;
    const name = `append -> log -> ${handlers} no-op handler${handlers === 1 ? '' : 's'}`;
    rows.push({ name, handlers, eventsPerSecond: Math.round(rate), shareOfRaw: Number(share.toFixed(2)) });
    if (rate < eventsPerSecond) {
      missed.push({ name, goal: `${eventsPerSecond} events/s`, measured: `${Math.round(rate)} events/s` });
    }
    if (handlers === 1 && share < SHARE_OF_RAW) {
      missed.push({ name, goal: `${SHARE_OF_RAW} of raw Redis`, measured: share.toFixed(2) });
    }
  }
  rows.push({
    name: 'raw Redis, same payload and batch, one reader, no parsing',
    eventsPerSecond: Math.round(rawRate),
  });
  return { ok: missed.length === 0, rows, missed };
}

function buildEntries(): LogEntry[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const projectId = `project-${index % PROJECTS}`;
    return { ...buildSampleEvent(index, projectId), kind: 'event' as const, projectId };
  });
}

/** The ceiling: XADD in batches of the same size, read back by XREAD on a second connection. */
async function measureRaw(entries: readonly LogEntry[]): Promise<number> {
  await using server = await startDisposableRedis();
  const writer = connectRedis({ url: server.url, role: 'commands' });
  const reader = connectRedis({ url: server.url, role: 'blocking' });
  try {
    const started = performance.now();
    const reading = (async () => {
      let seen = 0;
      let last = '0-0';
      while (seen < entries.length) {
        const reply = await reader.xread('COUNT', BATCH, 'BLOCK', 1_000, 'STREAMS', 'raw', last);
        const rows = reply?.[0]?.[1] ?? [];
        seen += rows.length;
        last = rows.at(-1)?.[0] ?? last;
      }
    })();
    for (let at = 0; at < entries.length; at += BATCH) {
      const pipeline = writer.pipeline();
      for (const entry of entries.slice(at, at + BATCH)) pipeline.xadd('raw', '*', 'b', entry.body);
      await pipeline.exec();
    }
    await reading;
    return entries.length / ((performance.now() - started) / 1_000);
  } finally {
    writer.disconnect();
    reader.disconnect();
  }
}

async function measureLog(entries: readonly LogEntry[], handlerCount: number): Promise<number> {
  await using server = await startDisposableRedis();
  const writer = connectRedis({ url: server.url, role: 'commands' });
  const redis = connectRedis({ url: server.url, role: 'blocking' });
  const sink = openSync(devNull, 'w');
  const logger = createLogger({
    service: 'bench',
    to: { write: (line: string) => void writeSync(sink, line) },
  });
  const writing = await openRedisEventLog({ redis: writer });
  const log = await openRedisEventLog({ redis });
  let open = handlerCount;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const handlers: LogHandler[] = Array.from({ length: handlerCount }, (_, index) => {
    let seen = 0;
    return {
      name: `no-op-${index}`,
      topics: ['ftrack.update'],
      startAt: 'oldest',
      handle: () => {
        seen += 1;
        if (seen !== entries.length) return;
        open -= 1;
        if (open === 0) finish();
      },
    };
  });
  const drains = new PartitionDrains({
    redis,
    log,
    handlers,
    events: {
      onRecords: (records) => {
        for (const record of records) {
          logger.info({ sequence: record.sequence, id: record.id, project: record.projectId }, record.topic);
        }
      },
    },
  });
  try {
    await drains.start();
    while (drains.held.length <= log.description.partitions)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const started = performance.now();
    for (let at = 0; at < entries.length; at += BATCH) await writing.append(entries.slice(at, at + BATCH));
    await finished;
    const seconds = (performance.now() - started) / 1_000;
    return entries.length / seconds;
  } finally {
    await drains.stop();
    await log[Symbol.asyncDispose]();
    await writing[Symbol.asyncDispose]();
    writer.disconnect();
    redis.disconnect();
    closeSync(sink);
  }
}
