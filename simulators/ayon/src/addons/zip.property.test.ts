import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Crash } from '../errors.ts';
import { makeZip } from './zip-writer.ts';
import { readZip } from './zip.ts';

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => text.replaceAll('/', '_'));
const filePath = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const content = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const files = fc
  .uniqueArray(fc.tuple(filePath, content), { maxLength: 12, selector: ([name]) => name })
  .map((entries) => entries.filter(([name]) => name !== '__proto__'));

describe('a zip archive', () => {
  it('gives back every file with its content, in the order of the archive', () => {
    fc.assert(
      fc.property(files, (entries) => {
        const written = Object.fromEntries(entries);
        const found = readZip(makeZip(written)).map(({ path, content: bytes }) => [path, bytes]);
        expect(found).toEqual(Object.entries(written));
      }),
    );
  });

  it('that is damaged or none is refused as the server refuses it', () => {
    const damaged = fc.tuple(files, fc.nat(), fc.nat({ max: 255 })).map(([entries, at, byte]) => {
      const archive = makeZip(Object.fromEntries(entries));
      archive[at % archive.length] = byte;
      return archive;
    });
    const cut = fc
      .tuple(files, fc.nat())
      .map(([entries, length]) => makeZip(Object.fromEntries(entries)).subarray(length % 60));
    fc.assert(
      fc.property(fc.oneof(damaged, cut, content), (archive) => {
        try {
          for (const entry of readZip(archive)) expect(entry.content).toBeInstanceOf(Buffer);
        } catch (error) {
          expect(error).toBeInstanceOf(Crash);
        }
      }),
      { numRuns: 500 },
    );
  });
});
