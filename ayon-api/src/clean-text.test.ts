import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, encodeBody } from './clean-text.ts';

const pieces = fc.constantFrom('\0', '\udc00', '\ud800', '\\u0000', 'ß', '😀', '"');
const dirty = fc.array(pieces).map((texts) => texts.join(''));

test('what is sent holds neither NUL nor a lone surrogate', () => {
  fc.assert(
    fc.property(fc.dictionary(dirty, fc.array(dirty)), (body) => {
      const sent = JSON.stringify(JSON.parse(encodeBody(body)));
      expect(sent.replaceAll('\\\\', '')).not.toMatch(/\\u0000|\\ud[89a-f]/);
      expect(encodeBody(JSON.parse(sent))).toBe(sent);
    }),
  );
});

test('clean bodies are sent as they are', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      const text = JSON.stringify(body);
      fc.pre(cleanText(text) === text && !/\\u0000|\\ud[89a-f]/.test(text));
      expect(encodeBody(body)).toBe(text);
    }),
  );
});

test('dates and undefined keys are sent as JSON does', () => {
  const body = { at: new Date(0), no: undefined, text: 'a\0' };
  expect(encodeBody(body)).toBe('{"at":"1970-01-01T00:00:00.000Z","text":"a"}');
});
