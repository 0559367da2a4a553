import type { Json, JsonObject } from '../json.ts';

/** The variables a Python file sets to literals at its top level; everything else in it is passed over. */
export function readPythonLiterals(source: string): JsonObject {
  const found: JsonObject = {};
  for (const { 1: name = '', index, 0: head } of source.matchAll(
    /^([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?=(?!=)/gm,
  )) {
    const reader = new LiteralReader(source, index + head.length);
    const value = reader.read();
    if (value !== undefined) found[name] = value;
  }
  return found;
}

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

/** Reads one literal from a position on; undefined when something else stands there. */
class LiteralReader {
  readonly #source: string;
  #at: number;

  constructor(source: string, at: number) {
    this.#source = source;
    this.#at = at;
  }

  read(): Json | undefined {
    this.#skip();
    const next = this.#source[this.#at] ?? '';
    if (next === '{') return this.#dict();
    if (next === '[') return this.#list(']');
    if (next === '(') return this.#list(')');
    if (next === '"' || next === "'") return this.#strings();
    const word = this.#match(/[A-Za-z_]\w*/y);
    if (word !== undefined) return WORDS.get(word);
    const number = this.#match(/[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy);
    return number === undefined ? undefined : Number(number.replaceAll('_', ''));
  }

  #dict(): JsonObject | undefined {
    const found: JsonObject = {};
    this.#at += 1;
    while (!this.#take('}')) {
      const key = this.read();
      if (typeof key !== 'string' || !this.#take(':')) return undefined;
      const value = this.read();
      if (value === undefined) return undefined;
      found[key] = value;
      if (!this.#take(',') && !this.#ahead('}')) return undefined;
    }
    return found;
  }

  /** A list, a tuple, or a literal in brackets. */
  #list(end: string): Json | undefined {
    const found: Json[] = [];
    let hasComma = false;
    this.#at += 1;
    while (!this.#take(end)) {
      const value = this.read();
      if (value === undefined) return undefined;
      found.push(value);
      if (this.#take(',')) hasComma = true;
      else if (!this.#ahead(end)) return undefined;
    }
    return end === ')' && found.length === 1 && !hasComma ? found[0] : found;
  }

  /** Strings that stand side by side are one. */
  #strings(): string | undefined {
    let text = '';
    while (this.#ahead('"') || this.#ahead("'")) {
      const literal = this.#match(STRING);
      if (literal === undefined) return undefined;
      const marks = /^("""|'''|"|')/.exec(literal)?.[0].length ?? 1;
      text += literal.slice(marks, -marks).replaceAll(ESCAPE, readEscape);
    }
    return text;
  }

  #take(mark: string): boolean {
    if (!this.#ahead(mark)) return false;
    this.#at += 1;
    return true;
  }

  #ahead(mark: string): boolean {
    this.#skip();
    return this.#source[this.#at] === mark;
  }

  #skip(): void {
    this.#match(/(?:\s|#[^\n]*|\\\n)+/y);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

const STRING = /"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

/** The character of an escape; one that Python does not know stands for itself. */
function readEscape(whole: string, ...parts: (string | undefined)[]): string {
  const [two, four, eight, mark = ''] = parts;
  const digits = two ?? four ?? eight;
  if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
  return ESCAPES.get(mark) ?? whole;
}
