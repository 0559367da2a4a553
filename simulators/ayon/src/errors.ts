import { type JsonObject, textOf } from './json.ts';

/** An error the server raised on purpose: answered `{code, detail, ...extras}` with its status. */
export class AyonError extends Error {
  override readonly name: string = 'AyonError';
  readonly status: number;
  readonly detail: string;
  readonly extras: JsonObject;

  constructor(status: number, detail: string, extras: JsonObject = {}) {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.extras = extras;
  }
}

/** One complaint about one field of a request, in the form of pydantic 1. */
export interface FieldError {
  loc: (string | number)[];
  msg: string;
  type: string;
  ctx?: JsonObject;
  input?: JsonObject;
}

/** A request or a model that does not validate. Answered 400 by routes; inside operations it is `invalid_data`. */
export class InvalidData extends Error {
  override readonly name = 'InvalidData';
  readonly model: string;
  readonly errors: FieldError[];

  constructor(model: string, errors: FieldError[]) {
    super(describeErrors(model, errors));
    this.model = model;
    this.errors = errors;
  }
}

/** The kinds of refusal the database itself can give. */
export type RefusalKind = 'unique-violation' | 'foreign-key-violation' | 'not-null-violation';

/** A refusal by a constraint of the database: the whole transaction is rolled back. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal';
  readonly kind: RefusalKind;
  readonly detail: string;

  constructor(kind: RefusalKind, detail: string) {
    super(detail);
    this.kind = kind;
    this.detail = detail;
  }
}

/** An exception the server did not expect: 500 `{status, detail, traceback}`. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** An assertion of the server that failed: 500 with `path`, `file`, `function`, `line` and the user. */
export class FailedAssertion extends Error {
  override readonly name = 'FailedAssertion';
}

/** A crash inside the authentication, before the server's error handler: 500 as plain text. */
export class PlainCrash extends Error {
  override readonly name = 'PlainCrash';
}

/** The text pydantic 1 gives for a failed validation. */
function describeErrors(model: string, errors: readonly FieldError[]): string {
  const lines = errors.map(({ loc, msg, type, ctx }) => {
    const context = Object.entries(ctx ?? {}).map(([key, value]) => `; ${key}=${textOf(value)}`);
    return `${loc.join(' -> ')}\n  ${msg} (type=${type}${context.join('')})`;
  });
  return `${errors.length} validation error${errors.length === 1 ? '' : 's'} for ${model}\n${lines.join('\n')}`;
}
