import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeZip } from '../addons/zip-writer.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { type Bindings, compareValues, fillIn } from './compare.ts';
import type { Difference, Exchange, Recording, Step } from './recording.ts';
import { ReplaySockets } from './sockets.ts';

const SERVICE_KEY = '0123456789abcdef0123456789abcdef';
const PASSWORDS: Readonly<Record<string, string>> = {
  admin: 'adminPass1',
  manager: 'managerPass1',
  artist: 'artistPass1',
};
/** The recordings were made by a client that called itself so; logins note it. */
const USER_AGENT = 'python-requests/2.34.2';

/**
 * Sends the requests of a recording to a fresh simulator and compares every answer. Waits of the recording are waited
 * on a clock that can be moved, and sockets beat faster, so that a replay takes no longer than its requests.
 */
export async function replayRecording(recording: Recording): Promise<Difference[]> {
  let skippedMs = 0;
  await using ayon = await startAyonSimulator({
    clock: () => Date.now() + skippedMs,
    socketTimes: { heartbeatMs: 150, authenticationMs: 90 },
    contract: false,
  });
  const player = new Player(ayon);
  const differences: Difference[] = [];
  for (const [step, entry] of recording.exchanges.entries()) {
    if ('wait' in entry) {
      skippedMs += entry.wait * 1000;
      continue;
    }
    const found = await player.play(entry);
    if (found.length > 0)
      differences.push({ step, name: 'name' in entry ? (entry.name ?? '') : '', differences: found });
  }
  player.stop();
  return differences;
}

class Player {
  readonly #ayon: AyonSimulator;
  readonly #bindings: Bindings = new Map();
  readonly #sockets: ReplaySockets;

  constructor(ayon: AyonSimulator) {
    this.#ayon = ayon;
    this.#sockets = new ReplaySockets(ayon.url);
  }

  stop(): void {
    this.#sockets.closeAll();
  }

  async play(step: Step): Promise<string[]> {
    if ('restart' in step) return this.#awaitRestart();
    if ('ws' in step) return this.#sockets.run(step, this.#bindings);
    if ('wait' in step) return [];
    if ('request' in step) return this.#exchange(step);
    const delayMs = (step.delay ?? 0) * 1000;
    const results = step.parallel.map(async (exchange, index) => {
      await sleep(index * delayMs);
      return this.#exchange(exchange);
    });
    return (await Promise.all(results)).flat();
  }

  async #exchange(exchange: Exchange): Promise<string[]> {
    const end = performance.now() + (exchange.until?.timeout ?? 0) * 1000;
    for (;;) {
      const actual = await this.#send(exchange);
      const { until } = exchange;
      const isReached = !until || (isObject(actual.body) && actual.body[until.path] === until.equals);
      if (isReached || performance.now() > end) return this.#compare(exchange, actual);
      await sleep(20);
    }
  }

  #compare(exchange: Exchange, actual: ActualAnswer): string[] {
    const { answer, compare } = exchange;
    const place = { rules: compare ?? {}, bindings: this.#bindings };
    const differences = compareValues(answer.status, actual.status, { ...place, path: '/status' });
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      differences.push(
        ...compareValues(value, actual.headers.get(name), { ...place, path: `/headers/${name}` }),
      );
    }
    const [recorded, given] = comparable(answer.body, actual);
    differences.push(...compareValues(recorded, given, { ...place, path: '/body' }));
    return differences;
  }

  async #send({ as, request }: Exchange): Promise<ActualAnswer> {
    const headers = new Headers({
      'user-agent': USER_AGENT,
      ...(await this.#credentials(as)),
    });
    for (const [name, value] of Object.entries(fillIn(request.headers ?? {}, this.#bindings)))
      headers.set(name, value);
    const body = requestBody(fillIn(request.body ?? null, this.#bindings));
    if (typeof body === 'string' && !headers.has('content-type'))
      headers.set('content-type', 'application/json');
    const path = fillIn(request.path, this.#bindings);
    const response = await fetch(this.#ayon.url + path, {
      method: request.method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body: readAnswer(response, bytes), bytes };
  }

  async #credentials(as: string): Promise<Record<string, string>> {
    if (as === 'anonymous') return {};
    if (as === 'service') return { 'x-api-key': SERVICE_KEY };
    const placeholder = `<session token of ${as}>`;
    if (!this.#bindings.has(placeholder)) {
      const response = await fetch(`${this.#ayon.url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT },
        body: JSON.stringify({ name: as, password: PASSWORDS[as] ?? '' }),
      });
      const { token } = (await response.json()) as { token: string };
      this.#bindings.set(placeholder, token);
    }
    return { authorization: `Bearer ${this.#bindings.get(placeholder) ?? ''}` };
  }

  async #awaitRestart(): Promise<string[]> {
    const before = this.#ayon.state.generation;
    for (let turn = 0; turn < 100 && before === 0 && this.#ayon.state.generation === before; turn += 1)
      await sleep(5);
    return [];
  }
}

interface ActualAnswer {
  status: number;
  headers: Headers;
  body: unknown;
  bytes: Buffer;
}

function readAnswer(response: Response, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return isJson ? (JSON.parse(bytes.toString('utf8')) as unknown) : bytes.toString('utf8');
}

/** What was recorded and what was answered in the same form: JSON, a text, or the size and hash of bytes. */
function comparable(
  recorded: Json | undefined,
  { body, bytes }: ActualAnswer,
): [recorded: unknown, given: unknown] {
  if (isObject(recorded) && '$text' in recorded) return [recorded['$text'], body];
  if (!isObject(recorded) || !('$binary' in recorded)) return [recorded, body];
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return [recorded, { $binary: { bytes: bytes.length, sha256 } }];
}

function requestBody(body: Json): string | Buffer | undefined {
  if (body === null) return undefined;
  if (isObject(body) && typeof body['$text'] === 'string') return body['$text'];
  if (isObject(body) && typeof body['$base64'] === 'string') return Buffer.from(body['$base64'], 'base64');
  if (isObject(body) && isObject(body['$zip'])) return makeArchive(body['$zip']);
  return JSON.stringify(body);
}

/** An archive of files by path; a file can be an archive itself. */
function makeArchive(files: JsonObject): Buffer {
  const contents = Object.entries(files).map(([path, file]): [string, string | Buffer] => [
    path,
    isObject(file) && isObject(file['$zip']) ? makeArchive(file['$zip']) : textOf(file),
  ]);
  return makeZip(Object.fromEntries(contents));
}
