import { AyonError } from '@ynput/ayon-api';
import type { AyonEntity, AyonProject, AyonWrite } from '../ayon-project.port.ts';
import type { PlannedWrite } from '../plan/plan.ts';
import { type ApplyContext, assertMayWrite } from './apply-context.ts';
import { BatchSize } from './batch-size.ts';

const BATCHES = { first: 200, smallest: 10, largest: 1_000, aimMs: 2_000 };

/** Error codes that speak of what was sent; all others of the way to the server, the key or the server's health. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ayon_forbidden',
  'ayon_not_found',
  'ayon_conflict',
  'ayon_validation',
  'ayon_operations',
]);

/** So many single writes in a row that the server could not do or does not let us do are trouble of the server or of our key. */
const MOST_TROUBLES = 5;

/**
 * Writes to AYON in the order of the plan.
 *
 * A batch is saved as a whole or not at all. After an unknown outcome its entities are read and only what is not there is sent, once
 * more. A batch that AYON refuses is cut in two, in order, until the refused write stands alone: it is reported, and what needs
 * it is skipped. Any other error ends the run, and so does one that comes back for write after write: the rest is found again by
 * the next run.
 */
export class AyonWriter {
  readonly #project: AyonProject;
  readonly #context: ApplyContext;
  readonly #size = new BatchSize(BATCHES);
  /** Entities that could not be created. */
  readonly #missing = new Set<string>();
  readonly #fields = new Map<string, string[]>();
  #done = 0;
  #troubles = 0;
  /** Ids of ftrack entities of which some change was refused or skipped. */
  readonly failedFtrackIds = new Set<string>();

  constructor(project: AyonProject, context: ApplyContext) {
    this.#project = project;
    this.#context = context;
  }

  async write(writes: readonly PlannedWrite[]): Promise<void> {
    let batch: PlannedWrite[] = [];
    let ids = new Set<string>();
    for (const planned of writes) {
      if (batch.length >= this.#size.current || ids.has(planned.write.entityId)) {
        await this.#send(batch);
        batch = [];
        ids = new Set();
      }
      batch.push(planned);
      ids.add(planned.write.entityId);
    }
    await this.#send(batch);
  }

  async #send(planned: readonly PlannedWrite[], repeated = false): Promise<void> {
    const batch = planned.filter((item) => this.#isPossible(item));
    if (batch.length === 0) return;
    await assertMayWrite(this.#context);
    const started = this.#context.now();
    try {
      await this.#project.apply(batch.map(({ write }) => write));
    } catch (error) {
      this.#size.failed();
      await this.#recover(batch, error, repeated);
      return;
    }
    this.#troubles = 0;
    this.#size.succeeded(batch.length, this.#context.now() - started);
    this.#report(batch);
  }

  async #recover(batch: readonly PlannedWrite[], error: unknown, repeated: boolean): Promise<void> {
    if (!(error instanceof AyonError)) throw error;
    if (!error.outcomeUnknown) {
      if (!REFUSALS.has(error.code) && error.status !== 500) throw error;
      await this.#bisect(batch, error);
      return;
    }
    const rest = await this.#readBack(batch);
    if (rest.length === 0) return;
    // An answer came and the server is well enough to be read from: it was these writes that it could not do.
    if (error.status === 500 || repeated) await this.#bisect(rest, error);
    else await this.#send(rest, true);
  }

  /** Returns the writes that are not in AYON; the others are reported as done. */
  async #readBack(batch: readonly PlannedWrite[]): Promise<PlannedWrite[]> {
    const present = await this.#project.readEntities(batch.map(({ write }) => write.entityId));
    const isDone = ({ write }: PlannedWrite) => isThere(write, present.get(write.entityId));
    this.#report(batch.filter(isDone));
    return batch.filter((planned) => !isDone(planned));
  }

  async #bisect(batch: readonly PlannedWrite[], error: AyonError): Promise<void> {
    const [first] = batch;
    if (first && batch.length === 1) {
      if (error.status === 500 || error.code === 'ayon_forbidden') this.#troubles += 1;
      if (this.#troubles > MOST_TROUBLES) throw error;
      this.#refuse(first, error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, middle), true);
    await this.#send(batch.slice(middle), true);
  }

  #refuse({ write, ftrackId, path }: PlannedWrite, error: AyonError): void {
    if (write.type === 'create') this.#missing.add(write.entityId);
    if (ftrackId !== null) this.failedFtrackIds.add(ftrackId);
    this.#context.failed.push({ code: 'refused', ftrackId, path, message: error.detail ?? error.message });
  }

  #isPossible({ write, ftrackId, path }: PlannedWrite): boolean {
    if (write.type === 'delete') return true;
    const parentId = write.data[write.entityType === 'folder' ? 'parentId' : 'folderId'];
    const blocked =
      this.#missing.has(write.entityId) || (typeof parentId === 'string' && this.#missing.has(parentId));
    if (!blocked) return true;
    if (write.type === 'create') this.#missing.add(write.entityId);
    if (ftrackId !== null) this.failedFtrackIds.add(ftrackId);
    const message = 'What it stands below could not be created in AYON.';
    this.#context.skipped.push({ code: 'parent_not_synced', ftrackId, path, message });
    return false;
  }

  #report(batch: readonly PlannedWrite[]): void {
    for (const { write, ftrackId, path } of batch) {
      const { type, entityType, entityId } = write;
      const fields = write.type === 'delete' ? [] : fieldNames(write.data, this.#fields);
      this.#context.operations.push({
        system: 'ayon',
        type,
        entityType,
        id: entityId,
        ftrackId,
        path,
        fields,
      });
    }
    this.#done += batch.length;
    this.#context.onProgress?.(this.#done);
  }
}

/** Names of the fields of a write, attributes one by one. Thousands of writes have the same: they share one list. */
function fieldNames(data: Readonly<Record<string, unknown>>, known: Map<string, string[]>): string[] {
  const names = namesIn(data);
  const key = names.join();
  const shared = known.get(key) ?? names;
  known.set(key, shared);
  return shared;
}

function namesIn(data: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'attrib' && typeof value === 'object' && value !== null
      ? Object.keys(value).map((name) => `attrib.${name}`)
      : [key],
  );
}

/** Whether an entity is as a write wants it. */
function isThere(write: AyonWrite, entity: AyonEntity | undefined): boolean {
  if (write.type === 'delete') return entity === undefined;
  if (!entity) return false;
  if (write.type === 'create') return true;
  const fields: Record<string, unknown> = {
    name: entity.name,
    label: entity.label,
    active: entity.active,
    status: entity.status,
    folderType: entity.type,
    taskType: entity.type,
    parentId: entity.parentId,
    folderId: entity.parentId,
    assignees: entity.assignees,
  };
  return Object.entries(write.data).every(([key, value]) => {
    if (key !== 'attrib') return JSON.stringify(fields[key] ?? null) === JSON.stringify(value ?? null);
    // A moment may come back in another notation: then the write is sent once more, which does no harm.
    return Object.entries(value as Record<string, unknown>).every(
      ([name, wanted]) => JSON.stringify(entity.own[name] ?? null) === JSON.stringify(wanted),
    );
  });
}
