import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Accounts, type SimulatorUser } from './accounts.ts';
import { FtrackApi, type Mail } from './api/index.ts';
import { changeFactsOf } from './change-facts.ts';
import { buildEncodedEvent, buildUpdateEvents } from './changes/index.ts';
import { EventLog, type EventLogFaults } from './event-log.ts';
import { FileStore } from './files/index.ts';
import { FaultSwitches, type FtrackFaultChange, type FtrackFaults } from './http/faults.ts';
import { serve } from './http/router.ts';
import { EventHubServer } from './hub/index.ts';
import { seedProfile } from './profiles/index.ts';
import { seededRandom, uuidSource } from './random.ts';
import { OBJECT_TYPES, readObjectType, Schema, type SchemaGeneration } from './schema/index.ts';
import { type CommittedTransaction, Store } from './store/index.ts';
import { Widgets } from './widgets.ts';

export interface FtrackSimulatorOptions {
  /** Default: a free one. The server listens on the loopback interface only. */
  readonly port?: number;
  /**
   * What the server holds at first. `empty`: what every new server has. `reference`: what the test suites of the official
   * clients expect. `generated:N`: projects with N contexts altogether. Default `empty`.
   */
  readonly profile?: 'empty' | 'reference' | `generated:${number}`;
  /** Which server it is like; `older` by default. */
  readonly generation?: SchemaGeneration;
  /** The same seed makes the same ids and the same generated rows. Default 1. */
  readonly seed?: number;
  readonly clock?: () => Date;
  /** Who can log in; the first is the one the simulator tells as `user`. Default: one administrator named `admin`. */
  readonly users?: readonly SimulatorUser[];
  /** Milliseconds between heartbeats of the event hub. */
  readonly heartbeatMs?: number;
  readonly faults?: FtrackFaultChange;
}

/** A running ftrack server. */
export interface FtrackSimulator extends AsyncDisposable {
  readonly url: string;
  readonly user: string;
  readonly apiKey: string;
  /** For the header `x-simulator-admin` of `/simulator/…`. */
  readonly adminToken: string;
  readonly store: Store;
  readonly hub: EventHubServer;
  /** Runs operations as the first user would send them, without HTTP; answers and events are the same. Throws FtrackServerError. */
  run(operations: readonly unknown[]): unknown[];
  setFaults(change: FtrackFaultChange): FtrackFaults;
  close(): Promise<void>;
}

const DEFAULT_USERS: readonly SimulatorUser[] = [{ username: 'admin', firstName: 'Ada', lastName: 'Admin' }];

/** Starts a ftrack server that keeps everything in memory. */
export async function startFtrackSimulator(options: FtrackSimulatorOptions = {}): Promise<FtrackSimulator> {
  const random = seededRandom(options.seed ?? 1);
  const newId = uuidSource(random);
  const clock = options.clock ?? (() => new Date());
  const { users: wanted = [] } = options;
  const accounts = new Accounts(wanted.length > 0 ? wanted : DEFAULT_USERS, newId);
  const store = new Store(new Schema(OBJECT_TYPES, options.generation));
  const users = accounts.all;
  seedProfile(options.profile ?? 'empty', { store, users, random, newId, now: clock() });
  const hub = new EventHubServer({
    authenticate: (username, apiKey) => accounts.authenticate(username, apiKey),
    random,
    ...(options.heartbeatMs !== undefined && { heartbeatMs: options.heartbeatMs }),
  });
  const facts = changeFactsOf(store, () => newId().replaceAll('-', ''));
  const log: EventLog = new EventLog({
    store,
    facts,
    clock,
    random,
    // Its own ids, so that switches of the log do not change those of entities.
    newId: uuidSource(seededRandom((options.seed ?? 1) + 1)),
    faults: () => logFaults(faults.current),
  });
  const faults = new FaultSwitches({ hub, random, clock, forgetEvents: () => log.forget() });
  faults.change(options.faults ?? {});
  store.onCommitted((transaction) => {
    learnObjectTypes(transaction, store.schema);
    log.record(transaction);
    for (const event of buildUpdateEvents(transaction, facts)) hub.publish(event);
  });

  const server = createServer();
  const port = await listen(server, options.port ?? 0).catch(async (error: unknown) => {
    await hub.close();
    throw error;
  });
  const url = `http://127.0.0.1:${port}`;
  const files = new FileStore(url);
  const mails: Mail[] = [];
  const widgets = new Widgets(url);
  const api = new FtrackApi({
    store,
    files,
    widgets,
    url,
    clock,
    newId,
    resetApiKey: (username, id) => accounts.resetApiKey(username, id),
    sendMail: (mail) => void mails.push(mail),
    onEncoded: (version) => {
      const event = buildEncodedEvent(store.parentsOf(version), facts);
      if (event !== null) hub.publish(event);
    },
    beforeReading: () => log.settle(),
    hiddenProjects: () => faults.current.hiddenProjects,
    largestPage: () => faults.current.largestPage,
  });
  const adminToken = randomBytes(16).toString('hex');
  serve(server, url, {
    api,
    accounts,
    clock,
    faults,
    files,
    hub,
    log,
    mails,
    store,
    widgets,
    token: adminToken,
  });

  const [owner] = accounts.all;
  if (owner === undefined) throw new Error('The simulator needs at least one user.');
  const close = async (): Promise<void> => {
    await hub.close();
    server.closeAllConnections();
    if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    url,
    user: owner.username,
    apiKey: owner.apiKey,
    adminToken,
    store,
    hub,
    run: (operations) => api.run(operations, { caller: owner, pushToken: null, clientToken: null }),
    setFaults: (change) => faults.change(change),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A new object type is a new type of the schema. */
function learnObjectTypes({ changes }: CommittedTransaction, schema: Schema): void {
  for (const { entityType, action, after } of changes) {
    if (entityType === 'ObjectType' && action === 'add' && after !== null)
      schema.addObjectType(readObjectType(after));
  }
}

function logFaults(faults: FtrackFaults): EventLogFaults {
  return {
    missingActions: faults.missingEventActions,
    missingRate: faults.missingEventRate,
    late: faults.lateEvents,
    keptMs: faults.keptEventsMs,
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
