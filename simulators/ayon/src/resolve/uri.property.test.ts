import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidUri, parseUri } from './uri.ts';

const name = fc.stringMatching(/^[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,8}[a-zA-Z0-9_])?$/);
const project = fc.stringMatching(/^[a-zA-Z0-9_]{1,12}$/);
const version = fc.oneof(
  fc.constantFrom('*', 'latest', 'latestDone', 'hero'),
  fc.tuple(fc.constantFrom('', 'v'), fc.nat(9999)).map(([mark, number]) => `${mark}${number}`),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const orAny = fc.oneof(name, fc.constant('*'));
const parts = fc.oneof(
  fc.record({ product: optional(orAny), version: optional(version), representation: optional(orAny) }),
  fc.record({ task: optional(name), workfile: optional(name) }),
);
const uris = fc.record({
  scheme: fc.constantFrom('ayon', 'ayon+entity'),
  project,
  folders: fc.array(name, { maxLength: 5 }),
  parts,
  order: fc.boolean(),
  slash: fc.boolean(),
});

describe('an entity URI', () => {
  it('gives its parts, in whatever order they stand', () => {
    fc.assert(
      fc.property(uris, ({ scheme, project: projectName, folders, parts: given, order, slash }) => {
        const params = Object.entries(given).filter(([, value]) => value !== undefined);
        if (order) params.reverse();
        const query = params.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
        const place = [projectName, ...folders].join('/') + (slash ? '/' : '');
        const none = { product: undefined, version: undefined, representation: undefined };
        expect(parseUri(`${scheme}://${place}${query === '' ? '' : `?${query}`}`)).toEqual({
          ...none,
          task: undefined,
          workfile: undefined,
          ...given,
          project: projectName,
          path: folders.length === 0 ? undefined : folders.join('/'),
        });
      }),
    );
  });

  it('of tasks and products at once, of another scheme, or any other text is refused as such', () => {
    expect(() => parseUri('ayon://demo/a?product=p&task=t')).toThrow(InvalidUri);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        expect(() => parseUri(text)).toThrow(InvalidUri);
      }),
    );
  });
});
