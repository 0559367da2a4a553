import { startAyonSimulator } from '@ynput/ayon-simulator';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { startFtrackSimulator } from '@ynput/ftrack-simulator';
import { answerRequests, type ServerAddress } from './messages.ts';
import { fillStudio, scatterChanges } from './studio-rows.ts';

/** How a simulated server of the benchmark is started; the one argument of its process, as JSON. */
export type ServerProcessOptions =
  | { readonly server: 'ftrack'; readonly entities: number; readonly latencyMs: number }
  | { readonly server: 'ayon'; readonly cost: 'none' | 'ayon-1.16'; readonly latencyMs: number };

/** First message of the ftrack process. */
export interface FtrackReady extends ServerAddress {
  readonly projectId: string;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ServerProcessOptions;
await (options.server === 'ftrack' ? serveFtrack(options) : serveAyon(options));

async function serveFtrack({ entities, latencyMs }: { entities: number; latencyMs: number }): Promise<void> {
  const server = await startFtrackSimulator({ profile: 'empty' });
  const project = fillStudio(server, entities);
  server.setFaults({ latencyMs });
  const { url, user, apiKey } = server;
  answerRequests({ url, user, apiKey, projectId: project.projectId }, (request) =>
    request.ask === 'scatter' ? scatterChanges(server, project, request.count) : null,
  );
}

async function serveAyon({
  cost,
  latencyMs,
}: {
  cost: 'none' | 'ayon-1.16';
  latencyMs: number;
}): Promise<void> {
  const server = await startAyonSimulator({ attributes: AYON_ATTRIBUTES, latencyMs, cost });
  const { url, apiKey } = server;
  answerRequests({ url, apiKey, user: '' }, () => null);
}
