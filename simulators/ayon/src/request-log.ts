/** One request the simulator answered. */
export interface RequestRecord {
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  /** From the first byte read to the answer handed over. */
  ms: number;
}

const MAX_RECORDS = 10_000;

/** The newest requests, oldest first; `count` goes on when old ones are dropped. */
export class RequestLog {
  #records: RequestRecord[] = [];
  #count = 0;

  /** Number of requests since the start or the last {@link clear}. */
  get count(): number {
    return this.#count;
  }

  note(record: RequestRecord): void {
    this.#count += 1;
    this.#records.push(record);
    if (this.#records.length > 2 * MAX_RECORDS) this.#records = this.#records.slice(-MAX_RECORDS);
  }

  /** The newest requests, at most 10,000, that the filter takes. */
  list(filter: (record: RequestRecord) => boolean = () => true): RequestRecord[] {
    return this.#records.slice(-MAX_RECORDS).filter(filter);
  }

  /** Forgets all requests. */
  clear(): void {
    this.#records = [];
    this.#count = 0;
  }
}
