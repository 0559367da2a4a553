import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProcessorStudio, untilComponent, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };
let studio: ProcessorStudio;

beforeEach(async () => {
  studio = await ProcessorStudio.open({ entities: 5 });
});
afterEach(() => studio[Symbol.asyncDispose]());

interface Case {
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  break(): unknown;
  heal(): unknown;
  readonly message: RegExp;
}

const setUrl = async (url: string): Promise<void> => {
  const response = await fetch(`${studio.ayon.url}/api/addons/ftrack/2.0.0/settings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': studio.ayon.apiKey },
    body: JSON.stringify({ ftrack_server: url }),
  });
  expect(response.ok, await response.text()).toBe(true);
};
const secrets = () => studio.ayon.state.secrets;

const cases: Case[] = [
  {
    name: 'a wrong API key of ftrack',
    break: () => secrets().set('ftrack_key', 'wrong-key-of-somebody'),
    heal: () => secrets().set('ftrack_key', studio.ftrack.apiKey),
    message: /ftrack does not accept the user name and API key.*ftrack settings > Service settings/,
  },
  {
    name: 'a missing secret',
    break: () => secrets().delete('ftrack_user'),
    heal: () => secrets().set('ftrack_user', studio.ftrack.user),
    message: /Secret 'ftrack_user', named in ftrack settings > Service settings > ftrack user name/,
  },
  {
    name: 'no ftrack URL',
    break: () => setUrl(''),
    heal: () => setUrl(studio.ftrackGate.url),
    message: /ftrack settings > ftrack server URL is empty/,
  },
  {
    name: 'a URL that is not of ftrack',
    break: () => setUrl(studio.ayon.url),
    heal: () => setUrl(studio.ftrackGate.url),
    message: /does not answer like a ftrack server .*check the server URL/,
  },
  {
    name: 'a URL at which nothing answers',
    break: () => setUrl('http://127.0.0.1:9'),
    heal: () => setUrl(studio.ftrackGate.url),
    message: /no answer from ftrack .*ftrack settings > ftrack server URL: http:\/\/127\.0\.0\.1:9/,
  },
];

it.each(cases)('says what is wrong with $name, once in AYON, and goes on when it is right', async (given) => {
  await given.break();
  await using processor = await studio.startProcessor();
  const { message } = await untilComponent(processor.url, { name: 'configuration', state: 'failed' });
  expect(message).toMatch(given.message);
  await vi.waitFor(() => expect(studio.told()).toHaveLength(1), SOON);
  expect(studio.told()[0]).toMatch(given.message);
  const settingsRead = () => studio.ayon.requests.list(({ path }) => path.endsWith('/settings')).length;
  await vi.waitFor(() => expect(settingsRead()).toBeGreaterThanOrEqual(2), SOON);
  expect(studio.told()).toHaveLength(1);
  await given.heal();
  await untilReady(processor.url);
  await vi.waitFor(() => expect(studio.told()[0]).toMatch(/^Over: ftrack processor: /), SOON);
  expect(studio.told()).toHaveLength(1);
  const errors = studio.lines.filter((line) => line.includes('"level":"error"'));
  expect(errors).toHaveLength(1);
  expect(studio.lines.join('')).not.toContain('wrong-key-of-somebody');
});

it('names the version of the addon that AYON does not have, and asks for it patiently', async () => {
  await using processor = await studio.startProcessor({ env: { AYON_ADDON_VERSION: '9.9.9' } });
  const { message } = await untilComponent(processor.url, { name: 'configuration', state: 'failed' });
  expect(message).toContain('AYON has no addon ftrack 9.9.9');
  expect(message).toContain('AYON_ADDON_VERSION');
  const began = performance.now();
  const tries = () => studio.ayon.requests.list(({ path }) => path.endsWith('/settings')).length;
  const before = tries();
  await vi.waitFor(() => expect(tries()).toBeGreaterThanOrEqual(before + 2), SOON);
  // With one such request a try, delays of at least 0.5 and 1 s lie between three of them.
  expect(performance.now() - began).toBeGreaterThan(1_000);
});

it('says that the API key of AYON is wrong', async () => {
  await using processor = await studio.startProcessor({ env: { AYON_API_KEY: 'not-a-key' } });
  const { message } = await untilComponent(processor.url, { name: 'AYON', state: 'failed' });
  expect(message).toContain('AYON_API_KEY');
  await untilComponent(processor.url, { name: 'configuration', state: 'failed' });
  expect(studio.lines.join('')).not.toContain('not-a-key');
});
