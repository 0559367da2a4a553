import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEventHub } from '@ynput/ftrack-common/event-hub';
import { type LogRecord, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import {
  createEventTable,
  type GapNotice,
  type Intake,
  type IntakeHappening,
  startIntake,
} from '@ynput/ftrack-common/intake';
import { connectRedis, type DisposableRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { openSpool } from '@ynput/ftrack-common/spool';
import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import type { Redis } from 'ioredis';
import { vi } from 'vitest';

/** A ftrack, a Redis and a folder of their own, for intakes that come and go. */
export interface IntakeStudio extends AsyncDisposable {
  readonly ftrack: FtrackSimulator;
  readonly redis: DisposableRedis;
  readonly folder: string;
  /** Everything that happened in all intakes so far. */
  readonly happenings: IntakeHappening[];
  startIntake(options?: { backfill?: boolean; serverUrl?: string }): Promise<RunningStudioIntake>;
  /** Creates a task below the studio's project, and tells its id. */
  createTask(name: string): string;
  /** Everything in the log, by sequence. */
  readLog(): Promise<LogRecord[]>;
  /** Notices of gaps in the log, by sequence. */
  readNotices(): Promise<GapNotice[]>;
  readonly projectId: string;
}

export interface RunningStudioIntake extends AsyncDisposable {
  readonly intake: Intake;
  readonly redis: Redis;
  untilSubscribed(): Promise<void>;
  stop(): Promise<void>;
}

export interface IntakeStudioOptions {
  readonly heartbeatMs?: number;
  readonly append?: 'always' | 'everysec' | 'none';
  readonly silenceLimitMs?: number;
}

/** `await using studio = await openIntakeStudio()`. */
export async function openIntakeStudio(options: IntakeStudioOptions = {}): Promise<IntakeStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-intake-'));
  const ftrack = await startFtrackSimulator({ heartbeatMs: options.heartbeatMs ?? 50 });
  const redis = await startDisposableRedis({ append: options.append ?? 'always' });
  const reader = connectRedis({ url: redis.url, role: 'commands' });
  const happenings: IntakeHappening[] = [];
  const running = new Set<RunningStudioIntake>();
  const projectId = createProject(ftrack);

  const readLog = async (): Promise<LogRecord[]> => {
    const log = await openRedisEventLog({ redis: reader });
    const records: LogRecord[] = [];
    for (let partition = 0; partition <= log.description.partitions; partition += 1) {
      for (let after = 0; ; after = records.at(-1)?.sequence ?? after) {
        const page = await log.read({ partition, after, limit: 1_000 });
        if (page.length === 0) break;
        records.push(...page);
      }
    }
    return records.sort((a, b) => a.sequence - b.sequence);
  };
  return {
    ftrack,
    redis,
    folder,
    happenings,
    projectId,
    readLog,
    readNotices: async () =>
      (await readLog()).filter(({ kind }) => kind === 'notice').map(({ value }) => value as GapNotice),
    createTask: (name) => createTask(ftrack, { name, parentId: projectId }),
    startIntake: async ({ backfill = true, serverUrl = ftrack.url } = {}) => {
      const spool = await openSpool({ folder: join(folder, 'spool'), maxBytes: 50 * 1024 ** 2 });
      const commands = connectRedis({ url: redis.url, role: 'commands', whenOffline: 'fail' });
      const { user, apiKey } = ftrack;
      const intake = startIntake({
        serverUrl,
        hub: createEventHub({
          serverUrl,
          user,
          apiKey,
          // Jitter at its least.
          random: () => 0,
          ...(options.silenceLimitMs === undefined ? {} : { silenceLimitMs: options.silenceLimitMs }),
        }),
        table: createEventTable(() => openFtrackSession({ serverUrl, user, apiKey })),
        redis: commands,
        openLog: () => openRedisEventLog({ redis: commands }),
        spool,
        stateFolder: folder,
        backfill,
        // Without overlap a mark that is too high is seen.
        tuning: { pollMs: 50, settleMs: 100, overlap: 0 },
        onHappening: (happening) => happenings.push(happening),
      });
      let stopped = false;
      const stop = async (): Promise<void> => {
        if (stopped) return;
        stopped = true;
        await intake.stop();
        commands.disconnect();
        await spool.close();
      };
      const entry: RunningStudioIntake = {
        intake,
        redis: commands,
        untilSubscribed: () =>
          vi.waitUntil(() => intake.status.hub.state === 'subscribed', 15_000).then(() => undefined),
        stop,
        [Symbol.asyncDispose]: stop,
      };
      running.add(entry);
      return entry;
    },
    async [Symbol.asyncDispose]() {
      for (const one of running) await one.stop();
      reader.disconnect();
      await redis[Symbol.asyncDispose]();
      await ftrack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createProject(ftrack: FtrackSimulator): string {
  const [schema] = [...ftrack.store.rows('ProjectSchema')];
  const data = { name: 'demo', full_name: 'Demo', project_schema_id: schema?.row['id'] };
  return idOf(
    ftrack.run([
      { action: 'create', entity_type: 'Project', entity_data: { __entity_type__: 'Project', ...data } },
    ]),
  );
}

function createTask(ftrack: FtrackSimulator, { name, parentId }: { name: string; parentId: string }): string {
  const data = { name, parent_id: parentId };
  return idOf(
    ftrack.run([
      { action: 'create', entity_type: 'Task', entity_data: { __entity_type__: 'Task', ...data } },
    ]),
  );
}

function idOf(answers: readonly unknown[]): string {
  const [answer] = answers as { data: { id: string } }[];
  if (answer === undefined) throw new Error('The simulator answered nothing.');
  return answer.data.id;
}

/** Ids of the tasks that records of the log tell of, in their order: from events, and from hints. */
export function tasksIn(records: readonly LogRecord[]): {
  readonly events: string[];
  readonly hints: string[];
} {
  const events: string[] = [];
  const hints: string[] = [];
  for (const { kind, value } of records) {
    if (kind === 'hint') {
      const { parentId, parentType } = value as { parentId: string | null; parentType: string | null };
      if (parentType === 'task' && parentId !== null) hints.push(parentId);
    } else if (kind === 'event') {
      const { data } = value as { data?: { entities?: { entityId?: string; entityType?: string }[] } };
      for (const { entityId, entityType } of data?.entities ?? []) {
        if (entityType === 'task' && entityId !== undefined) events.push(entityId);
      }
    }
  }
  return { events, hints };
}
