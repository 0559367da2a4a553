import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { AyonError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { Caller } from './context.ts';
import { QueryRoot } from './root-nodes.ts';
import { makeSchema } from './schema.ts';

/** A query as clients send it. */
export interface QueryRequest {
  query: string;
  variables?: JsonObject | undefined;
  operationName?: string | undefined;
}

type Prepared = { document: DocumentNode } | { errors: readonly GraphQLError[] };

const MAX_PREPARED = 500;

/** Answers queries against the schema of the running server; the schema is made anew after a restart. */
export class GraphqlEngine {
  readonly #state: ServerState;
  readonly #prepared = new Map<string, Prepared>();
  #schema: GraphQLSchema | undefined;
  #generation = -1;

  constructor(state: ServerState) {
    this.#state = state;
  }

  /** The schema with the attributes of the running server. */
  get schema(): GraphQLSchema {
    if (!this.#schema || this.#generation !== this.#state.generation) {
      this.#schema = makeSchema(this.#state.attributes);
      this.#generation = this.#state.generation;
      this.#prepared.clear();
    }
    return this.#schema;
  }

  /** Runs a query; the answer is the body of a 200, whether there are errors or not. */
  run(caller: Caller, request: QueryRequest): object {
    const { schema } = this;
    const prepared = this.#prepare(schema, request.query);
    if ('errors' in prepared) return { data: null, errors: prepared.errors.map(errorView) };
    const operations = prepared.document.definitions.filter(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const operationName = request.operationName ?? operations[0]?.name?.value;
    const chosen = operations.find(({ name }) => name?.value === operationName);
    if (chosen && chosen.operation !== 'query') return unsupported(chosen);
    const result = execute({
      schema,
      document: prepared.document,
      rootValue: new QueryRoot(caller),
      variableValues: request.variables ?? {},
      operationName,
    }) as ExecutionResult;
    const { data, errors } = result;
    return errors ? { data: data ?? null, errors: errors.map(errorView) } : { data };
  }

  #prepare(schema: GraphQLSchema, query: string): Prepared {
    const known = this.#prepared.get(query);
    if (known) return known;
    const prepared = prepare(schema, query);
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.set(query, prepared);
    return prepared;
  }
}

function prepare(schema: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query);
    const isQuery = document.definitions.every(
      (definition) => definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'query',
    );
    const errors = isQuery ? validate(schema, document) : [];
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

function unsupported(operation: OperationDefinitionNode): object {
  const message = `The ${operation.operation} operation is not supported by the schema.`;
  return { data: null, errors: [errorView(new GraphQLError(message, { nodes: operation }))] };
}

function errorView(error: GraphQLError): object {
  const { originalError, locations, path } = error;
  const status = originalError instanceof AyonError ? originalError.status : undefined;
  return {
    message:
      originalError instanceof GraphQLError || !originalError ? serverWording(error.message) : error.message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    ...(status === undefined ? {} : { extensions: { status } }),
  };
}

/** The server's GraphQL library quotes with ', writes null as its language does, and words one complaint in another way. */
function serverWording(message: string): string {
  const missing = /^Variable "(\$\w+)" of required type "([^"]+)" was not provided\.$/.exec(message);
  if (missing) {
    return `Variable '${missing[1]}' has invalid value: Expected a value of non-null type '${missing[2]}' to be provided.`;
  }
  return message.replaceAll('"', "'").replaceAll(/\b(invalid value|to be) null\b/g, '$1 None');
}
