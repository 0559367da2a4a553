import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileLike } from './like.ts';

it('matches as the equivalent regular expression', () => {
  const piece = fc.constantFrom('a', 'b', '%', '_', '\\%', '\\_', '\\', '.');
  const pattern = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
  const text = fc.array(fc.constantFrom('a', 'b', '%', '_', '\\', '.'), { maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (like, characters) => {
      const source = like.replace(/\\[%_]|[%_]|[\\.]/g, (token) => {
        if (token === '%') return '[^]*';
        if (token === '_') return '[^]';
        return token.length === 2 ? token.slice(1) : `\\${token}`;
      });
      const subject = characters.join('');
      expect(compileLike(like)(subject)).toBe(new RegExp(`^${source}$`).test(subject));
    }),
    { numRuns: 500 },
  );
});

it('takes no more than pattern times text', () => {
  const matches = compileLike('%a'.repeat(50));
  expect(matches('a'.repeat(20_000) + 'b')).toBe(false);
});
