import { type Identity, requireManager } from '../auth/identity.ts';
import { exposureLevel, userDetailView } from '../auth/views.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { bool } from '../validation/kinds.ts';
import { SERVER_VERSION } from './version.ts';

/** The page of the web interface. */
const WEB_PAGE = '<html>stub</html>\n';

/** The enums of the server that are not simulated. */
const OTHER_ENUMS = ['actions', 'attrib', 'linkTypes', 'statuses', 'tags', 'taskTypes', 'users'];

/** The start page, server info, restart, sites and enums. */
export function addSystemRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/', () => webPage());

  router.add('GET', '/api/info', (call) => ok(info(state, call)));

  router.add('GET', '/api/system/sites', (call) => {
    const { user, isManager } = call.identity;
    return ok(state.siteViews(({ users }) => isManager || users.includes(user.name)));
  });

  router.add('GET', '/api/system/restartRequired', () => {
    const reason = state.restartReason;
    return ok({ required: reason !== null, reason });
  });

  router.add('POST', '/api/system/restartRequired', (call) => {
    const { identity } = call;
    const { body } = call.check({ body: { required: { kind: bool } } });
    state.flagRestart(body['required'] !== false);
    if (!identity.isAdmin) throw new AyonError(403, 'Only administrators can set server restart required');
    return ok(null);
  });

  router.add('POST', '/api/system/restart', (call) => {
    const { identity } = call;
    requireManager(identity, 'Only managers and administrators can restart the server');
    state.events.dispatch({
      topic: 'server.restart_requested',
      user: identity.user.name,
      sender: call.sender,
      senderType: call.senderType,
    });
    setImmediate(() => {
      void state.faults.restart();
    });
    return noContent();
  });

  router.add('GET', '/api/enum/{enum_name}', (call) => {
    call.requireLogin();
    const [name = ''] = (call.params['enum_name'] ?? '').split('.');
    const project = state.projects.get(call.query.get('project_name') ?? '');
    if (OTHER_ENUMS.includes(name))
      throw new AyonError(501, `The simulator does not answer the enum ${name} yet`);
    if (name !== 'folderTypes') throw new AyonError(400, `Unknown enum resolver '${name}'`);
    const types = project?.folderTypes ?? state.defaultFolderTypes();
    return ok(
      types.map((type) => ({
        value: type.name,
        label: type.name,
        fulltext: [type.name.toLowerCase()],
        ...typeStyle(type),
      })),
    );
  });

  router.add('GET', '/openapi.json', (call) => {
    if (!call.identityIfAny) throw new AyonError(403, 'You must be logged in to access OpenAPI schema');
    throw new AyonError(501, 'The simulator does not answer [GET] /openapi.json yet');
  });
}

/** What any path outside the API answers. */
export function webPage(): { status: number; text: string; headers: Record<string, string> } {
  return {
    status: 200,
    text: WEB_PAGE,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  };
}

function info(state: ServerState, call: Call): JsonObject {
  const uptime = (state.clock() - state.startedAt) / 1000;
  const identity = call.identityIfAny;
  const head = { version: SERVER_VERSION, uptime };
  const tail = { disableFeedback: true, offlineMode: true };
  if (!identity) {
    const full =
      call.query.get('full') === 'true' ? { passwordRecoveryAvailable: false, ssoOptions: [] } : {};
    return { ...head, ...full, ...tail };
  }
  noteSite(state, call, identity);
  const level = identity.session?.isApiKey ? null : exposureLevel(identity);
  const platform = call.header('x-ayon-platform');
  const hostname = call.header('x-ayon-hostname');
  const sites = state.siteViews(
    (site) =>
      site.platform === platform && site.hostname === hostname && site.users.includes(identity.user.name),
  );
  return {
    ...head,
    ...(identity.isAdmin && !identity.isService ? { onboarding: true } : {}),
    user: userDetailView(state, identity, level),
    attributes: state.attributes.infoView(),
    sites,
    ssoOptions: [],
    frontendFlags: [],
    extras: '',
    disableChangelog: true,
    ...tail,
  };
}

function noteSite(state: ServerState, call: Call, identity: Identity): void {
  const id = call.header('x-ayon-site-id');
  const platform = call.header('x-ayon-platform');
  const hostname = call.header('x-ayon-hostname');
  const version = call.header('x-ayon-version');
  if (id && platform && hostname && version)
    state.noteSite({ id, platform, hostname, version }, identity.user.name);
}

function typeStyle(type: JsonObject): JsonObject {
  const { icon = null, color = null, shortName = null } = isObject(type) ? type : {};
  return { icon, color, shortName, disabled: false };
}
