import type { EntityWriter, Reader } from '../store/index.ts';
import { validationError } from '../store/index.ts';
import type { StoreQuerySource } from './query-source.ts';
import type { JsonRecord } from './wire.ts';

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

/** What the operations of one batch share: one transaction, and what its sender may see. */
export interface Batch {
  readonly request: ApiRequest;
  readonly now: Date;
  readonly reader: Reader;
  readonly source: StoreQuerySource;
  readonly writer: EntityWriter;
  /** Does more once the batch is committed and answered, in a transaction of its own: work that real servers leave to jobs. */
  readonly later: (work: (writer: EntityWriter) => void) => void;
}

/** Answers one operation. Throws FtrackServerError. */
export type Action = (operation: JsonRecord, batch: Batch) => unknown;
export type Actions = Readonly<Record<string, Action>>;

/** A field that must hold text. */
export function textIn(operation: JsonRecord, name: string): string {
  const value = operation[name];
  if (typeof value === 'string') return value;
  throw validationError(`The operation needs "${name}" as text.`);
}

/** A field that holds text or nothing. */
export function optionalTextIn(operation: JsonRecord, name: string): string | null {
  const value = operation[name];
  return typeof value === 'string' ? value : null;
}

/** The texts in a field that holds a list; none when it is absent. */
export function textsIn(operation: JsonRecord, name: string): string[] {
  const value = operation[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
