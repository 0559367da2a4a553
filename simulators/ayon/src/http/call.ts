import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../auth/identity.ts';
import { AyonError, type FieldError, InvalidData } from '../errors.ts';
import { checkKind, checkModel, type Kind, type Model, toCamelCase } from '../validation/model.ts';
import { NAME_PATTERN } from '../validation/kinds.ts';
import { parseBody } from './body.ts';

interface CallParts {
  method: string;
  /** Undecoded path without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  remoteAddress: string;
}

/** What a route expects of the request beside its path. */
export interface Expectation {
  path?: Model;
  query?: Model;
  body?: Model;
}

/** The checked parts of a request; keys of `path` and `query` in camelCase. */
export interface Checked {
  path: Record<string, string>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
}

/** One request on its way to a route. */
export class Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly remoteAddress: string;
  params: Record<string, string> = {};
  readonly #identify: (call: Call) => Identity;
  #identity: Identity | undefined;

  constructor(parts: CallParts, identify: (call: Call) => Identity) {
    this.method = parts.method;
    this.path = parts.path;
    this.query = parts.query;
    this.headers = parts.headers;
    this.body = parts.body;
    this.remoteAddress = parts.remoteAddress;
    this.#identify = identify;
  }

  /** A header with one value, or undefined. */
  header(name: string): string | undefined {
    const value = this.headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  }

  /** Who calls. Throws 401 when nobody or with a bad credential. */
  get identity(): Identity {
    this.#identity ??= this.#identify(this);
    return this.#identity;
  }

  /** Throws 401 unless somebody is logged in; for routes that do not care who. */
  requireLogin(): void {
    void this.identity;
  }

  /** Who calls, or undefined when anonymous or with a bad credential. */
  get identityIfAny(): Identity | undefined {
    try {
      return this.identity;
    } catch (error) {
      if (error instanceof AyonError) return undefined;
      throw error;
    }
  }

  /** Header X-Sender when it has the form of a name, else null. */
  get sender(): string | null {
    return nameHeader(this.header('x-sender'));
  }

  /** Header X-Sender-Type when it has the form of a name, else `api`. */
  get senderType(): string {
    return nameHeader(this.header('x-sender-type')) ?? 'api';
  }

  /** The path as the server prints it: decoded. */
  get shownPath(): string {
    try {
      return decodeURIComponent(this.path);
    } catch {
      return this.path;
    }
  }

  /** Checks path parameters, query and body together; throws {@link InvalidData} with all complaints. */
  check(expected: Expectation): Checked {
    const errors: FieldError[] = [];
    const path: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.params)) {
      const checked = checkPathPart(expected.path?.[name]?.kind, value, name);
      if ('errors' in checked) errors.push(...checked.errors);
      else path[toCamelCase(name)] = String(checked.value);
    }
    const query = checkModel(expected.query ?? {}, this.#queryObject(expected.query ?? {}), ['query']);
    errors.push(...query.errors);
    let body: Record<string, unknown> = {};
    if (expected.body) {
      const parsed = parseBody(this.body);
      if ('errors' in parsed) errors.push(...parsed.errors);
      else {
        const checked = checkModel(expected.body, parsed.value, ['body']);
        errors.push(...checked.errors);
        body = checked.value;
      }
    }
    if (errors.length > 0) throw new InvalidData('Request', errors);
    return { path, query: query.value, body };
  }

  /** The body as JSON; throws {@link InvalidData} when it is none. */
  json(): unknown {
    const parsed = parseBody(this.body);
    if ('errors' in parsed) throw new InvalidData('Request', parsed.errors);
    return parsed.value;
  }

  #queryObject(model: Model): Record<string, unknown> {
    const given: Record<string, unknown> = {};
    for (const key of new Set(this.query.keys())) {
      const field = model[key] ?? model[toCamelCase(key)];
      given[key] = field?.kind.is === 'list' ? this.query.getAll(key) : this.query.get(key);
    }
    return given;
  }
}

function checkPathPart(kind: Kind | undefined, value: string, name: string): ReturnType<typeof checkKind> {
  return kind ? checkKind(kind, value, ['path', name]) : { value };
}

function nameHeader(value: string | undefined): string | null {
  return value !== undefined && new RegExp(NAME_PATTERN).test(value) ? value : null;
}
