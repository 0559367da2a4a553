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
const session = await openFtrackSession({
  serverUrl: ftrack.url,
  user: ftrack.user,
  apiKey: ftrack.apiKey,
  onRequest: () => {
    requests.ftrack += 1;
  },
});
const client = new AyonClient({
  url: ayon.url,
  apiKey: ayon.apiKey,
  sender: 'bench',
  senderType: 'ftrack',
  onRequest: () => {
    requests.ayon += 1;
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
  let at = started;
  const report = await reconcileProject({
    session,
    ayon: createPublicAyonServer(client),
    settings: DEFAULT_SYNC_SETTINGS,
    projectId,
    scope,
    lease: { assertHeld: async () => {} },
    cache,
    createProject: true,
    onProgress: ({ phase, done, total }) => {
      if (process.env['BENCH_PHASES'] && done === total) {
        process.stderr.write(
          `${phase} ${total} ${Math.round(performance.now() - at)} rss ${Math.round(process.memoryUsage().rss / 1e6)}\n`,
        );
        at = performance.now();
      }
    },
  });
  const { user, system } = process.cpuUsage(cpu);
  return {
    ms: performance.now() - started,
    cpuMs: (user + system) / 1_000,
    ftrackRequests: requests.ftrack - before.ftrack,
    ayonRequests: requests.ayon - before.ayon,
    problems: [...report.failed, ...report.skipped].map(
      ({ code, path, message }) => `${code} ${path}: ${message}`,
    ),
  };
}
