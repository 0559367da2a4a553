import { AyonClient } from '@ynput/ayon-api';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import {
  createPublicAyonServer,
  DEFAULT_SYNC_SETTINGS,
  reconcileProject,
  SyncCache,
  type SyncScope,
} from '@ynput/ftrack-common/sync';
import { answerRequests, type Measured, type ServerAddress } from './messages.ts';

/** Both servers and what to sync between them; the one argument of the engine's process, as JSON. */
export interface EngineProcessOptions {
  readonly ftrack: ServerAddress;
  readonly ayon: ServerAddress;
  readonly projectId: string;
}

const { ftrack, ayon, projectId } = JSON.parse(process.argv[2] ?? '{}') as EngineProcessOptions;
const requests = { ftrack: 0, ayon: 0 };
/** When each request was sent and answered. */
let waits: (readonly [number, number])[] = [];

function note(server: 'ftrack' | 'ayon', milliseconds: number): void {
  requests[server] += 1;
  const now = performance.now();
  waits.push([now - milliseconds, now]);
}

const session = await openFtrackSession({
  serverUrl: ftrack.url,
  user: ftrack.user,
  apiKey: ftrack.apiKey,
  onRequest: ({ milliseconds }) => note('ftrack', milliseconds),
});
const client = new AyonClient({
  url: ayon.url,
  apiKey: ayon.apiKey,
  sender: 'bench',
  senderType: 'ftrack',
  onRequest: ({ ms }) => note('ayon', ms),
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
  const report = await reconcileProject({
    session,
    ayon: createPublicAyonServer(client),
    settings: DEFAULT_SYNC_SETTINGS,
    projectId,
    scope,
    lease: { assertHeld: async () => {} },
    cache,
    createProject: true,
  });
  const { user, system } = process.cpuUsage(cpu);
  return {
    ms: performance.now() - started,
    cpuMs: (user + system) / 1_000,
    serverMs: covered(waits),
    ftrackRequests: requests.ftrack - before.ftrack,
    ayonRequests: requests.ayon - before.ayon,
    problems: [...report.failed, ...report.skipped].map(
      ({ code, path, message }) => `${code} ${path}: ${message}`,
    ),
  };
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
