import type { Row } from './transaction.ts';

/**
 * One stored entity. The object stays the same as long as the entity exists, so it can be compared by identity;
 * its row is replaced as a whole by each write.
 */
export interface Entity {
  /** Concrete schema type. */
  readonly type: string;
  /** Primary key values in the order of the schema, as text. */
  readonly key: readonly string[];
  readonly row: Row;
}

/** The text that tells one primary key from every other of its family. */
export function joinKey(key: readonly string[]): string {
  return key.length === 1 ? String(key[0]) : key.join('\u0000');
}

/** Compares two stored values: dates by time, JSON by content. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A value that is text, else null. */
export function textIn(values: Row, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' ? value : null;
}

/** The stored value of an attribute that holds text, else null. */
export function textOf(entity: Entity, attribute: string): string | null {
  return textIn(entity.row, attribute);
}
