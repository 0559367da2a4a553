/**
 * Compiles the pattern of `like`: `%` stands for any run of characters, `_` for any one (UTF-16 unit); a backslash before
 * either takes it literally. Compares as is: fold pattern and text first to ignore case.
 */
export function compileLike(pattern: string): (text: string) => boolean {
  const tokens = tokenizeLike(pattern);
  return (text) => matchLike(tokens, text);
}

const run = Symbol('%');
const one = Symbol('_');
type LikeToken = typeof run | typeof one | string;

function tokenizeLike(pattern: string): LikeToken[] {
  const tokens: LikeToken[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === '\\' && (next === '%' || next === '_')) {
      tokens.push(next);
      at += 1;
    } else if (character === '%') {
      tokens.push(run);
    } else {
      tokens.push(character === '_' ? one : character);
    }
  }
  return tokens;
}

/** On a mismatch only the last `%` takes one character more, so the work is at most pattern times text. */
function matchLike(tokens: readonly LikeToken[], text: string): boolean {
  let token = 0;
  let at = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (at < text.length) {
    const current = tokens[token];
    if (current === run) {
      lastRun = token;
      runEnd = at;
      token += 1;
    } else if (current === one || current === text[at]) {
      token += 1;
      at += 1;
    } else if (lastRun >= 0) {
      runEnd += 1;
      at = runEnd;
      token = lastRun + 1;
    } else {
      return false;
    }
  }
  while (tokens[token] === run) token += 1;
  return token === tokens.length;
}
