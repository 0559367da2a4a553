/** Words in colour, or as they are. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly accent: (text: string) => string;
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  accent: [36, 39],
} as const;

/** Whether a stream is to be written to in colour: terminals are, unless `NO_COLOR` is set; `FORCE_COLOR` colours all. */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '0') !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

export function createStyle(colour: boolean): Style {
  const paint =
    (name: keyof typeof CODES) =>
    (text: string): string =>
      colour && text !== '' ? `\u001b[${CODES[name][0]}m${text}\u001b[${CODES[name][1]}m` : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('good'),
    bad: paint('bad'),
    warn: paint('warn'),
    accent: paint('accent'),
  };
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

const segmenter = new Intl.Segmenter('en');

/** Characters as people count them. */
function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Columns a text takes; escapes take none. */
export function widthOf(text: string): number {
  return charactersOf(text.replaceAll(ESCAPES, '')).length;
}

/** Fills a text with blanks up to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The same with the blanks in front. */
export function padBefore(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** A text without escapes, shortened in its middle to a width, so that both ends of a path can be read. */
export function shorten(text: string, width: number): string {
  const characters = charactersOf(text);
  if (characters.length <= width) return text;
  const tail = Math.ceil((width - 1) / 2);
  return `${characters.slice(0, width - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/** The beginning of a text, at most so wide. */
export function cut(text: string, width: number): string {
  const characters = charactersOf(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}

/** `1234` as `1,234 ms`. */
export function milliseconds(value: number): string {
  return `${count(Math.round(value))} ms`;
}

/** A whole number with separators. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
