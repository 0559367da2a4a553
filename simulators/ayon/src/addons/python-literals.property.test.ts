import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { readPythonLiterals } from './python-literals.ts';

/** A literal as a person could have written it, and what it means. */
interface Written {
  text: string;
  value: Json;
}

const gap = fc.constantFrom('', ' ', '\n', '  # a comment, with "quotes" and (brackets\n  ');

interface WrittenString extends Written {
  value: string;
}

const string = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('"', "'", '"""', "'''"))
  .map(
    ([value, mark]): WrittenString => ({
      text: mark + value.replaceAll(/["'\\\n\r]/g, escaped) + mark,
      value,
    }),
  );
const sideBySide = fc.array(string, { minLength: 2, maxLength: 3 }).map(
  (parts): Written => ({
    text: `(${parts.map(({ text }) => text).join('\n')})`,
    value: parts.map(({ value }) => value).join(''),
  }),
);
const number = fc
  .oneof(
    fc.integer(),
    fc.integer({ min: -5000, max: 5000 }).map((tenths) => tenths / 16),
  )
  .map((value): Written => ({ text: String(value), value }));
const word = fc.constantFrom<Written>(
  { text: 'None', value: null },
  { text: 'True', value: true },
  { text: 'False', value: false },
);
const { literal } = fc.letrec<{ literal: Written; list: Written; dict: Written }>((tie) => ({
  literal: fc.oneof({ maxDepth: 3 }, string, sideBySide, number, word, tie('list'), tie('dict')),
  list: fc
    .tuple(fc.array(fc.tuple(tie('literal'), gap), { maxLength: 4 }), fc.boolean(), fc.boolean())
    .map(([items, isTuple, endsWithComma]): Written => {
      const [open, close] = isTuple ? ['(', ')'] : ['[', ']'];
      const needsComma = items.length > 0 && (endsWithComma || (isTuple && items.length === 1));
      const inner = items.map(([{ text }, space]) => space + text + space).join(',');
      return {
        text: open + inner + (needsComma ? ',' : '') + close,
        value: items.map(([{ value }]) => value),
      };
    }),
  dict: fc
    .uniqueArray(fc.tuple(string, tie('literal'), gap), { maxLength: 4, selector: ([{ value }]) => value })
    .map(
      (items): Written => ({
        text: `{${items.map(([key, { text }, space]) => `${space}${key.text}${space}:${text}${space}`).join(',')}}`,
        value: Object.fromEntries(items.map(([key, { value }]) => [key.value, value])),
      }),
    ),
}));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((text) => text !== '__proto__');

function escaped(mark: string): string {
  if (mark === '\n') return String.raw`\n`;
  return mark === '\r' ? String.raw`\r` : `\\${mark}`;
}

describe('literals of a Python file', () => {
  it('are read as Python reads them, however they are laid out', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, literal), { selector: ([key]) => key }), (items) => {
        const source = items.map(([key, { text }], index) => `${key}${index % 2 ? ': Any' : ''} = ${text}`);
        expect(readPythonLiterals(`"""About."""\nimport os\n${source.join('\n\n')}\n`)).toEqual(
          Object.fromEntries(items.map(([key, { value }]) => [key, value])),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are only those that are literals', () => {
    fc.assert(
      fc.property(name, name, (key, other) => {
        const known = ['None', 'True', 'False'].includes(other);
        const found = readPythonLiterals(`${key} = ${other}\nlast = 1\n`);
        expect(found['last']).toBe(1);
        if (key !== 'last') expect(key in found && Object.hasOwn(found, key)).toBe(known);
      }),
    );
    expect(readPythonLiterals('constructor = toString\nvalue = call(1)\nx = 1 == 2\n')).not.toHaveProperty(
      'value',
    );
  });

  it('hold characters written by their number, and lines that go on', () => {
    const source = String.raw`text = "\x41\u00e9\U0001F600\t` + '\\\n"' + '\n';
    expect(readPythonLiterals(source)).toEqual({ text: 'Aé😀\t' });
  });
});
