import type { ThumbnailFile, ThumbnailRequest } from './read-thumbnail.ts';

/**
 * Words used here:
 *
 * - **entity**: one object of ftrack as the API returns it: `__entity_type__`, its primary key and the selected attributes.
 * - **operation**: one create, update or delete. A list of them is one atomic batch: ftrack keeps all or none.
 * - **origin**: the client token of a session. It comes back as `clientToken` in the update events that its writes cause.
 */

/** An entity as the API returns it. Dates are ISO strings in UTC, relations are nested entities. */
export interface FtrackEntity {
  readonly __entity_type__: string;
  readonly [attribute: string]: unknown;
}

export interface CreateOperation {
  readonly action: 'create';
  readonly entityType: string;
  /**
   * Attributes by API name. ftrack chooses an id unless one is given. A date with time is a `Date` or its ISO text; any text of that form is sent
   * as a date, wherever it stands. A date without time is its text, `2024-05-06`.
   */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface UpdateOperation {
  readonly action: 'update';
  readonly entityType: string;
  /** Primary key, in the order of the schema: usually one id. */
  readonly key: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

export interface DeleteOperation {
  readonly action: 'delete';
  readonly entityType: string;
  readonly key: readonly string[];
}

export type FtrackOperation = CreateOperation | UpdateOperation | DeleteOperation;

export interface QueryOptions {
  /** Entities per request. Default 500. */
  readonly pageSize?: number;
  /** Ends the query between and within requests. */
  readonly signal?: AbortSignal;
}

/** What the server says of itself. */
export interface ServerInformation {
  readonly version: string;
  readonly [key: string]: unknown;
}

/**
 * A checked way into one ftrack server, over its REST API only: it holds no connection to the event hub.
 * Every method rejects with an `FtrackError`.
 */
export interface FtrackSession {
  readonly serverUrl: string;
  /** Our client token: update events caused by this session carry it as `data.clientToken`. */
  readonly origin: string;
  /** All entities that match an expression without `limit` and `offset`, read page by page. */
  query(expression: string, options?: QueryOptions): Promise<FtrackEntity[]>;
  /**
   * Applies operations as one atomic batch, in order. The answer has one entity per operation: as the server answered it for
   * create and update, with only its type for delete. An `FtrackError` with `outcomeUnknown` says that the batch may have been applied.
   */
  execute(operations: readonly FtrackOperation[]): Promise<FtrackEntity[]>;
  /** The picture of a component, scaled by ftrack; null when ftrack has no file of it. */
  readThumbnail(request: ThumbnailRequest): Promise<ThumbnailFile | null>;
  /** Asked anew at each call. */
  serverInformation(): Promise<ServerInformation>;
}

/** One finished HTTP request to ftrack, for metrics and logs. */
export interface RequestReport {
  /** `query`, `execute`, `start` (information and schemas) or `information`. */
  readonly kind: 'start' | 'query' | 'execute' | 'information';
  readonly milliseconds: number;
  /** Operations in the request. */
  readonly operations: number;
  /** The code of the error that ended it, or null. */
  readonly error: string | null;
}

export interface FtrackSessionOptions {
  /** Such as `https://studio.ftrackapp.com`; `studio` and `studio.ftrackapp.com` mean the same. */
  readonly serverUrl: string;
  readonly user: string;
  readonly apiKey: string;
  /** Names the service in the origin: `<prefix>--<uuid>`. Must start with `ayon-ftrack`, the default. */
  readonly originPrefix?: string;
  /** Milliseconds until a request is aborted. Default 60,000. Must be shorter than any lease held around a write. */
  readonly timeoutMs?: number;
  readonly onRequest?: (report: RequestReport) => void;
}
