import type { AyonError } from '@ynput/ayon-api';
import type { ApplyContext } from '../../apply/apply-context.ts';
import { BatchSender, type BatchTarget } from '../../apply/batch-sender.ts';
import type { AyonLink, AyonLinks } from './ayon-links.port.ts';
import type { LinkPlan } from './plan-links.ts';

const CREATES = { first: 200, smallest: 10, largest: 500, aimMs: 2_000 };
/** The public API deletes links one by one. */
const DELETES = { first: 1, smallest: 1, largest: 1, aimMs: 2_000 };

export interface LinkTarget {
  readonly links: AyonLinks;
  readonly type: string;
  /** AYON path of a folder. */
  readonly pathOf: (folderId: string) => string;
  readonly context: ApplyContext;
}

/** Deletes, then creates: what is replaced must not stand beside what replaces it. */
export async function writeLinks({ create, replaced, gone }: LinkPlan, target: LinkTarget): Promise<void> {
  const { links, type, context } = target;
  const deleting = new BatchSender<AyonLink>(
    {
      save: async (batch) => {
        for (const { id } of batch) await links.delete(id);
      },
      readUndone: async (batch) => {
        const present = await readPresent(target);
        return batch.filter(({ id }) => present.has(id));
      },
      ...reportTo(target, 'delete'),
    },
    { context, limits: DELETES },
  );
  await deleting.sendAll([...replaced, ...gone]);
  const creating = new BatchSender<AyonLink>(
    {
      save: (batch) => links.create(type, batch),
      readUndone: async (batch) => {
        const present = await readPresent(target);
        return batch.filter(({ id }) => !present.has(id));
      },
      ...reportTo(target, 'create'),
    },
    { context, limits: CREATES },
  );
  await creating.sendAll(create);
}

async function readPresent({ links, type }: LinkTarget): Promise<ReadonlySet<string>> {
  return new Set((await links.read(type)).map(({ id }) => id));
}

function reportTo(
  { pathOf, context }: LinkTarget,
  type: 'create' | 'delete',
): Pick<BatchTarget<AyonLink>, 'done' | 'refused'> {
  return {
    done: (batch) => {
      for (const { id, inputId, ftrackId } of batch) {
        const path = pathOf(inputId);
        context.operations.push({ system: 'ayon', type, entityType: 'link', id, ftrackId, path, fields: [] });
      }
    },
    refused: ({ inputId, outputId, ftrackId }, error: AyonError) => {
      const message = `The link to ${pathOf(outputId)} was refused: ${error.detail ?? error.message}`;
      context.failed.push({ code: 'refused', ftrackId, path: pathOf(inputId), message });
    },
  };
}
