import {
  evaluateAggregateQuery,
  evaluateQuery,
  isAggregateQuery,
  parseQuery,
  projectionTree,
  type Query,
  QueryError,
} from '@ynput/ftrack-common/query';
import type { FileStore } from '../files/index.ts';
import { describeSchemas, hashSchemas, type EntityType, type SchemaJson } from '../schema/index.ts';
import {
  type Entity,
  EntityWriter,
  FtrackServerError,
  isStored,
  Reader,
  type Store,
  textOf,
  validationError,
} from '../store/index.ts';
import { checkFilter } from './check-filter.ts';
import { checkProjection, encodeEntity } from './projection.ts';
import { StoreQuerySource, storedAs } from './query-source.ts';
import { decodeEntityData, decodeKey, encodeValue, isRecord, type JsonRecord } from './wire.ts';

/** Who sends a batch. */
export interface ApiCaller {
  readonly id: string;
  readonly username: string;
  /** Whether custom attribute configurations may be created, changed and deleted. */
  readonly mayConfigureCustomAttributes: boolean;
}

export interface ApiRequest {
  readonly caller: ApiCaller;
  readonly pushToken: string | null;
  readonly clientToken: string | null;
}

export interface FtrackApiOptions {
  readonly store: Store;
  readonly files: FileStore;
  /** Address clients reach the server by, for the URLs in answers. */
  readonly url: string;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Ids of projects that are missing from all answers, with all that is below. */
  readonly hiddenProjects: () => readonly string[];
  /** Gives a user another API key and tells it. */
  readonly resetApiKey: (username: string, id: string) => string;
}

interface Batch {
  readonly request: ApiRequest;
  readonly writer: EntityWriter;
}

type Action = (operation: JsonRecord, batch: Batch) => unknown;

const SERVER_VERSION = '4.13.8';
const SEARCHED_NAMES = ['name', 'full_name', 'username', 'first_name', 'last_name'];

/** The operations of `POST /api`, without HTTP. */
export class FtrackApi {
  readonly reader: Reader;
  readonly #options: FtrackApiOptions;
  readonly #source: StoreQuerySource;
  readonly #actions: Readonly<Record<string, Action>>;
  #schemas: { readonly version: number; readonly json: SchemaJson[]; readonly hash: string } | null = null;

  constructor(options: FtrackApiOptions) {
    this.#options = options;
    this.reader = new Reader(options);
    this.#source = new StoreQuerySource(this.reader);
    this.#actions = {
      query: (operation) => this.#query(operation),
      search: (operation) => this.#search(operation),
      create: (operation, batch) => this.#create(operation, batch),
      update: (operation, batch) => this.#update(operation, batch),
      delete: (operation, batch) => this.#delete(operation, batch),
      query_server_information: (operation, batch) => this.#serverInformation(operation, batch),
      query_schemas: () => this.#describeSchemas().json,
      reset_remote: (operation) => this.#resetRemote(operation),
      get_upload_metadata: (operation) => this.#uploadMetadata(operation),
      complete_multipart_upload: (operation) => this.#completeUpload(operation),
    };
  }

  /**
   * Answers a batch in order, as one transaction: when an operation fails nothing of the batch is kept.
   * Throws FtrackServerError.
   */
  run(operations: readonly unknown[], request: ApiRequest): unknown[] {
    const { store, clock, newId } = this.#options;
    const now = clock();
    const { id, username } = request.caller;
    const origin = {
      at: now,
      user: { id, username },
      pushToken: request.pushToken,
      clientToken: request.clientToken,
    };
    try {
      return store.transaction(origin, (storeWriter) => {
        const writer = new EntityWriter({ store, writer: storeWriter, now, userId: id, newId });
        const answers = operations.map((operation) => this.#runOne(operation, { request, writer }));
        writer.finish();
        return answers;
      });
    } catch (error) {
      if (error instanceof QueryError) throw new FtrackServerError('ParseError', error.message);
      throw error;
    }
  }

  #runOne(operation: unknown, batch: Batch): unknown {
    if (!isRecord(operation)) throw validationError('An operation must be an object.');
    const name = typeof operation['action'] === 'string' ? operation['action'] : '';
    const action = Object.hasOwn(this.#actions, name) ? this.#actions[name] : undefined;
    // Clients recognise old servers by this very text, the way Python 2 wrote it.
    if (action === undefined) throw validationError(`Invalid action u'${name}'`);
    return action(operation, batch);
  }

  #query(operation: JsonRecord): unknown {
    const query = this.#parse(operation);
    if (isAggregateQuery(query)) {
      const { rows, nextOffset } = evaluateAggregateQuery(query, this.#source);
      return queryAnswer('query', rows, nextOffset);
    }
    const { rows, nextOffset } = evaluateQuery(query, this.#source);
    return queryAnswer('query', this.#encodeRows(rows, query), nextOffset);
  }

  /** A query whose rows must also hold every given word in their names, and stand below a context, of some object types. */
  #search(operation: JsonRecord): unknown {
    const query = this.#parse(operation);
    const terms = textsIn(operation, 'terms').map((term) => term.toLowerCase());
    const objectTypes = textsIn(operation, 'object_type_ids');
    const contextId = operation['context_id'];
    const all = evaluateQuery({ ...query, offset: null, limit: null }, this.#source).rows;
    const found = all.filter((row) => {
      const text = SEARCHED_NAMES.map((name) => textOf(row, name) ?? '')
        .join(' ')
        .toLowerCase();
      if (!terms.every((term) => text.includes(term))) return false;
      if (objectTypes.length > 0 && !objectTypes.includes(textOf(row, 'object_type_id') ?? '')) return false;
      return (
        typeof contextId !== 'string' || this.#options.store.parentsOf(row).some(({ id }) => id === contextId)
      );
    });
    const offset = query.offset ?? 0;
    const end = query.limit === null ? found.length : offset + query.limit;
    const rows = this.#encodeRows(found.slice(offset, end), query);
    return queryAnswer('search', rows, end < found.length ? end : null);
  }

  #parse(operation: JsonRecord): Query {
    const query = parseQuery(textIn(operation, 'expression'));
    checkFilter(query, this.reader.schema);
    return query;
  }

  #encodeRows(rows: readonly Entity[], query: Query): unknown[] {
    const type = this.#type(query.type);
    const node = projectionTree(query, type.defaultProjections);
    checkProjection(node, type.name, this.reader.schema);
    const isRenamed = storedAs(type.name) !== type.name;
    return rows.map((row) => {
      const encoded = encodeEntity(row, node, this.reader);
      return isRenamed ? { ...encoded, __entity_type__: type.name } : encoded;
    });
  }

  #create(operation: JsonRecord, batch: Batch): unknown {
    const type = this.#writableType(operation, batch);
    const data = operation['entity_data'];
    const decoded = decodeEntityData(data, type, this.reader.schema);
    const entity = batch.writer.create(type.name, decoded);
    return { action: 'create', data: this.#echo(entity, type, data) };
  }

  #update(operation: JsonRecord, batch: Batch): unknown {
    const type = this.#writableType(operation, batch);
    const data = operation['entity_data'];
    const decoded = decodeEntityData(data, type, this.reader.schema);
    const entity = batch.writer.update(type.name, decodeKey(operation['entity_key'], type), decoded);
    return { action: 'update', data: this.#echo(entity, type, data) };
  }

  #delete(operation: JsonRecord, batch: Batch): unknown {
    const type = this.#writableType(operation, batch);
    batch.writer.remove(type.name, decodeKey(operation['entity_key'], type));
    return { action: 'delete', data: true };
  }

  /** The entity with all that is stored, and what was sent exactly as it was sent: clients compare the two. */
  #echo(entity: Entity, sentAs: EntityType, sent: unknown): Record<string, unknown> {
    const type = this.reader.schema.require(entity.type);
    const echo: Record<string, unknown> = {};
    for (const attribute of type.attributes.values()) {
      if (!isStored(attribute) || attribute.hidden || attribute.shape.kind !== 'scalar') continue;
      echo[attribute.name] = encodeValue(entity.row[attribute.name]);
    }
    for (const name of type.implicit) echo[name] = encodeValue(this.reader.value(entity, name));
    if (isRecord(sent)) {
      for (const [name, value] of Object.entries(sent)) if (type.attributes.has(name)) echo[name] = value;
    }
    return { ...echo, __entity_type__: sentAs.name };
  }

  #serverInformation(operation: JsonRecord, { request }: Batch): unknown {
    const user = this.#options.store.get('User', request.caller.id);
    const information: Record<string, unknown> = {
      version: SERVER_VERSION,
      schema_hash: this.#describeSchemas().hash,
      is_timezone_support_enabled: true,
      is_nested_subqueries_enabled: true,
      storage_scenario: null,
      user_information: user && {
        id: request.caller.id,
        username: request.caller.username,
        first_name: textOf(user, 'first_name'),
        last_name: textOf(user, 'last_name'),
      },
    };
    const wanted = operation['values'];
    if (!Array.isArray(wanted)) return information;
    return Object.fromEntries(Object.entries(information).filter(([name]) => wanted.includes(name)));
  }

  #describeSchemas(): { readonly json: SchemaJson[]; readonly hash: string } {
    const { version } = this.reader.schema;
    if (this.#schemas?.version !== version) {
      const json = describeSchemas(this.reader.schema);
      this.#schemas = { version, json, hash: hashSchemas(json) };
    }
    return this.#schemas;
  }

  #resetRemote(operation: JsonRecord): unknown {
    const type = this.#type(textIn(operation, 'entity_type'));
    const key = decodeKey(operation['entity_key'], type);
    const username = textOf(
      this.#options.store.get('User', key) ?? { type: 'User', key, row: {} },
      'username',
    );
    if (operation['reset_type'] !== 'api_key' || type.name !== 'User' || username === null) {
      throw validationError('Only the api_key of an existing User can be reset.');
    }
    return { action: 'reset_remote', data: { api_key: this.#options.resetApiKey(username, key[0] ?? '') } };
  }

  #uploadMetadata(operation: JsonRecord): unknown {
    const { checksum, parts } = operation;
    return this.#options.files.prepare({
      componentId: textIn(operation, 'component_id'),
      fileName: textIn(operation, 'file_name'),
      checksum: typeof checksum === 'string' ? checksum : null,
      parts: typeof parts === 'number' ? parts : null,
    });
  }

  #completeUpload(operation: JsonRecord): unknown {
    const component_id = textIn(operation, 'component_id');
    const parts: unknown[] = Array.isArray(operation['parts']) ? operation['parts'] : [];
    const numbers = parts.map((part) => Number(isRecord(part) ? part['part_number'] : Number.NaN));
    this.#options.files.complete(textIn(operation, 'upload_id'), numbers);
    const url = `${this.#options.url}/component/get?id=${component_id}`;
    return { action: 'complete_multipart_upload', component_id, url };
  }

  #writableType(operation: JsonRecord, { request }: Batch): EntityType {
    const type = this.#type(textIn(operation, 'entity_type'));
    if (type.family === 'CustomConfigurationBase' && !request.caller.mayConfigureCustomAttributes) {
      throw new FtrackServerError(
        'PermissionError',
        `User "${request.caller.username}" is not permitted to ${String(operation['action'])} ${type.name}.`,
      );
    }
    return type;
  }

  #type(name: string): EntityType {
    const type = this.reader.schema.type(name);
    if (type === undefined || type.hidden) throw validationError(`There is no entity type "${name}".`);
    return type;
  }
}

function queryAnswer(action: string, data: readonly unknown[], nextOffset: number | null): unknown {
  return { action, data, metadata: { next: { offset: nextOffset } } };
}

function textIn(operation: JsonRecord, name: string): string {
  const value = operation[name];
  if (typeof value === 'string') return value;
  throw validationError(`The operation needs "${name}" as text.`);
}

function textsIn(operation: JsonRecord, name: string): string[] {
  const value = operation[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
