import { AyonClient, type AyonSocket, type AyonSocketMessage } from '@ynput/ayon-api';
import {
  type AyonAccess,
  type AyonContext,
  type AyonEntity,
  type Difference,
  differenceOf,
  finalChanges,
  readAyonEmails,
  readAyonEntities,
  readAyonProject,
  readPairedProject,
  type SentChange,
} from './checker/index.ts';

/** What was seen of a set of changes. */
export interface Observation {
  /** Milliseconds on the clock of `performance.now()` at which all of them were seen; null when they were not in time. */
  readonly seenAt: number | null;
  /** What is missing; empty when all arrived. */
  readonly missing: readonly Difference[];
  /** The entities as they were read last, by ftrack id. */
  readonly entities: ReadonlyMap<string, AyonEntity>;
}

const POLL_MS = 250;

/**
 * Sees from outside what happens to an AYON project: AYON's websocket tells that something changed, and the entity is then read
 * by GraphQL.
 */
export class Observer implements AsyncDisposable {
  readonly #access: AyonAccess;
  readonly #project: string;
  readonly #socket: AyonSocket;
  readonly #emails: ReadonlyMap<string, string>;
  readonly #ayonIds = new Map<string, string>();
  readonly #ftrackIds = new Map<string, string>();
  /** AYON ids that were told and not read yet. */
  readonly #unread = new Set<string>();
  #wake: () => void = () => undefined;
  #heard = false;

  private constructor(
    access: AyonAccess,
    ...[project, emails, socket]: [string, ReadonlyMap<string, string>, AyonSocket]
  ) {
    this.#access = access;
    this.#project = project;
    this.#emails = emails;
    this.#socket = socket;
    socket.on('message', (message) => this.#hear(message));
    socket.on('problem', () => undefined);
  }

  /** Begins to listen, then reads which AYON entities there are. */
  static async open(access: AyonAccess, project: string): Promise<Observer> {
    const client = new AyonClient({ ...access, sender: 'demo', senderType: 'ftrack' });
    const socket = client.socket({ subscribe: ['entity.'], project });
    const connected = new Promise<void>((resolve) => socket.once('connected', resolve));
    const observer = new Observer(access, project, await readAyonEmails(access), socket);
    socket.start();
    await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, POLL_MS * 40).unref())]);
    observer.#learn(await readAyonProject(access, project));
    observer.#ftrackIds.set('', (await readPairedProject(access, project)) ?? '');
    return observer;
  }

  /** Waits until AYON holds all of these changes. Rejects when AYON cannot be read. */
  async untilHolds(changes: readonly SentChange[], timeoutMs: number): Promise<Observation> {
    const wanted = finalChanges(changes);
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      this.#heard = false;
      const entities = await this.#read(wanted);
      const now = performance.now();
      const context: AyonContext = { emails: this.#emails, ftrackIds: this.#ftrackIds };
      const missing = wanted.flatMap(
        (change) => differenceOf(change, entities.get(change.entityId), context) ?? [],
      );
      if (missing.length === 0) return { seenAt: now, missing, entities };
      if (now >= deadline) return { seenAt: null, missing, entities };
      await this.#untilHeard(Math.min(POLL_MS, deadline - now));
    }
  }

  /** AYON id of a ftrack entity that was seen in AYON. */
  ayonIdOf(ftrackId: string): string | undefined {
    return this.#ayonIds.get(ftrackId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket.close();
  }

  /** Reads the entities of these changes, and those we were told of and do not know yet. */
  async #read(changes: readonly SentChange[]): Promise<Map<string, AyonEntity>> {
    const wanted = new Set(changes.map(({ entityId }) => entityId));
    const known = [...wanted].flatMap((id) => this.#ayonIds.get(id) ?? []);
    const told = [...this.#unread];
    const read = await readAyonEntities(this.#access, this.#project, [...new Set([...known, ...told])]);
    for (const id of told) this.#unread.delete(id);
    this.#learn(read);
    return new Map(
      read.flatMap((entity): [string, AyonEntity][] =>
        entity.ftrackId !== null && wanted.has(entity.ftrackId) ? [[entity.ftrackId, entity]] : [],
      ),
    );
  }

  #learn(entities: readonly AyonEntity[]): void {
    for (const { id, ftrackId } of entities) {
      if (ftrackId === null) continue;
      this.#ayonIds.set(ftrackId, id);
      this.#ftrackIds.set(id, ftrackId);
    }
  }

  #hear({ topic, summary }: AyonSocketMessage): void {
    const id = summary['entityId'];
    if (topic.endsWith('.created') && typeof id === 'string') this.#unread.add(id);
    this.#heard = true;
    this.#wake();
  }

  /** Resolves at the next message, at once when one came during the last reading, or after a while. */
  async #untilHeard(limitMs: number): Promise<void> {
    if (this.#heard) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
