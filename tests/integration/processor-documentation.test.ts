import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

const PAGE = join(import.meta.dirname, '../../docs/operations.md');

it('docs/operations.md names every key in Redis and every line of the health pages', async () => {
  const page = await readFile(PAGE, 'utf8');
  await using studio = await ProcessorStudio.open({ entities: 10 });
  await using processor = await studio.startProcessor();
  await using leecher = await studio.startLeecher();
  await untilReady(leecher.url);
  await studio.requestAndAwaitSync();

  const rows = page.slice(page.indexOf('under the prefix')).matchAll(/^\| (`.*?`) \|/gm);
  const patterns = [...rows].flatMap(([, keys = '']) =>
    [...keys.matchAll(/`([^`]+)`/g)].map(
      // A key with another prefix stands there with it.
      ([, key = '']) => {
        const whole = key.startsWith('{') ? key : `{ayon-ftrack}:${key}`;
        return new RegExp(`^${whole.replace(/[{}]/g, '\\$&').replace(/<[^>]+>|\*/g, '.+')}$`);
      },
    ),
  );
  const keys = await studio.keys();
  expect(keys.length).toBeGreaterThan(5);
  expect(keys.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);

  for (const { url } of [processor, leecher]) {
    const health = (await (await fetch(`${url}/health`)).json()) as {
      components: { name: string }[];
      service: string;
    };
    for (const { name } of health.components) {
      expect(page, name).toMatch(new RegExp(`^\\| ${name} \\| (?:both|${health.service}) \\|`, 'm'));
    }
  }
});

it('docs/operations.md names every environment variable of the services', async () => {
  const page = await readFile(PAGE, 'utf8');
  const root = join(import.meta.dirname, '../..');
  const sources = [
    'ftrack-common/src/settings/environment.ts',
    'ftrack-common/src/service/host-environment.ts',
    'ftrack-common/src/redis/state-folder.ts',
    'services/leecher/src/start-leecher.ts',
  ];
  const texts = await Promise.all(sources.map((file) => readFile(join(root, file), 'utf8')));
  const used = new Set(texts.join('').match(/\bAYON_[A-Z]+(?:_[A-Z]+)+\b/g));
  const described = [...page.matchAll(/^\| `(AYON_\w+)` \|/gm)].map(([, name = '']) => name);
  expect(described.toSorted()).toEqual([...used].toSorted());
});
