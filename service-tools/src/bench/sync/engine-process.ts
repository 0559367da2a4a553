import { createHash } from 'node:crypto';
import { AyonClient } from '@ynput/ayon-api';
import { type FtrackSession, openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { limitHeapGrowth } from '@ynput/ftrack-common/service';
import {
  createPublicAyonServer,
  DEFAULT_SYNC_SETTINGS,
  reconcileProject,
  SyncCache,
  type SyncProgress,
  type SyncScope,
} from '@ynput/ftrack-common/sync';
import { answerRequests, type Measured, type ServerAddress } from './messages.ts';

const PROGRESS_EVERY_MS = 10_000;

/** Both servers and what to sync between them; the one argument of the engine's process, as JSON. */
export interface EngineProcessOptions {
  readonly ftrack: ServerAddress;
  readonly ayon: ServerAddress;
  readonly projectId: string;
}

limitHeapGrowth();
const { ftrack, ayon, projectId } = JSON.parse(process.argv[2] ?? '{}') as EngineProcessOptions;
const requests = { ftrack: 0, ayon: 0 };
/** When each request was sent and answered. */
let waits: (readonly [number, number])[] = [];

function note(server: 'ftrack' | 'ayon', milliseconds: number): void {
  requests[server] += 1;
  const now = performance.now();
  waits.push([now - milliseconds, now]);
}

/** Questions of the present run, by how often they were asked: the beginning of each and a hash, so that none keeps memory of the engine. */
let questions = new Map<string, number>();

function noteQuestion(question: string): void {
  const key = `${Buffer.from(question.slice(0, 200)).toString()} ${createHash('sha1').update(question).digest('base64')}`;
  questions.set(key, (questions.get(key) ?? 0) + 1);
}

const opened = await openFtrackSession({
  serverUrl: ftrack.url,
  user: ftrack.user,
  apiKey: ftrack.apiKey,
  onRequest: ({ milliseconds }) => note('ftrack', milliseconds),
});
const session: FtrackSession = {
  ...opened,
  query: (expression, options) => {
    noteQuestion(`ftrack: ${expression}`);
    return opened.query(expression, options);
  },
};
const client = new AyonClient({
  url: ayon.url,
  apiKey: ayon.apiKey,
  sender: 'bench',
  senderType: 'ftrack',
  onRequest: ({ ms }) => note('ayon', ms),
  fetch: (url, options) => {
    noteQuestion(
      `AYON: ${options?.method ?? 'GET'} ${url instanceof Request ? url.url : url.toString()} ${bodyOf(options)}`,
    );
    return fetch(url, options);
  },
});
const cache = new SyncCache();

answerRequests(null, async (request) => {
  if (request.ask === 'first' || request.ask === 'unchanged') return await measure('project');
  if (request.ask === 'scattered') return await measure(new Set(request.ids));
  return process.resourceUsage().maxRSS / 1024;
});

async function measure(scope: SyncScope): Promise<Measured> {
  const before = { ...requests };
  const cpu = process.cpuUsage();
  const started = performance.now();
  waits = [];
  questions = new Map();
  const report = await reconcileProject({
    session,
    ayon: createPublicAyonServer(client),
    settings: DEFAULT_SYNC_SETTINGS,
    projectId,
    scope,
    lease: { assertHeld: async () => {} },
    cache,
    createProject: true,
    onProgress: tellProgress,
  });
  const { user, system } = process.cpuUsage(cpu);
  return {
    ms: performance.now() - started,
    cpuMs: (user + system) / 1_000,
    serverMs: covered(waits),
    ftrackRequests: requests.ftrack - before.ftrack,
    ayonRequests: requests.ayon - before.ayon,
    askedTwice: [...questions].flatMap(([question, times]) => (times > 1 ? [question] : [])),
    problems: [...report.failed, ...report.skipped].map(
      ({ code, path, message }) => `${code} ${path}: ${message}`,
    ),
  };
}

function bodyOf(options: RequestInit | undefined): string {
  return typeof options?.body === 'string' ? options.body : '';
}

let toldAt = performance.now();

/** Says how far a long run is, now and then. */
function tellProgress({ phase, done, total }: SyncProgress): void {
  if (performance.now() - toldAt < PROGRESS_EVERY_MS) return;
  toldAt = performance.now();
  process.stderr.write(`    ${phase} ${done} of ${total}\n`);
}

/** How long at least one of some spans lasted. */
function covered(spans: readonly (readonly [number, number])[]): number {
  let sum = 0;
  let until = -Infinity;
  for (const [start, end] of spans.toSorted(([left], [right]) => left - right)) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}
