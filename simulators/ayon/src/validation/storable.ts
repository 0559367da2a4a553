import { Crash } from '../errors.ts';
import { isObject } from '../json.ts';
import { pythonRepr } from '../python.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;
const NUL_IN_TEXT = 'CharacterNotInRepertoireError: invalid byte sequence for encoding "UTF8": 0x00';
const NUL_IN_JSON =
  'UntranslatableCharacterError: unsupported Unicode escape sequence\nDETAIL:  \\u0000 cannot be converted to text.';

/** Crashes, as the database does, on a text with a NUL character. */
export function refuseUnstorableText(value: unknown): void {
  if (typeof value === 'string' && value.includes('\0')) throw crash(NUL_IN_TEXT);
  if (Array.isArray(value)) value.forEach(refuseUnstorableText);
}

/** Crashes, as the database does, on NUL characters, lone surrogates and too big integers in JSON. */
export function refuseUnstorableJson(value: unknown, argument: number): void {
  const problem = findProblem(value);
  if (problem === undefined) return;
  if (problem === NUL_IN_JSON) throw crash(problem);
  const shown = pythonRepr(value).replaceAll(
    /\p{Surrogate}/gu,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
  throw crash(`DataError: invalid input for query argument $${argument}: {${shown}} (${problem})`);
}

function findProblem(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return NUL_IN_JSON;
    return LONE_SURROGATE.test(value) ? 'str is not valid UTF-8: surrogates not allowed' : undefined;
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) >= 2 ** 64 ? 'Integer exceeds 64-bit range' : undefined;
  }
  const parts = Array.isArray(value) ? value : isObject(value) ? Object.entries(value).flat() : [];
  for (const part of parts) {
    const problem = findProblem(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function crash(text: string): Crash {
  return new Crash(`asyncpg.exceptions.${text}`);
}
