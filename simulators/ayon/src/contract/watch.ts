import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { IncomingHttpHeaders } from 'node:http';
import { Contract, type SentCall } from './contract.ts';

/** Whose calls are held to the contract of a real server. */
export interface ContractWatchOptions {
  /** With `rest-routes.json` and `graphql-schema.json` of a real server. */
  folder: string;
  /** `X-Sender-Type` of the programs that are watched; those of others are not judged. */
  senderType: string;
  /** A folder where each new kind of call is noted, one line of JSON each. */
  record?: string | undefined;
}

/** One kind of call, as the record has it. */
export interface RecordedCall {
  route: string;
  complaints: string[];
}

/** A watched request. */
export interface WatchedRequest extends Omit<SentCall, 'contentType'> {
  headers: IncomingHttpHeaders;
}

/** Contracts by folder: reading one takes longer than a test should. */
const CONTRACTS = new Map<string, Contract>();

/**
 * What a process is told by its environment: `AYON_SIMULATOR_CONTRACT` (folder), `…_SENDER_TYPE` and `…_RECORD`;
 * undefined where it is told nothing. A test run sets them once for all simulators, those of child processes included.
 */
export function watchOfEnvironment(env: NodeJS.ProcessEnv): ContractWatchOptions | undefined {
  const folder = env['AYON_SIMULATOR_CONTRACT'];
  const senderType = env['AYON_SIMULATOR_CONTRACT_SENDER_TYPE'];
  if (!folder || !senderType) return undefined;
  return { folder, senderType, record: env['AYON_SIMULATOR_CONTRACT_RECORD'] };
}

/** Judges every request of the watched programs and remembers what was wrong. */
export class ContractWatch {
  readonly #options: ContractWatchOptions;
  readonly #contract: Contract;
  readonly #isAttribute: (name: string) => boolean;
  readonly #seen = new Set<string>();
  readonly #breaches = new Set<string>();

  constructor(options: ContractWatchOptions, isAttribute: (name: string) => boolean) {
    this.#options = options;
    this.#isAttribute = isAttribute;
    const contract = CONTRACTS.get(options.folder) ?? new Contract(options.folder);
    CONTRACTS.set(options.folder, contract);
    this.#contract = contract;
  }

  /** Takes notice of a request that was answered. */
  note({ headers, ...call }: WatchedRequest): void {
    if (headers['x-sender-type'] !== this.#options.senderType) return;
    const { route, complaints } = this.#contract.judge(
      { ...call, contentType: headers['content-type'] },
      this.#isAttribute,
    );
    for (const complaint of complaints) this.#breaches.add(`${route}: ${complaint}`);
    const line = JSON.stringify({ route, complaints } satisfies RecordedCall);
    if (this.#seen.has(line)) return;
    this.#seen.add(line);
    const { record } = this.#options;
    if (record !== undefined) appendFileSync(path.join(record, `${process.pid}.jsonl`), `${line}\n`);
  }

  /** Throws when a watched program asked what a real server does not describe. */
  assertKept(): void {
    if (this.#breaches.size === 0) return;
    const breaches = [...this.#breaches];
    const shown = breaches.slice(0, 20).map((breach) => `\n  ${breach}`);
    throw new Error(
      `${breaches.length} calls of "${this.#options.senderType}" are none that AYON describes:${shown.join('')}`,
    );
  }
}
