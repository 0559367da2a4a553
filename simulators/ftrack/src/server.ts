import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Accounts, type SimulatorUser } from './accounts.ts';
import { FtrackApi } from './api/index.ts';
import { changeFactsOf } from './change-facts.ts';
import { buildEventRows, buildUpdateEvents, keepEventRow } from './changes/index.ts';
import { FileStore, type FilesRouteParts, handleFiles, isFilesPath } from './files/index.ts';
import { type AdminRouteParts, handleAdmin } from './http/admin-route.ts';
import { type ApiRouteParts, handleApi } from './http/api-route.ts';
import { FaultSwitches, type FtrackFaultChange, type FtrackFaults } from './http/faults.ts';
import { sendJson } from './http/respond.ts';
import { EventHubServer } from './hub/index.ts';
import { seedEmptyServer, seedGenerated, seedReference } from './profiles/index.ts';
import { seededRandom, uuidSource } from './random.ts';
import { OBJECT_TYPES, readObjectType, Schema, type SchemaGeneration } from './schema/index.ts';
import { type CommittedTransaction, Store } from './store/index.ts';

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
  const users = options.users ?? DEFAULT_USERS;
  const accounts = new Accounts(users.length > 0 ? users : DEFAULT_USERS, newId);
  const store = new Store(new Schema(OBJECT_TYPES, options.generation));
  seedProfile({ store, accounts, random, newId, now: clock(), profile: options.profile ?? 'empty' });
  const hub = new EventHubServer({
    authenticate: (username, apiKey) => accounts.authenticate(username, apiKey),
    random,
    ...(options.heartbeatMs !== undefined && { heartbeatMs: options.heartbeatMs }),
  });
  const faults = new FaultSwitches({ hub, random, forgetEvents: () => forgetEvents(store) });
  faults.change(options.faults ?? {});
  tellChanges(store, { hub, faults, newEventId: () => newId().replaceAll('-', '') });

  const server = createServer();
  const port = await listen(server, options.port ?? 0).catch(async (error: unknown) => {
    await hub.close();
    throw error;
  });
  const url = `http://127.0.0.1:${port}`;
  const files = new FileStore(url);
  const api = new FtrackApi({
    store,
    files,
    url,
    clock,
    newId,
    resetApiKey: (username, id) => accounts.resetApiKey(username, id),
    hiddenProjects: () => faults.current.hiddenProjects,
  });
  const adminToken = randomBytes(16).toString('hex');
  serve(server, url, { api, accounts, faults, files, hub, store, token: adminToken });

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

type ServerParts = Omit<ApiRouteParts & AdminRouteParts & FilesRouteParts, 'url'> & {
  readonly hub: EventHubServer;
};

function serve(server: Server, url: string, parts: ServerParts): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, { url, parts }).catch((error: unknown) => {
      const content = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { exception: 'ServerError', content, error_code: null });
    });
  });
  server.on('upgrade', (request, socket, head) => parts.hub.handleUpgrade(request, socket, head));
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { url: base, parts }: { readonly url: string; readonly parts: ServerParts },
): Promise<void> {
  const url = new URL(`${base}${request.url ?? '/'}`);
  const { pathname } = url;
  if (pathname === '/api' && request.method === 'POST') await handleApi(request, response, parts);
  else if (/^\/socket\.io\/1\/?$/.test(pathname)) parts.hub.handleHandshake(request, response);
  else if (isFilesPath(pathname)) await handleFiles(request, response, { ...parts, url });
  else if (pathname.startsWith('/simulator/')) await handleAdmin(request, response, { ...parts, url });
  else sendJson(response, 404, { error: `There is no ${request.method} ${pathname}.` });
}

interface SeedOptions {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly random: () => number;
  readonly newId: () => string;
  readonly now: Date;
  readonly profile: string;
}

function seedProfile({ store, accounts, random, newId, now, profile }: SeedOptions): void {
  const [name, size] = profile.split(':');
  const count = name === 'generated' ? Number(size) : 0;
  if (!['empty', 'reference', 'generated'].includes(name ?? '') || !Number.isSafeInteger(count)) {
    throw new RangeError(
      `There is no profile "${profile}"; use "empty", "reference" or "generated:" and a number.`,
    );
  }
  store.writeQuietly((writer) => {
    const context = { writer, newId, now };
    const studio = seedEmptyServer(context, accounts.all);
    if (name === 'reference') seedReference(context, studio, store);
    if (name === 'generated') seedGenerated(context, studio, { count, random });
  });
}

/** Tells the hub of each committed transaction, and keeps it in the activity log: rows of Event, numbered from 1. */
function tellChanges(
  store: Store,
  { hub, faults, newEventId }: { hub: EventHubServer; faults: FaultSwitches; newEventId: () => string },
): void {
  const facts = changeFactsOf(store, newEventId);
  let lastEventId = 0;
  store.onCommitted((transaction: CommittedTransaction) => {
    for (const { entityType, action, after } of transaction.changes) {
      if (entityType === 'ObjectType' && action === 'add' && after !== null)
        store.schema.addObjectType(readObjectType(after));
    }
    store.writeQuietly((writer) => {
      for (const row of buildEventRows(transaction, facts)) {
        if (!keepEventRow(row, { missingActions: faults.current.missingEventActions })) continue;
        lastEventId += 1;
        writer.insert('Event', { ...row, id: lastEventId });
      }
    });
    for (const event of buildUpdateEvents(transaction, facts)) hub.publish(event);
  });
}

function forgetEvents(store: Store): void {
  store.writeQuietly((writer) => {
    for (const event of store.rows('Event')) writer.remove(event);
  });
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
