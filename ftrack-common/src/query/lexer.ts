import { QuerySyntaxError } from './errors.ts';

export interface Token {
  /**
   * `word`: a run of anything but spaces, quotes and symbols: keyword, dotted path, uuid, number, date.
   * `string`: quoted, `text` without quotes and escapes. `end`: after the last token, empty.
   */
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  readonly text: string;
  /** Offset of the first character. */
  readonly position: number;
}

const symbols = '()[],=<>!';

/** Splits a query into tokens; the last one is `end`. Spaces between tokens are free wherever a token cannot go on. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
    const character = text.charAt(at);
    if (character === '') {
      tokens.push({ kind: 'end', text: '', position: at });
      return tokens;
    }
    if (character === '"' || character === "'") {
      const end = findClosingQuote(text, at, character);
      const body = text.slice(at + 1, end);
      tokens.push({ kind: 'string', text: body.includes('\\') ? unescape(body) : body, position: at });
      at = end + 1;
    } else if (symbols.includes(character)) {
      const symbol = '!<>'.includes(character) && text.charAt(at + 1) === '=' ? `${character}=` : character;
      tokens.push({ kind: 'symbol', text: symbol, position: at });
      at += symbol.length;
    } else {
      const start = at;
      while (at < text.length && !endsWord(text.charCodeAt(at), text.charAt(at))) at += 1;
      tokens.push({ kind: 'word', text: text.slice(start, at), position: start });
    }
  }
}

/** How a token is named in an error message; long ones are cut. */
export function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the end of the query';
  const text = token.text.length > 40 ? `${token.text.slice(0, 39)}…` : token.text;
  return token.kind === 'string' ? `the string "${text}"` : `"${text}"`;
}

function findClosingQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return at;
    if (character === '\\' && isQuote(text.charAt(at + 1))) at += 1;
  }
  throw new QuerySyntaxError({
    text,
    position: text.length,
    expected: `the closing ${quote} of the string that begins at offset ${start}`,
    found: 'the end of the query',
  });
}

/**
 * A backslash escapes a quote, of either kind, and nothing else: clients escape quotes but not the backslash itself, and
 * `\%` must reach `like` as it stands.
 */
function unescape(body: string): string {
  return body.replace(/\\(["'])/g, '$1');
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

function endsWord(code: number, character: string): boolean {
  return isSpace(code) || isQuote(character) || symbols.includes(character);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}
