import type { FieldError } from '../errors.ts';

/** Parses a request's body as JSON the way the server does: `NaN` and `Infinity` are taken (as null). */
export function parseBody(body: Buffer): { value: unknown } | { errors: FieldError[] } {
  if (body.length === 0) {
    return { errors: [{ loc: ['body'], msg: 'field required', type: 'value_error.missing' }] };
  }
  const text = body.toString('utf8');
  try {
    return { value: JSON.parse(text) };
  } catch {
    const finite = text.replaceAll(
      /("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g,
      (_, quoted?: string) => quoted ?? 'null',
    );
    try {
      return { value: JSON.parse(finite) };
    } catch {
      return { errors: [describeSyntaxError(text)] };
    }
  }
}

function describeSyntaxError(text: string): FieldError {
  const start = text.search(/\S/);
  const inObject = text[start] === '{';
  const position = inObject ? start + 1 : Math.max(start, 0);
  return {
    type: 'json_invalid',
    loc: ['body', position],
    msg: 'JSON decode error',
    input: {},
    ctx: { error: inObject ? 'Expecting property name enclosed in double quotes' : 'Expecting value' },
  };
}
