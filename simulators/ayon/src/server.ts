import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { addAccessRoutes } from './access/routes.ts';
import { addActionRoutes } from './actions/routes.ts';
import { addonEndpoint } from './addons/endpoints.ts';
import { answerAddons } from './addons/bridge.ts';
import { addonFile } from './addons/files.ts';
import { addAddonRoutes } from './addons/routes.ts';
import { addActivityChangeRoutes } from './activities/change-routes.ts';
import { addInboxRoutes } from './activities/inbox-routes.ts';
import { addActivityRoutes } from './activities/routes.ts';
import { addAttributeRoutes } from './attributes/routes.ts';
import { identify } from './auth/identity.ts';
import { addAuthRoutes } from './auth/routes.ts';
import { addUserExtraRoutes } from './auth/user-extra-routes.ts';
import { addUserRoutes } from './auth/user-routes.ts';
import { addGroupingRoutes } from './entities/grouping-routes.ts';
import { addHierarchyRoutes } from './entities/hierarchy-routes.ts';
import { addEntityRoutes } from './entities/routes.ts';
import type { ContractWatch } from './contract/watch.ts';
import type { SingleWorker } from './cost/single-worker.ts';
import { Crash, InvalidData } from './errors.ts';
import { isObject, textOf } from './json.ts';
import { addEventRoutes } from './events/routes.ts';
import { addFileRoutes } from './files/file-routes.ts';
import { addReviewableRoutes } from './files/reviewable-routes.ts';
import { addThumbnailRoutes } from './files/thumbnail-routes.ts';
import { addGraphqlRoutes } from './graphql/routes.ts';
import { errorReply, readBody, sendReply } from './http/answer.ts';
import { Call } from './http/call.ts';
import { isKnownRoute } from './http/known-routes.ts';
import { type Reply, Router } from './http/router.ts';
import { addListFolderRoutes } from './lists/folder-routes.ts';
import { addListItemRoutes } from './lists/item-routes.ts';
import { addListRoutes } from './lists/routes.ts';
import { addOperationRoutes } from './operations/routes.ts';
import { addLinkRoutes } from './projects/link-routes.ts';
import { addProjectRoutes } from './projects/routes.ts';
import { addResolveRoutes } from './resolve/routes.ts';
import { RequestLog } from './request-log.ts';
import { addAllSettingsRoutes } from './settings/all-settings.ts';
import { addBundleRoutes } from './settings/bundle-routes.ts';
import { addSettingsRoutes } from './settings/routes.ts';
import { addSecretRoutes } from './settings/secret-routes.ts';
import { addSiteSettingsRoutes } from './settings/site-routes.ts';
import { SocketHub, type SocketTimes } from './socket/hub.ts';
import type { ServerState } from './state.ts';
import { addConfigRoutes } from './system/config-routes.ts';
import { addEmptyRoutes } from './system/empty-routes.ts';
import { addSystemRoutes, webPage } from './system/routes.ts';
import { addServiceRoutes } from './system/service-routes.ts';

/** How the server behaves in time. */
interface ServerOptions {
  socketTimes: SocketTimes;
  /** Gives requests the time of a real server. */
  worker: SingleWorker | undefined;
  /** How long connections are refused at a restart that does not say so itself. */
  restartDownMs: number;
  /** Judges requests by what a real server describes. */
  watch: ContractWatch | undefined;
}

/** The HTTP server with all rooms of the simulator. */
export class AyonServer {
  readonly requests = new RequestLog();
  readonly sockets: SocketHub;
  readonly #state: ServerState;
  readonly #router = new Router();
  readonly #http: Server;
  readonly #worker: SingleWorker | undefined;
  readonly #restartDownMs: number;
  readonly #watch: ContractWatch | undefined;
  #ready: Promise<void> = Promise.resolve();

  constructor(state: ServerState, { socketTimes, worker, restartDownMs, watch }: ServerOptions) {
    this.#state = state;
    this.#worker = worker;
    this.#restartDownMs = restartDownMs;
    this.#watch = watch;
    this.sockets = new SocketHub(state, socketTimes);
    for (const addRoutes of [
      addSystemRoutes,
      addEmptyRoutes,
      addConfigRoutes,
      addAuthRoutes,
      addUserRoutes,
      addUserExtraRoutes,
      addAttributeRoutes,
      addProjectRoutes,
      addLinkRoutes,
      addAccessRoutes,
      addActionRoutes,
      addResolveRoutes,
      addListRoutes,
      addListItemRoutes,
      addListFolderRoutes,
      addThumbnailRoutes,
      addFileRoutes,
      addReviewableRoutes,
      addHierarchyRoutes,
      addGroupingRoutes,
      addEntityRoutes,
      addActivityRoutes,
      addActivityChangeRoutes,
      addInboxRoutes,
      addOperationRoutes,
      addEventRoutes,
      addAddonRoutes,
      addSettingsRoutes,
      addSiteSettingsRoutes,
      addAllSettingsRoutes,
      addBundleRoutes,
      addSecretRoutes,
      addServiceRoutes,
      addGraphqlRoutes,
    ]) {
      addRoutes(this.#router, state);
    }
    this.#http = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#http.keepAliveTimeout = 60_000;
    this.#http.on('upgrade', (request, socket, head) => {
      if (request.url?.split('?')[0] === '/ws') this.sockets.accept(request, socket, head);
      else socket.destroy();
    });
  }

  /** Starts listening on loopback; resolves to the URL. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    this.sockets.stop();
    this.#state.installer.stop();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
    await this.#state.addons.stop();
    this.#state.addons.files.clear();
  }

  /**
   * What clients see of a restart: sockets closed with 1012, connections refused for `downMs`, state made anew.
   * Requests that come in later wait until it is over.
   */
  async restart(downMs = this.#restartDownMs): Promise<void> {
    this.sockets.closeAll(1012);
    if (downMs > 0) await this.#refuseConnections(downMs);
    const restarting = this.#state.restart(answerAddons(this.#state, (call) => this.#answer(call)));
    this.#ready = restarting.catch(() => undefined);
    await restarting;
  }

  /** Stops listening for a while and then listens on the same port again. */
  async #refuseConnections(downMs: number): Promise<void> {
    const { port } = this.#http.address() as AddressInfo;
    const closed = new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
    this.#http.closeAllConnections();
    await closed;
    await sleep(downMs);
    await this.listen(port);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const [path, query] = splitUrl(request.url ?? '/');
    const method = request.method ?? 'GET';
    const { headers } = request;
    let body: Buffer;
    let reply: Reply;
    try {
      body = await readBody(request);
      await this.#ready;
      if (this.#state.faults.latencyMs > 0) await sleep(this.#state.faults.latencyMs);
      const failure = this.#state.faults.takeFailure(path);
      const remoteAddress = request.socket.remoteAddress ?? '127.0.0.1';
      const parts = { method, path, query: new URLSearchParams(query), headers, body, remoteAddress };
      reply =
        failure === undefined
          ? await this.#run(new Call(parts, (call) => identify(this.#state, call)))
          : { status: failure, body: { code: failure, detail: 'Ordered failure' } };
    } catch {
      response.destroy();
      return;
    }
    const { status } = reply;
    // Before the answer: what is answered is noted, even of a simulator that is killed then.
    this.#watch?.note({ method, path, query: new URLSearchParams(query), headers, body, status });
    sendReply(response, reply);
    this.requests.note({ method, path, status, ms: performance.now() - startedAt });
  }

  async #run(call: Call): Promise<Reply> {
    const delayMs = call.path === '/graphql' ? this.#state.faults.takeGraphqlDelay() : 0;
    if (delayMs > 0) await sleep(delayMs);
    return this.#worker ? this.#worker.run(call, (given) => this.#answer(given)) : this.#answer(call);
  }

  /** The server writes crashes and requests that do not validate into its log, which are events. */
  #logError(call: Call, { body }: Reply): void {
    const detail = isObject(body) ? textOf(body['detail']) : '';
    const isCrash = isObject(body) && body['status'] === 500;
    this.#state.events.dispatch({
      topic: 'log.error',
      description: isCrash ? `Unhandled exception: ${detail}` : detail,
      user: call.identityIfAny?.user.name ?? null,
      payload: { module: 'ayon_server.api.server', request_id: this.#state.newId(), traceback: '' },
    });
  }

  async #answer(call: Call): Promise<Reply> {
    const match = this.#router.find(call.method, call.path);
    try {
      if (!match)
        return addonFile(this.#state, call) ?? (await addonEndpoint(this.#state, call)) ?? missing(call);
      call.params = match.params;
      return await match.handler(call);
    } catch (error) {
      const reply = errorReply(call, error);
      if (error instanceof Crash || error instanceof InvalidData) this.#logError(call, reply);
      return reply;
    }
  }
}

/** The answer to a path or method without a route of the simulator. */
function missing(call: Call): Reply {
  const { method, path } = call;
  if (isKnownRoute(method, path)) {
    call.requireLogin();
    return {
      status: 501,
      body: { code: 501, detail: `The simulator does not answer [${method}] ${path} yet`, path },
    };
  }
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: { detail: 'Method Not Allowed' } };
  if (path.startsWith('//'))
    return { status: 404, body: { code: 404, detail: `File ${path} not found`, path } };
  if (path.startsWith('/api') || path.startsWith('/addons') || method === 'HEAD') {
    const shown = call.shownPath;
    return { status: 404, body: { code: 404, detail: `API endpoint ${shown} not found`, path: shown } };
  }
  return webPage();
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
