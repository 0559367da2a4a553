import { IntakeTelemetry } from '@ynput/ftrack-common/intake';
import { describeRedisError, type RedisConnectionState } from '@ynput/ftrack-common/redis';
import type { ServiceHost } from '@ynput/ftrack-common/service';
import type { FolderDurability, SpoolDamage } from '@ynput/ftrack-common/spool';
import type { HealthReporter } from '@ynput/ftrack-common/telemetry';

/** Tries after which an absent Redis is told in AYON: a restart of the server is over by then. */
const TELL_ATTEMPTS = 10;

/** Log lines, metrics and health of everything the leecher holds. */
export class LeecherTelemetry {
  readonly intake: IntakeTelemetry;
  readonly #host: ServiceHost;
  readonly #redis: HealthReporter;
  readonly #spool: HealthReporter;
  readonly #requests: (kind: string, error: string | null, seconds: number) => void;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#redis = host.health.add('Redis');
    this.#spool = host.health.add('spool folder', 'nothing');
    this.intake = new IntakeTelemetry({
      health: host.health,
      metrics: host.metrics,
      logger: host.logger,
      onProblem: (code, message) => this.tellAyon(code, message),
    });
    const seconds = host.metrics.histogram({
      name: 'ftrack_request_seconds',
      help: 'Time of requests to ftrack',
      labels: ['kind', 'error'],
    });
    this.#requests = (kind, error, time) => seconds.observe({ kind, error: error ?? 'none' }, time);
  }

  /** Tells admins in AYON of a problem, or with `null` that it is over. */
  tellAyon(code: string, message: string | null): void {
    if (message === null) void this.#host.reporter.clear(code);
    else void this.#host.reporter.report({ code, message });
  }

  noteRequest(kind: string, { error, milliseconds }: { error: string | null; milliseconds: number }): void {
    this.#requests(kind, error, milliseconds / 1_000);
  }

  showRedis(state: RedisConnectionState): void {
    switch (state.state) {
      case 'connecting':
        return;
      case 'ready':
        this.#redis.ok();
        this.tellAyon('redis_away', null);
        return;
      case 'waiting': {
        const reason =
          state.error === undefined ? 'it closed the connection' : describeRedisError(state.error);
        const message = `Redis is away: ${reason}. Events are kept on disk until it is back.`;
        this.#redis.failed(message);
        if (state.attempt === TELL_ATTEMPTS) this.tellAyon('redis_away', message);
        return;
      }
      case 'closed':
        this.#redis.starting();
        return;
      default:
        state satisfies never;
    }
  }

  showSpool(folder: string, { durable, fileSystem }: FolderDurability): void {
    this.#spool.setDetails({ folder, fileSystem });
    if (durable) this.#spool.ok();
    else {
      this.#spool.degraded(
        `What waits in ${folder} while Redis is away goes with this container or machine (file system ${fileSystem}): mount a volume there.`,
      );
    }
  }

  noteDamage(damage: SpoolDamage): void {
    this.#host.logger.error({ ...damage }, 'a file of the spool is damaged; a part of it is left out');
  }
}
