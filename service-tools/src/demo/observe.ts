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
  readonly #socket: AyonSocket;
  readonly #ayonIds = new Map<string, string>();
  readonly #ftrackIds = new Map<string, string>();
  /** AYON ids that were told and not read yet. */
  readonly #unread = new Set<string>();
  #project = '';
  #emails: ReadonlyMap<string, string> = new Map();
  #wake: () => void = () => undefined;
  #heard = false;

  /** Begins to listen to AYON. */
  constructor(access: AyonAccess) {
    this.#access = access;
    const client = new AyonClient({ ...access, sender: 'demo', senderType: 'ftrack' });
    this.#socket = client.socket({ subscribe: ['entity.'] });
    this.#socket.on('message', (message) => this.#hear(message));
    this.#socket.on('problem', () => undefined);
    this.#socket.start();
  }

  /** Reads who and what there is; from then on this project is observed. */
  async follow(project: string): Promise<void> {
    const [emails, entities, paired] = await Promise.all([
      readAyonEmails(this.#access),
      readAyonProject(this.#access, project),
      readPairedProject(this.#access, project),
    ]);
    this.#project = project;
    this.#emails = emails;
    this.#ftrackIds.set('', paired ?? '');
    this.#learn(entities);
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

  #hear({ topic, summary, project }: AyonSocketMessage): void {
    if (project !== this.#project) return;
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
