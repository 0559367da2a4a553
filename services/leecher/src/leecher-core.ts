import { join } from 'node:path';
import { delay, systemClock } from '@ynput/ftrack-common/clock';
import { createEventHub } from '@ynput/ftrack-common/event-hub';
import { type EventLog, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { createEventTable, startIntake } from '@ynput/ftrack-common/intake';
import { checkRedis, connectRedis } from '@ynput/ftrack-common/redis';
import { type Presence, PresenceBoard, type RunningCore } from '@ynput/ftrack-common/service';
import type { ServiceConfiguration } from '@ynput/ftrack-common/settings';
import { isDurableFolder, openSpool, type Spool } from '@ynput/ftrack-common/spool';
import type { LeecherTelemetry } from './leecher-telemetry.ts';

export interface LeecherCoreOptions {
  readonly configuration: ServiceConfiguration;
  /** The leecher's own folder. */
  readonly folder: string;
  readonly backfill: boolean;
  readonly telemetry: LeecherTelemetry;
  /** How it shows itself to the other services on the same Redis. */
  readonly presence: Presence;
}

/** Upper limit of what waits on disk while Redis is away. */
const SPOOL_BYTES = 1024 ** 3;
const LEAVE_MS = 500;

/** The Redis is not fit to hold the event log. */
class RedisUnfitError extends Error {
  readonly code = 'redis_unfit';

  constructor(problems: readonly { readonly message: string }[]) {
    super(problems.map(({ message }) => message).join(' '));
    this.name = 'RedisUnfitError';
  }
}

/** The leecher's folder cannot be used. */
class LeecherFolderError extends Error {
  readonly code = 'state_folder_unusable';

  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The folder ${folder} cannot be used (${reason}): make it writable, or set AYON_FTRACK_STATE_FOLDER to another.`,
      { cause },
    );
    this.name = 'LeecherFolderError';
  }
}

/** Takes in the events of the configured ftrack server. Neither ftrack nor Redis need to be there yet. Throws LeecherFolderError. */
export async function startLeecherCore(options: LeecherCoreOptions): Promise<RunningCore> {
  const { configuration, folder, telemetry } = options;
  const { ftrackUrl: serverUrl, ftrackUser: user, ftrackApiKey: apiKey } = configuration;
  const spool = await openLeecherSpool(join(folder, 'spool'), telemetry);
  const redis = connectRedis({
    url: configuration.redisUrl,
    role: 'commands',
    whenOffline: 'fail',
    name: 'ayon-ftrack-leecher',
    onState: (state) => telemetry.showRedis(state),
  });
  const board = new PresenceBoard(redis);
  let announced = false;
  const openLog = async (): Promise<EventLog> => {
    const problems = await checkRedis(redis);
    if (problems.length > 0) throw new RedisUnfitError(problems);
    const log = await openRedisEventLog({ redis });
    if (!announced) await board.announce(options.presence);
    announced = true;
    return log;
  };
  const openSession = () =>
    openFtrackSession({
      serverUrl,
      user,
      apiKey,
      onRequest: (report) => telemetry.noteRequest(report.kind, report),
    });
  const intake = startIntake({
    serverUrl,
    hub: createEventHub({ serverUrl, user, apiKey, applicationId: 'ayon.ftrack.leecher' }),
    table: createEventTable(openSession),
    redis,
    openLog,
    spool,
    stateFolder: folder,
    backfill: options.backfill,
    onHappening: telemetry.intake.onHappening,
  });
  telemetry.intake.watch({ intake, spool });
  return {
    stop: async () => {
      await intake.stop();
      telemetry.intake.watch(null);
      // A Redis that hangs must not keep the service from ending; the presence expires by itself.
      await Promise.race([board.leave(), delay(systemClock, LEAVE_MS)]);
      redis.disconnect();
      await spool.close();
    },
  };
}

async function openLeecherSpool(folder: string, telemetry: LeecherTelemetry): Promise<Spool> {
  try {
    const spool = await openSpool({
      folder,
      maxBytes: SPOOL_BYTES,
      onDamage: (damage) => telemetry.noteDamage(damage),
    });
    telemetry.showSpool(folder, await isDurableFolder(folder));
    return spool;
  } catch (error) {
    throw new LeecherFolderError(folder, error);
  }
}
