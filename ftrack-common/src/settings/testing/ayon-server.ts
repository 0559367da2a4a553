import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AyonClient } from '@ynput/ayon-api';
import type { ServiceEnvironment } from '../environment.ts';

export interface AyonContent {
  settings?: Record<string, unknown>;
  secrets?: Record<string, string>;
  /** Answer everything with this status. */
  status?: number;
}

const SETTINGS = '/api/addons/ftrack/2.0.0/settings';

/** A disposable HTTP server with one addon's settings and some secrets, and a client of it. */
export async function startAyonServer({ settings, secrets = {}, status }: AyonContent) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    asked.push(request.url ?? '');
    const secret = secrets[path.replace('/api/secrets/', '')];
    const isSettings = path === SETTINGS || path === `${SETTINGS}/demo`;
    const answer = isSettings ? settings : secret === undefined ? undefined : { name: 'x', value: secret };
    const code = status ?? (answer === undefined ? 404 : 200);
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(code === 200 ? answer : { code, detail: 'Not found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** Paths asked for, with query. */
    asked,
    client: new AyonClient({ url, apiKey: 'k', sender: 'test', senderType: 'ftrack' }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const environment: ServiceEnvironment = {
  serverUrl: '',
  apiKey: 'k',
  addonName: 'ftrack',
  addonVersion: '2.0.0',
  serviceName: 'leecher',
  variant: 'production',
  redisUrl: null,
};

export const settings = {
  ftrack_server: 'studio',
  service_settings: { username: 'ftrack_user', api_key: 'ftrack_key' },
  redis: { url: 'redis://from-settings:6379' },
};

export const secrets = { ftrack_user: ' bot@example.com\n', ftrack_key: 's3cret' };
