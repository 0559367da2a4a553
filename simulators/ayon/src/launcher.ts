import type { AddonOptions } from './addons/declared-addon.ts';
import type { AttributeOptions } from './attributes/definition.ts';
import { type ContractWatchOptions, ContractWatch, watchOfEnvironment } from './contract/watch.ts';
import { DEFAULT_USERS, type UserOptions } from './auth/users.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { SingleWorker, type Sleep } from './cost/single-worker.ts';
import { Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import { AyonServer } from './server.ts';
import { SOCKET_TIMES, type SocketTimes } from './socket/hub.ts';
import { ServerState } from './state.ts';
import type { Clock } from './time.ts';

/** How a simulator is started. */
export interface AyonSimulatorOptions {
  /** A free port when not given. */
  port?: number;
  /** In place of the admin, the manager, the artist and the service of {@link DEFAULT_USERS}. */
  users?: readonly UserOptions[];
  /** API key of the service user; only together with the default users. */
  apiKey?: string;
  /** Installed addons; the last version of each is in the production bundle. */
  addons?: readonly AddonOptions[];
  /** Attributes beside the built-in ones and those of the addons; known without a restart. */
  attributes?: readonly AttributeOptions[];
  /** Milliseconds since the epoch. */
  clock?: Clock;
  /** Added to every request. */
  latencyMs?: number;
  /** The time requests take: `none` for as fast as it goes, or that of a real AYON 1.16, one request at a time. */
  cost?: 'none' | 'ayon-1.16';
  /** Waits the milliseconds of `cost`; for tests of time. */
  sleep?: Sleep;
  /** How long connections are refused at a restart, in milliseconds; requests only wait when not given. */
  restartDownMs?: number;
  /** Heartbeat and time to authenticate of websockets; those of the real server when not given. */
  socketTimes?: Partial<SocketTimes>;
  /**
   * Fails at `close` when a watched program asked what a real server does not describe; `false`: nobody is watched. As
   * the environment says when not given.
   */
  contract?: ContractWatchOptions | false;
}

/** A running simulator. */
export interface AyonSimulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** API key of the first user that has one; empty when none has. */
  readonly apiKey: string;
  /** Switches for troubles. */
  readonly faults: Faults;
  /** What was asked so far. */
  readonly requests: RequestLog;
  /** The server's state, for tests that look inside; clients use the public API. */
  readonly state: ServerState;
  close(): Promise<void>;
}

/** Starts an AYON server for tests and demos on loopback. */
export async function startAyonSimulator(options: AyonSimulatorOptions = {}): Promise<AyonSimulator> {
  const users = options.users ?? defaultUsers(options.apiKey);
  let server: AyonServer | undefined;
  const faults = new Faults(
    {
      restart: async (downMs) => server?.restart(downMs),
      cutSockets: () => server?.sockets.cutAll(),
      expireSessions: () => state.sessions.expireAll(),
    },
    options.latencyMs,
  );
  const state = new ServerState({
    clock: options.clock ?? Date.now,
    users,
    addons: options.addons ?? [],
    attributes: options.attributes ?? [],
    faults,
  });
  const watched = options.contract ?? watchOfEnvironment(process.env);
  const isAttribute = (name: string): boolean => state.attributes.get(name) !== undefined;
  const watch = watched ? new ContractWatch(watched, isAttribute) : undefined;
  server = new AyonServer(state, {
    socketTimes: { ...SOCKET_TIMES, ...options.socketTimes },
    worker: options.cost === 'ayon-1.16' ? new SingleWorker(state, options.sleep ?? wait) : undefined,
    restartDownMs: options.restartDownMs ?? 0,
    watch,
  });
  const running = server;
  const url = await running.listen(options.port ?? 0);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= running.close().then(() => watch?.assertKept());
    return closing;
  };
  return {
    url,
    apiKey: users.find(({ apiKey }) => apiKey !== undefined)?.apiKey ?? '',
    faults,
    requests: running.requests,
    state,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function defaultUsers(apiKey: string | undefined): readonly UserOptions[] {
  if (apiKey === undefined) return DEFAULT_USERS;
  return DEFAULT_USERS.map((user) => (user.apiKey === undefined ? user : { ...user, apiKey }));
}
