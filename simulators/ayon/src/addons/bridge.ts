import { randomBytes } from 'node:crypto';
import { type Identity, identityOf } from '../auth/identity.ts';
import { makeUser } from '../auth/users.ts';
import { AyonError } from '../errors.ts';
import { EVENT_STATUSES } from '../events/store.ts';
import { Call } from '../http/call.ts';
import type { Reply } from '../http/router.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { AnswerAddon } from './python-host.ts';

/** Runs one request inside the server. */
export type AnswerCall = (call: Call) => Promise<Reply>;

/** What the code of addons can ask: a REST call as the server itself, a new event, a subscription, a launch. */
export function answerAddons(state: ServerState, answerCall: AnswerCall): AnswerAddon {
  return async (what, given) => {
    switch (what) {
      case 'rest':
        return rest(given, answerCall, serverIdentity(state));
      case 'dispatch':
        return dispatch(state, isObject(given['event']) ? given['event'] : {});
      case 'subscribe':
        state.addonTopics.add(textOf(given['topic']));
        return null;
      case 'launch':
        return launch(state, given);
      default:
        throw new AyonError(501, `The simulator does not know what "${what}" is`);
    }
  };
}

async function rest(given: JsonObject, answerCall: AnswerCall, identity: Identity): Promise<Json> {
  const [path = '', query = ''] = textOf(given['path']).split('?');
  const body = given['body'] === null || given['body'] === undefined ? '' : JSON.stringify(given['body']);
  const request = {
    method: textOf(given['method']),
    path,
    query: new URLSearchParams(query),
    headers: {},
    body: Buffer.from(body),
    remoteAddress: '127.0.0.1',
  };
  const reply = await answerCall(new Call(request, () => identity));
  const content = reply.body === undefined ? null : (JSON.parse(JSON.stringify(reply.body)) as Json);
  return { status: reply.status, body: content };
}

function serverIdentity(state: ServerState): Identity {
  return identityOf(makeUser({ name: 'server', isService: true }, state.now()));
}

function dispatch(state: ServerState, event: JsonObject): string {
  const text = (key: string) => (typeof event[key] === 'string' ? event[key] : null);
  const object = (key: string) => (isObject(event[key]) ? event[key] : {});
  const hash = text('hash');
  return state.events.dispatch({
    topic: text('topic') ?? '',
    ...(hash === null ? {} : { hash }),
    sender: text('sender'),
    senderType: text('sender_type'),
    project: text('project'),
    user: text('user'),
    dependsOn: text('depends_on'),
    description: text('description') ?? '',
    summary: object('summary'),
    payload: object('payload'),
    status: EVENT_STATUSES.find((status) => status === event['status']) ?? 'finished',
    store: event['store'] !== false,
    reuse: event['reuse'] === true,
  }).id;
}

/** The event a launcher takes by its token, and the address that starts the launcher. */
function launch(state: ServerState, given: JsonObject): string {
  const token = randomBytes(32).toString('hex');
  const context = isObject(given['context']) ? given['context'] : {};
  const project = context['project_name'];
  state.events.dispatch({
    topic: 'action.launcher',
    hash: token,
    status: 'pending',
    description: `Running action ${textOf(given['identifier'])}`,
    summary: {
      addon_name: given['addon_name'] ?? null,
      addon_version: given['addon_version'] ?? null,
      variant: given['variant'] ?? null,
      action_identifier: given['identifier'] ?? null,
    },
    payload: { args: given['args'] ?? [], context },
    project: typeof project === 'string' ? project : null,
    user: textOf(given['user']),
    sender: typeof given['sender'] === 'string' ? given['sender'] : null,
    senderType: textOf(given['sender_type']),
  });
  const server = encodeURIComponent(textOf(given['server_url']));
  return `ayon-launcher://action?server_url=${server}&token=${token}`;
}
