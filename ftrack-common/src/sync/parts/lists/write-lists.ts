import { AyonError } from '@ynput/ayon-api';
import type { ApplyContext } from '../../apply/apply-context.ts';
import { BatchSender } from '../../apply/batch-sender.ts';
import type { AyonListFolder, AyonListItem, AyonLists } from './ayon-lists.port.ts';
import type { ListChange, ListPlan } from './plan-lists.ts';

/** The public API changes lists one by one. */
const ONE = { first: 1, smallest: 1, largest: 1, aimMs: 2_000 };
const ITEMS = { first: 200, smallest: 10, largest: 1_000, aimMs: 2_000 };

export interface ListTarget {
  readonly lists: AyonLists;
  readonly folders: readonly AyonListFolder[];
  readonly context: ApplyContext;
}

/** Writes list by list: itself, then what is in it. The items of a list that was refused are left out with it. */
export async function writeLists({ changes }: ListPlan, target: ListTarget): Promise<void> {
  const writer = new ListWriter(target);
  for (const change of changes) await writer.write(change);
}

class ListWriter {
  readonly #lists: AyonLists;
  readonly #context: ApplyContext;
  /** Ids of folders by lower-case label. */
  readonly #folders: Map<string, string>;
  #refused = false;

  constructor({ lists, folders, context }: ListTarget) {
    this.#lists = lists;
    this.#context = context;
    this.#folders = new Map(folders.map(({ label, id }) => [label.toLowerCase(), id]));
  }

  async write(change: ListChange): Promise<void> {
    this.#refused = false;
    if (change.create !== null || change.update !== null || change.remove) await this.#writeList(change);
    if (this.#refused) return;
    await this.#writeItems(change);
  }

  async #writeList(change: ListChange): Promise<void> {
    const type = change.create ? 'create' : change.remove ? 'delete' : 'update';
    const sender = new BatchSender<ListChange>(
      {
        save: () => this.#save(change),
        readUndone: async (batch) => ((await this.#isSaved(change)) ? [] : batch),
        done: () => this.#report(change, { type, fields: Object.keys(change.update ?? {}) }),
        refused: (_, error) => this.#refuse(change, error),
      },
      { context: this.#context, limits: ONE },
    );
    await sender.send([change]);
  }

  async #save({ id, create, update, remove }: ListChange): Promise<void> {
    if (create) {
      const { category, ...list } = create;
      await this.#lists.create({ ...list, folderId: await this.#folderOf(category) });
    } else if (update) {
      const { category, ...rest } = update;
      const folder = category === undefined ? {} : { folderId: await this.#folderOf(category) };
      await this.#lists.update(id, { ...rest, ...folder });
    } else if (remove) await this.#lists.delete(id);
  }

  /** An update is the same however often it is sent. */
  async #isSaved({ id, create, update }: ListChange): Promise<boolean> {
    if (update) return false;
    const isThere = (await this.#lists.readAll()).some((list) => list.id === id);
    return isThere === (create !== null);
  }

  async #folderOf(category: string | null): Promise<string | null> {
    if (category === null) return null;
    const known = this.#folders.get(category.toLowerCase());
    if (known !== undefined) return known;
    try {
      const id = await this.#lists.createFolder(category);
      this.#folders.set(category.toLowerCase(), id);
      return id;
    } catch (error) {
      if (!(error instanceof AyonError) || error.code !== 'ayon_conflict') throw error;
      return await this.#findFolder(category, error);
    }
  }

  /** One that was made meanwhile, or by a request whose answer was lost. */
  async #findFolder(category: string, conflict: AyonError): Promise<string> {
    for (const { label, id } of await this.#lists.readFolders()) this.#folders.set(label.toLowerCase(), id);
    const id = this.#folders.get(category.toLowerCase());
    if (id === undefined) throw conflict;
    return id;
  }

  async #writeItems(change: ListChange): Promise<void> {
    const { id: listId, addItems, removeItems } = change;
    const report = () => this.#report(change, { type: 'update', fields: ['items'] });
    const removing = new BatchSender<string>(
      {
        save: (batch) => this.#lists.removeItems(listId, batch),
        readUndone: async (batch) => {
          const present = await this.#readItemIds(change);
          return batch.filter((id) => present.has(id));
        },
        done: report,
        refused: (_, error) => this.#refuse(change, error),
      },
      { context: this.#context, limits: ITEMS },
    );
    await removing.sendAll(removeItems);
    const adding = new BatchSender<AyonListItem>(
      {
        save: (batch) => this.#lists.addItems(listId, batch),
        readUndone: async (batch) => {
          const present = await this.#readItemIds(change);
          return batch.filter(({ id }) => !present.has(id));
        },
        done: report,
        refused: (_, error) => this.#refuse(change, error),
      },
      { context: this.#context, limits: ITEMS },
    );
    await adding.sendAll(addItems);
  }

  async #readItemIds({ id }: ListChange): Promise<ReadonlySet<string>> {
    const lists = (await this.#lists.readAll()).filter((list) => list.id === id);
    const items = await this.#lists.readItems(lists);
    return new Set((items.get(id) ?? []).map((item) => item.id));
  }

  #report(
    { id, ftrackId, label }: ListChange,
    { type, fields }: { type: 'create' | 'update' | 'delete'; fields: readonly string[] },
  ): void {
    const path = `lists/${label}`;
    this.#context.operations.push({ system: 'ayon', type, entityType: 'list', id, ftrackId, path, fields });
  }

  #refuse({ ftrackId, label }: ListChange, error: AyonError): void {
    this.#refused = true;
    const path = `lists/${label}`;
    this.#context.failed.push({ code: 'refused', ftrackId, path, message: error.detail ?? error.message });
  }
}
