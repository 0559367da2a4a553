import type { AyonError } from '@ynput/ayon-api';
import type { AyonEntity, AyonProject, AyonWrite } from '../ayon-project.port.ts';
import type { PlannedWrite } from '../plan/plan.ts';
import type { ApplyContext } from './apply-context.ts';
import { BatchSender } from './batch-sender.ts';

const LIMITS = { first: 200, smallest: 10, largest: 1_000, aimMs: 2_000 };

export interface AyonWriterContext extends ApplyContext {
  /** Told of each batch that is saved; what it throws ends the writing. */
  readonly onSaved?: (batch: readonly PlannedWrite[]) => void;
}

/**
 * Writes folders and tasks to AYON in the order of the plan, by the rules of {@link BatchSender}. A write that is refused is reported,
 * and what needs it is skipped.
 */
export class AyonWriter {
  readonly #project: AyonProject;
  readonly #context: AyonWriterContext;
  readonly #sender: BatchSender<PlannedWrite>;
  /** Entities that could not be created. */
  readonly #missing = new Set<string>();
  readonly #fields = new Map<string, string[]>();
  #done = 0;
  /** Ids of ftrack entities of which some change was refused or skipped. */
  readonly failedFtrackIds = new Set<string>();

  constructor(project: AyonProject, context: AyonWriterContext) {
    this.#project = project;
    this.#context = context;
    this.#sender = new BatchSender<PlannedWrite>(
      {
        save: (batch) => project.apply(batch.map(({ write }) => write)),
        readUndone: (batch) => this.#readUndone(batch),
        isPossible: (planned) => this.#isPossible(planned),
        done: (batch) => this.#report(batch),
        refused: (planned, error) => this.#refuse(planned, error),
      },
      { context, limits: LIMITS },
    );
  }

  async write(writes: readonly PlannedWrite[]): Promise<void> {
    let batch: PlannedWrite[] = [];
    let ids = new Set<string>();
    for (const planned of writes) {
      if (batch.length >= this.#sender.size || ids.has(planned.write.entityId)) {
        await this.#sender.send(batch);
        batch = [];
        ids = new Set();
      }
      batch.push(planned);
      ids.add(planned.write.entityId);
    }
    await this.#sender.send(batch);
  }

  async #readUndone(batch: readonly PlannedWrite[]): Promise<PlannedWrite[]> {
    const present = await this.#project.readEntities(batch.map(({ write }) => write.entityId));
    return batch.filter(({ write }) => !isThere(write, present.get(write.entityId)));
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
    this.#context.onSaved?.(batch);
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
    tags: entity.tags,
  };
  return Object.entries(write.data).every(([key, value]) => {
    if (key !== 'attrib') return JSON.stringify(fields[key] ?? null) === JSON.stringify(value ?? null);
    // A moment may come back in another notation: then the write is sent once more, which does no harm.
    return Object.entries(value as Record<string, unknown>).every(
      ([name, wanted]) => JSON.stringify(entity.own[name] ?? null) === JSON.stringify(wanted),
    );
  });
}
