import { operation, Session } from '@ftrack/api';
import type { FtrackAccess } from './checker/index.ts';

/** Rows as the official client hands them out; the demo reads them field by field. */
interface Rows {
  [entityType: string]: Record<string, unknown>;
}

export type FtrackOperation = operation.Operation<string>;

/** ids of a server's names for types, statuses and the like. */
export interface Names {
  readonly statuses: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, string>;
  /** Custom attribute configurations of shots, by key. */
  readonly shotAttributes: ReadonlyMap<string, string>;
  readonly projectSchemaId: string;
}

/** A ftrack user's session: the npm client `@ftrack/api` as it is published. */
export class FtrackClient {
  readonly #session: Session<Rows>;

  private constructor(session: Session<Rows>) {
    this.#session = session;
  }

  /** Rejects when ftrack is away or the key is wrong. */
  static async open({ url, user, apiKey }: FtrackAccess): Promise<FtrackClient> {
    const session = new Session<Rows>(url, user, apiKey, { autoConnectEventHub: false, strictApi: true });
    await session.initializing;
    return new FtrackClient(session);
  }

  /** Sends operations in one request: all of them are carried out, or none. */
  async send(operations: readonly FtrackOperation[]): Promise<void> {
    await this.#session.call([...operations]);
  }

  async query(expression: string): Promise<Record<string, unknown>[]> {
    const { data } = await this.#session.query(expression);
    return data;
  }

  /** Id of the newest row of ftrack's Event table; 0 when it is empty. */
  async newestEventRow(): Promise<number> {
    const [row] = await this.query('select id from Event order by id descending limit 1');
    return Number(row?.['id'] ?? 0);
  }

  async readNames(): Promise<Names> {
    const [statuses, types, attributes, schemas] = await Promise.all([
      this.query('select id, name from Status'),
      this.query('select id, name from Type'),
      this.query('select id, key from CustomAttributeConfiguration where object_type.name is "Shot"'),
      this.query('select id from ProjectSchema'),
    ]);
    return {
      statuses: byName(statuses, 'name'),
      types: byName(types, 'name'),
      shotAttributes: byName(attributes, 'key'),
      projectSchemaId: String(schemas[0]?.['id']),
    };
  }
}

/** The id for a name; an unknown name is a mistake of the demo. */
export function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new RangeError(`ftrack has no "${name}" among ${[...ids.keys()].join(', ')}.`);
  return id;
}

export function create(entityType: string, data: Record<string, unknown>): FtrackOperation {
  return operation.create(entityType, data);
}

export function update(
  entityType: string,
  key: readonly string[],
  data: Record<string, unknown>,
): FtrackOperation {
  return operation.update(entityType, [...key], data);
}

export function remove(entityType: string, key: readonly string[]): FtrackOperation {
  return operation.delete(entityType, [...key]);
}

function byName(rows: readonly Record<string, unknown>[], field: string): Map<string, string> {
  return new Map(rows.map((row) => [String(row[field]), String(row['id'])]));
}
