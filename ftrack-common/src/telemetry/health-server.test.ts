import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createMetrics,
  HealthRegistry,
  type HealthServer,
  HealthServerError,
  startHealthServer,
} from './index.ts';

let health: HealthRegistry;
let server: HealthServer;

beforeEach(async () => {
  health = new HealthRegistry();
  const metrics = createMetrics({ health });
  const events = metrics.counter({ name: 'events_total', help: 'Events', labels: ['topic'] });
  events.inc({ topic: 'ftrack.update' }, 2);
  server = await startHealthServer({ port: 0, service: 'leecher', version: '2.0.0', health, metrics });
});

afterEach(() => server.close());

async function get(
  path: string,
  init?: RequestInit,
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(server.url + path, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

test('listens on loopback at the port it tells', () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
});

test('/health tells every component, and 503 once the process is broken', async () => {
  health.add('Redis').failed('Nothing answers');
  const answer = await get('/health');
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toMatchObject({
    service: 'leecher',
    version: '2.0.0',
    state: 'failed',
    live: true,
    ready: false,
    components: [{ name: 'Redis', state: 'failed', message: 'Nothing answers' }],
  });
  health.add('event loop', 'live').failed('stuck');
  expect((await get('/health')).status).toBe(503);
});

test('/ready says what is waited for', async () => {
  const hub = health.add('ftrack event hub');
  const waiting = await get('/ready');
  expect(waiting.status).toBe(503);
  expect(JSON.parse(waiting.text)).toEqual({
    ready: false,
    waitingFor: [{ name: 'ftrack event hub', state: 'starting', message: '' }],
  });
  hub.ok();
  const ready = await get('/ready');
  expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ready: true, waitingFor: [] }]);
});

test('/metrics has ours, the states and those of the process', async () => {
  const hub = health.add('ftrack event hub');
  hub.degraded('slow');
  const { text, headers } = await get('/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  expect(text).toContain('ayon_ftrack_events_total{topic="ftrack.update"} 2');
  expect(text).toContain('ayon_ftrack_component_state{component="ftrack event hub"} 1');
  expect(text).toContain('process_cpu_seconds_total');
});

test('the page shows what is wrong, escaped, and loads nothing from elsewhere', async () => {
  const hub = health.add('<hub>');
  hub.failed('Bad "name" & <script>alert(1)</script>');
  hub.setDetails({ 'events kept': 12 });
  const { text, headers } = await get('/?x=1');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('&#60;script&#62;');
  expect(text).not.toMatch(/<script|src=|@import/);
  expect(text).toContain('<dt>events kept</dt><dd>12</dd>');
});

test('the page says in one sentence whether it works, and shows what does not first', async () => {
  health.add('AYON', 'nothing').ok();
  const hub = health.add('ftrack event hub');
  const log = health.add('event log');
  log.ok();
  log.setDetails({ fileSystem: 'ext4' });
  const orderOf = (text: string): string[] =>
    [...text.matchAll(/<b>(.*?)<\/b>/g)].map(([, name]) => name ?? '');
  hub.failed('It does not answer.');
  const failed = (await get('/')).text;
  expect(failed).toContain('<strong>Not ready.</strong> Waits for: ftrack event hub.');
  expect(orderOf(failed)).toEqual(['ftrack event hub', 'AYON', 'Event log']);
  expect(failed).toContain('<dt>file system</dt>');
  hub.degraded('It is slow.');
  expect((await get('/')).text).toContain('<strong>Ready,</strong> but look at: ftrack event hub.');
  hub.ok();
  const well = (await get('/')).text;
  expect(well).toContain('<strong>Ready.</strong> Everything works.');
  expect(orderOf(well)).toEqual(['AYON', 'ftrack event hub', 'Event log']);
});

test('other paths and methods are refused', async () => {
  expect((await get('/secret')).status).toBe(404);
  expect((await get('/health', { method: 'POST', body: 'x' })).status).toBe(405);
  const head = await get('/health', { method: 'HEAD' });
  expect([head.status, head.text]).toEqual([200, '']);
});

test('a port in use is told with what to do, close can be called twice', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const second = startHealthServer({ port: server.port, service: 's', version: '1', health, metrics });
  await expect(second).rejects.toThrow(HealthServerError);
  await expect(second).rejects.toThrow(/EADDRINUSE.*choose another port/);
  await server.close();
});
