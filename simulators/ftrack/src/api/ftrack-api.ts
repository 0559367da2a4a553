import { QueryError } from '@ynput/ftrack-common/query';
import {
  AttributeRights,
  EntityWriter,
  FtrackServerError,
  Reader,
  type Store,
  validationError,
} from '../store/index.ts';
import type { Widgets } from '../widgets.ts';
import { ENTITY_ACTIONS } from './entity-actions.ts';
import { fileActions, type FileActionsOptions } from './file-actions.ts';
import type { Action, ApiRequest, Batch } from './operation.ts';
import { peopleActions, type PeopleActionsOptions } from './people-actions.ts';
import { queryActions } from './query-actions.ts';
import { QueryFacts, StoreQuerySource } from './query-source.ts';
import { serverActions } from './server-actions.ts';
import { isRecord } from './wire.ts';

export interface FtrackApiOptions extends FileActionsOptions, PeopleActionsOptions {
  readonly store: Store;
  readonly widgets: Widgets;
  readonly clock: () => Date;
  /** Ids of projects that are missing from all answers, with all that is below. */
  readonly hiddenProjects: () => readonly string[];
  /** Called before each batch is looked at. */
  readonly beforeReading: () => void;
  /** The most rows an answer holds; null for all that were asked for. */
  readonly largestPage: () => number | null;
}

/** The operations of `POST /api`, without HTTP. */
export class FtrackApi {
  readonly #options: FtrackApiOptions;
  readonly #facts: QueryFacts;
  readonly #actions: ReadonlyMap<string, Action>;

  constructor(options: FtrackApiOptions) {
    this.#options = options;
    this.#facts = new QueryFacts(options.store.schema);
    this.#actions = new Map(
      Object.entries({
        ...queryActions(options.largestPage),
        ...ENTITY_ACTIONS,
        ...serverActions(options.store.schema, options.widgets),
        ...fileActions(options),
        ...peopleActions(options),
      }),
    );
  }

  /**
   * Answers a batch in order, as one transaction: when an operation fails nothing of the batch is kept.
   * Throws FtrackServerError.
   */
  run(operations: readonly unknown[], request: ApiRequest): unknown[] {
    this.#options.beforeReading();
    const later: ((writer: EntityWriter) => void)[] = [];
    const answers = this.#transact(
      request,
      (batch) => operations.map((operation) => this.#runOne(operation, batch)),
      later,
    );
    for (const work of later) setImmediate(() => this.#finishLater(work, request));
    return answers;
  }

  /** What a job is about may be gone when it is its turn: then there is nothing left to do. */
  #finishLater(work: (writer: EntityWriter) => void, request: ApiRequest): void {
    try {
      this.#transact(request, ({ writer }) => work(writer), []);
    } catch (error) {
      if (!(error instanceof FtrackServerError)) throw error;
    }
  }

  #transact<Result>(
    request: ApiRequest,
    work: (batch: Batch) => Result,
    later: ((writer: EntityWriter) => void)[],
  ): Result {
    const { store, url, clock, newId, hiddenProjects } = this.#options;
    const now = clock();
    const { id, username } = request.caller;
    const rights = new AttributeRights(store, id);
    const reader = new Reader({ store, url, hiddenProjects: hiddenProjects(), rights });
    const { pushToken, clientToken } = request;
    try {
      return store.transaction({ at: now, user: { id, username }, pushToken, clientToken }, (storeWriter) => {
        const writer = new EntityWriter({ store, writer: storeWriter, now, userId: id, newId, rights });
        const source = new StoreQuerySource(reader, this.#facts);
        const result = work({ request, now, reader, source, writer, later: (more) => void later.push(more) });
        writer.finish();
        return result;
      });
    } catch (error) {
      if (error instanceof QueryError) throw new FtrackServerError('ParseError', error.message);
      throw error;
    }
  }

  #runOne(operation: unknown, batch: Batch): unknown {
    if (!isRecord(operation)) throw validationError('An operation must be an object.');
    const name = typeof operation['action'] === 'string' ? operation['action'] : '';
    const action = this.#actions.get(name);
    // Clients recognise old servers by this very text, the way Python 2 wrote it.
    if (action === undefined) throw validationError(`Invalid action u'${name}'`);
    return action(operation, batch);
  }
}
