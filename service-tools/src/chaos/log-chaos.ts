import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { connectRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import type { Redis } from 'ioredis';
import { buildSampleEvent } from '../bench/sample-event.ts';
import { findBuiltModule } from './built-module.ts';

export interface LogChaosOptions {
  /** Workers killed with SIGKILL, one after the other. */
  readonly kills: number;
  /** Workers stopped with SIGSTOP for longer than a lease lasts, then continued. */
  readonly stops: number;
  /** Handlers in each worker. Default 1. */
  readonly handlers?: number;
  /** Events appended per second. Default 400. */
  readonly rate?: number;
  readonly onProgress?: (line: string) => void;
}

export interface LogChaosReport {
  readonly ok: boolean;
  readonly kills: number;
  readonly stops: number;
  readonly appended: number;
  /** Appended and never handled, over all handlers. */
  readonly lost: number;
  /** First handlings of a project's events that were out of order. */
  readonly orderViolations: number;
  /** Handlings of an event whose outcome was committed already. */
  readonly handledAgainAfterCommit: number;
  /** Handled more than once, which is allowed for what was in hand at a kill. */
  readonly redelivered: number;
  /** Longest time from a kill or stop until every partition had a reader again, milliseconds. */
  readonly failoverMaxMs: number;
  readonly failoverMedianMs: number;
}

/** A lease lasts 2 s; a worker stopped for this long has lost all of them. */
const STOP_MS = 5_000;
const PROJECTS = 24;
const BETWEEN_MS = 600;

/**
 * Two workers read one log while events are appended; again and again one of them is killed or stopped, and in the end everything
 * that was appended must have been handled, in order, and nothing a second time after its outcome was committed.
 */
export async function runLogChaos(options: LogChaosOptions): Promise<LogChaosReport> {
  const note = options.onProgress ?? (() => undefined);
  const handlerCount = options.handlers ?? 1;
  await using server = await startDisposableRedis();
  const redis = connectRedis({ url: server.url, role: 'blocking' });
  const log = await openRedisEventLog({ redis });
  const fleet = new Fleet(server.url, handlerCount, log.description.partitions + 1);
  const appender = new Appender(log, options.rate ?? 400);
  try {
    await Promise.all([fleet.startWorker(), fleet.startWorker()]);
    await fleet.untilCovered();
    appender.start();
    const failovers: number[] = [];
    const blows = [...Array(options.kills).fill('kill'), ...Array(options.stops).fill('stop')] as const;
    for (const [index, blow] of blows.entries()) {
      await sleep(BETWEEN_MS);
      const failoverMs = blow === 'kill' ? await fleet.killBusiest() : await fleet.stopBusiest();
      failovers.push(failoverMs);
      note(
        `${index + 1}/${blows.length}: ${blow}, every partition read again after ${Math.round(failoverMs)} ms`,
      );
    }
    await appender.stop();
    await untilHandled(redis, { handlerCount, events: appender.appended });
    return await judge(redis, { options, handlerCount, appended: appender.appended, failovers });
  } finally {
    await appender.stop();
    await fleet.end();
    redis.disconnect();
  }
}

/** The worker processes and which partitions each of them says it has. */
class Fleet {
  readonly #url: string;
  readonly #handlers: number;
  readonly #partitions: number;
  readonly #workers = new Map<string, { child: ChildProcess; held: Set<number>; stopped: boolean }>();
  #started = 0;
  #changed: () => void = () => undefined;

  constructor(url: string, ...[handlers, partitions]: [number, number]) {
    this.#url = url;
    this.#handlers = handlers;
    this.#partitions = partitions;
  }

  async startWorker(): Promise<void> {
    this.#started += 1;
    const name = `w${this.#started}`;
    const script = findBuiltModule(import.meta.url, './log-worker.js');
    const child = spawn(process.execPath, [script, this.#url, name, String(this.#handlers)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const worker = { child, held: new Set<number>(), stopped: false };
    this.#workers.set(name, worker);
    const ready = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = JSON.parse(line) as { acquired?: number; released?: number; ready?: boolean };
        if (message.acquired !== undefined) worker.held.add(message.acquired);
        if (message.released !== undefined) worker.held.delete(message.released);
        if (message.ready === true) resolve();
        this.#changed();
      });
    });
    await ready;
  }

  /** Resolves with the milliseconds it took, when the workers that run hold every partition. */
  async untilCovered(): Promise<number> {
    const asked = performance.now();
    for (;;) {
      const held = new Set<number>();
      for (const worker of this.#workers.values()) {
        if (!worker.stopped) for (const partition of worker.held) held.add(partition);
      }
      if (held.size === this.#partitions) return performance.now() - asked;
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async killBusiest(): Promise<number> {
    const [name, worker] = this.#busiest();
    this.#workers.delete(name);
    worker.child.kill('SIGKILL');
    const [failoverMs] = await Promise.all([this.untilCovered(), once(worker.child, 'exit')]);
    await this.startWorker();
    return failoverMs;
  }

  async stopBusiest(): Promise<number> {
    const [, worker] = this.#busiest();
    worker.stopped = true;
    worker.child.kill('SIGSTOP');
    const [failoverMs] = await Promise.all([this.untilCovered(), sleep(STOP_MS)]);
    worker.child.kill('SIGCONT');
    while (worker.held.size > 0) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    worker.stopped = false;
    return failoverMs;
  }

  async end(): Promise<void> {
    const exits = [...this.#workers.values()].map(async ({ child }) => {
      child.kill('SIGCONT');
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    });
    await Promise.all(exits);
  }

  #busiest(): [string, { child: ChildProcess; held: Set<number>; stopped: boolean }] {
    const [busiest] = [...this.#workers].toSorted(([, a], [, b]) => b.held.size - a.held.size);
    if (busiest === undefined) throw new Error('No worker is running.');
    return busiest;
  }
}

/** Appends events at a steady rate, in small batches, until stopped. */
class Appender {
  readonly #log: EventLog;
  readonly #perTick: number;
  #timer: NodeJS.Timeout | null = null;
  #pending: Promise<unknown> = Promise.resolve();
  appended = 0;

  constructor(log: EventLog, rate: number) {
    this.#log = log;
    this.#perTick = Math.max(1, Math.round(rate / 50));
  }

  start(): void {
    this.#timer = setInterval(() => {
      const entries = Array.from({ length: this.#perTick }, () => {
        this.appended += 1;
        const projectId = `project-${this.appended % PROJECTS}`;
        return { ...buildSampleEvent(this.appended, projectId), kind: 'event' as const, projectId };
      });
      this.#pending = this.#pending.then(() => this.#log.append(entries));
    }, 20);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#pending;
  }
}

interface Handling {
  readonly sequence: number;
  readonly project: string;
  readonly cursor: number;
}

async function readHandlings(redis: Redis, handler: number): Promise<Handling[]> {
  const lines = await redis.lrange(`handled:${handler}`, 0, -1);
  return lines.map((line) => {
    const [, sequence, project = '', cursor] = line.split(' ');
    return { sequence: Number(sequence), project, cursor: Number(cursor) };
  });
}

/** Waits until each handler has seen as many different events as were appended, or until nothing moves for ten seconds. */
async function untilHandled(
  redis: Redis,
  { handlerCount, events }: { handlerCount: number; events: number },
): Promise<void> {
  let last = -1;
  let still = 0;
  while (still < 50) {
    let seen = 0;
    for (let handler = 0; handler < handlerCount; handler += 1) {
      seen += new Set((await readHandlings(redis, handler)).map((handling) => handling.sequence)).size;
    }
    if (seen >= events * handlerCount) return;
    still = seen === last ? still + 1 : 0;
    last = seen;
    await sleep(200);
  }
}

async function judge(
  redis: Redis,
  facts: { options: LogChaosOptions; handlerCount: number; appended: number; failovers: readonly number[] },
): Promise<LogChaosReport> {
  const counts = { lost: 0, orderViolations: 0, handledAgainAfterCommit: 0, redelivered: 0 };
  for (let handler = 0; handler < facts.handlerCount; handler += 1) {
    const handlings = await readHandlings(redis, handler);
    const seen = new Set<number>();
    const newest = new Map<string, number>();
    for (const { sequence, project, cursor } of handlings) {
      if (sequence <= cursor) counts.handledAgainAfterCommit += 1;
      if (seen.has(sequence)) {
        counts.redelivered += 1;
        continue;
      }
      seen.add(sequence);
      if (sequence < (newest.get(project) ?? 0)) counts.orderViolations += 1;
      newest.set(project, Math.max(sequence, newest.get(project) ?? 0));
    }
    counts.lost += facts.appended - seen.size;
  }
  const sorted = facts.failovers.toSorted((a, b) => a - b);
  return {
    ok: counts.lost === 0 && counts.orderViolations === 0 && counts.handledAgainAfterCommit === 0,
    kills: facts.options.kills,
    stops: facts.options.stops,
    appended: facts.appended,
    ...counts,
    failoverMaxMs: Math.round(sorted.at(-1) ?? 0),
    failoverMedianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
  };
}
