import { cleanText } from '@ynput/ayon-api';
import type { FtrackEntity } from '../../ftrack/index.ts';

/** Longest list of ids in one query; ftrack takes the expression in a request body, where size costs only parsing. */
export const IDS_PER_QUERY = 1_000;
/** Requests to ftrack at the same time. */
const PARALLEL_QUERIES = 3;

/** A text attribute as AYON can store it; empty when it is null or missing. */
export function textOf(row: FtrackEntity, key: string): string {
  const value = row[key];
  return typeof value === 'string' ? cleanText(value) : '';
}

/** A text attribute; null when it is null, missing or empty. */
export function optionalText(row: FtrackEntity, key: string): string | null {
  return textOf(row, key) || null;
}

export function numberOf(row: FtrackEntity, key: string): number {
  const value = row[key];
  return typeof value === 'number' ? value : 0;
}

/** A related entity; null when there is none. */
export function relationOf(row: FtrackEntity | null, key: string): FtrackEntity | null {
  const value = row?.[key];
  return isEntity(value) ? value : null;
}

/** The entities of a collection. */
export function collectionOf(row: FtrackEntity | null, key: string): FtrackEntity[] {
  const value: unknown = row?.[key];
  return Array.isArray(value) ? value.filter(isEntity) : [];
}

function isEntity(value: unknown): value is FtrackEntity {
  return typeof value === 'object' && value !== null && '__entity_type__' in value;
}

/** A list of values for `in (...)`. */
export function quoteList(values: Iterable<string>): string {
  return [...values].map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(', ');
}

export function chunk<T>(items: Iterable<T>, size: number): T[][] {
  const chunks: T[][] = [];
  let current: T[] = [];
  for (const item of items) {
    current.push(item);
    if (current.length === size) {
      chunks.push(current);
      current = [];
    }
  }
  if (current.length > 0) chunks.push(current);
  return chunks;
}

/** Runs tasks that come one after the other, a few at a time. */
export class Lane {
  readonly #running = new Set<Promise<void>>();
  readonly #width: number;
  #failure: { readonly error: unknown } | null = null;

  /** @param width tasks that run at the same time. */
  constructor(width: number = PARALLEL_QUERIES) {
    this.#width = width;
  }

  /** Resolves when the task has begun; rejects with the first failure of any task. */
  async add(task: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#width) await Promise.race(this.#running);
    this.#throwFailure();
    const running: Promise<void> = task()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when all tasks have ended; rejects with the first failure. */
  async end(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/** Runs a task per item, a few at a time; rejects with the first failure once the running ones have ended. */
export async function forEachParallel<T>(
  items: readonly T[],
  task: (item: T) => Promise<void>,
): Promise<void> {
  const lane = new Lane();
  try {
    for (const item of items) await lane.add(() => task(item));
  } finally {
    await lane.end();
  }
}

/** Gives out one copy of equal texts, so that what many rows say is held once. */
export class Texts {
  readonly #known = new Map<string, string>();

  one<Text extends string | null>(text: Text): Text;
  one(text: string | null): string | null {
    if (text === null) return null;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, text);
    return text;
  }
}
