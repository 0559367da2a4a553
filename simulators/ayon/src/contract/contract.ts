import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
  Kind,
  parse,
  validate,
} from 'graphql';
import { Router } from '../http/router.ts';
import { isObject, textOf } from '../json.ts';
import { FormCheck, type Models } from './form.ts';

/** A request as it came in, and the status it was answered with. */
export interface SentCall {
  method: string;
  /** Undecoded, without the query. */
  path: string;
  query: URLSearchParams;
  contentType: string | undefined;
  body: Buffer;
  status: number;
}

/** What is to be said of a call: the route it is one of, and what is wrong with it. */
export interface Verdict {
  /** `METHOD template`, such as `PATCH /api/events/{event_id}`; the path itself where there is no such route. */
  route: string;
  complaints: string[];
}

interface Route {
  method: string;
  path: string;
  parameters: { name: string; in: string; required: boolean; type: unknown }[];
  body?: Record<string, unknown>;
}

const GRAPHQL_FIELDS = new Set(['query', 'variables', 'operationName']);

/** The calls a real server describes: its routes, the models of their bodies, and its GraphQL schema. */
export class Contract {
  readonly #routes = new Map<string, Route>();
  readonly #router = new Router();
  readonly #models: Models;
  readonly #schema: GraphQLSchema;
  readonly #documents = new Map<string, string[]>();

  /** Reads `rest-routes.json` and `graphql-schema.json` of a folder with recordings. */
  constructor(folder: string) {
    const { routes, models } = readJson(folder, 'rest-routes.json') as { routes: Route[]; models: Models };
    this.#models = models;
    for (const route of routes) {
      this.#routes.set(`${route.method} ${route.path}`, route);
      this.#router.add(route.method, route.path, () => ({ status: 204 }));
    }
    const { data } = readJson(folder, 'graphql-schema.json') as { data: IntrospectionQuery };
    this.#schema = buildClientSchema(data, { assumeValid: true });
  }

  /** Whether a folder has what a contract is read of. */
  static isIn(folder: string): boolean {
    return ['rest-routes.json', 'graphql-schema.json'].every((file) => existsSync(path.join(folder, file)));
  }

  /** Judges a call; `isAttribute` tells the names of the attributes the server has. */
  judge(call: SentCall, isAttribute: (name: string) => boolean): Verdict {
    if (call.path === '/graphql')
      return { route: `${call.method} /graphql`, complaints: this.#judgeQuery(call) };
    const template = this.#router.find(call.method, call.path)?.template;
    const route = template === undefined ? undefined : this.#routes.get(`${call.method} ${template}`);
    if (!route) return judgeUnknown(call);
    const form = new FormCheck({ models: this.#models, isAttribute });
    return {
      route: `${route.method} ${route.path}`,
      complaints: [...judgeParameters(call, route), ...judgeBody(call, route, form)],
    };
  }

  #judgeQuery({ method, body }: SentCall): string[] {
    if (method !== 'POST') return [`${method} is not how queries are sent`];
    const request = parseJson(body);
    if (!isObject(request)) return ['body is no JSON object'];
    const complaints = Object.keys(request)
      .filter((key) => !GRAPHQL_FIELDS.has(key))
      .map((key) => `body/${key} is no field of a query`);
    const text = textOf(request['query']);
    const known = this.#documents.get(text) ?? complaintsAboutDocument(this.#schema, text);
    this.#documents.set(text, known);
    return [...complaints, ...known];
  }
}

/** An addon has routes of its own, and files; whether there is such a one only the answer tells. */
function judgeUnknown({ method, path: asked, status }: SentCall): Verdict {
  const ofAddon = /^\/(api\/)?addons\/[^/]+\/[^/]+\//.exec(asked)?.[0];
  if (ofAddon !== undefined && status !== 404 && status !== 405)
    return { route: `${method} ${ofAddon}…`, complaints: [] };
  return { route: `${method} ${asked}`, complaints: ['is no route of the server'] };
}

function judgeParameters({ query }: SentCall, { parameters }: Route): string[] {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const complaints: string[] = [];
  for (const [name, text] of query) {
    const parameter = known.find((candidate) => candidate.name === name);
    if (!parameter) complaints.push(`parameter ${name} is not read by this route`);
    else if (!isReadable(text, parameter.type))
      complaints.push(`parameter ${name}: ${JSON.stringify(text)} is no ${JSON.stringify(parameter.type)}`);
  }
  for (const { name, required } of known) {
    if (required && !query.has(name)) complaints.push(`parameter ${name} is missing`);
  }
  return complaints;
}

/** Whether the server can read a text as a value of the type. */
function isReadable(text: string, type: unknown): boolean {
  if (isObject(type) && Array.isArray(type['enum'])) return type['enum'].includes(text);
  if (type === 'boolean') return /^(?:true|false|1|0|on|off|yes|no|t|f|y|n)$/i.test(text);
  if (type === 'integer') return /^[+-]?\d+$/.test(text);
  return type !== 'number' || (text.trim() !== '' && Number.isFinite(Number(text)));
}

function judgeBody(call: SentCall, { body: expected }: Route, form: FormCheck): string[] {
  const model = expected?.['application/json'];
  // Files are raw bytes, which no model describes.
  if (model === undefined) return [];
  if (call.body.length === 0) return ['the body is missing'];
  if (call.contentType?.startsWith('application/json') !== true)
    return [`the body is sent as ${call.contentType ?? 'nothing'}, not as application/json`];
  const value = parseJson(call.body);
  const complaints = form.complaints(value, model, 'body');
  return complaints.length > 0 || model !== 'OperationsRequestModel' || !isObject(value)
    ? complaints
    : complaintsAboutOperations(value['operations'], form);
}

/** The data of an operation is that of the route for one entity of its type. */
function complaintsAboutOperations(operations: unknown, form: FormCheck): string[] {
  if (!Array.isArray(operations)) return [];
  return operations.flatMap((operation: unknown, index) => {
    if (!isObject(operation) || operation['type'] === 'delete') return [];
    const { type, entityType } = operation;
    const [first = '', ...rest] = textOf(entityType);
    const model = `${first.toUpperCase()}${rest.join('')}${type === 'create' ? 'Post' : 'Patch'}Model`;
    return form.complaints(operation['data'], model, `body/operations/${index}/data`);
  });
}

/** The attributes of a studio are in no recorded schema: what is asked below `attrib` is left to the server. */
function complaintsAboutDocument(schema: GraphQLSchema, text: string): string[] {
  try {
    const document = parse(text);
    const isQuery = document.definitions.every(
      (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'query',
    );
    if (!isQuery) return ['the server knows queries only'];
    return validate(schema, document)
      .map(({ message }) => message)
      .filter((message) => !/on type "\w+AttribType"/.test(message));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}
