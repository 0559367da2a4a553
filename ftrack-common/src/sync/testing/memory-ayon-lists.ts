import { AyonError } from '@ynput/ayon-api';
import type {
  AyonList,
  AyonListFolder,
  AyonListItem,
  AyonListPatch,
  AyonLists,
  NewAyonList,
} from '../parts/lists/ayon-lists.port.ts';

/** Lists of a project in memory, with the rules of a real server. */
export class MemoryAyonLists implements AyonLists {
  readonly lists = new Map<string, AyonList>();
  readonly items = new Map<string, AyonListItem[]>();
  readonly folders: AyonListFolder[] = [];
  readonly #hasEntity: (id: string) => boolean;

  constructor(hasEntity: (id: string) => boolean = () => true) {
    this.#hasEntity = hasEntity;
  }

  async readAll(): Promise<readonly AyonList[]> {
    return [...this.lists.values()];
  }

  async readItems(lists: readonly AyonList[]): Promise<ReadonlyMap<string, readonly AyonListItem[]>> {
    return new Map(lists.map(({ id }) => [id, this.items.get(id) ?? []]));
  }

  async readFolders(): Promise<readonly AyonListFolder[]> {
    return this.folders;
  }

  async createFolder(label: string): Promise<string> {
    if (this.folders.some((folder) => folder.label.toLowerCase() === label.toLowerCase()))
      throw new AyonError({ code: 'ayon_conflict', message: 'exists', status: 409 });
    const id = `folder${this.folders.length}`;
    this.folders.push({ id, label });
    return id;
  }

  async create(list: NewAyonList): Promise<void> {
    const isTaken = [...this.lists.values()].some(({ id, label }) => id !== list.id && label === list.label);
    if (isTaken) throw new AyonError({ code: 'ayon_conflict', message: 'exists', status: 409 });
    this.lists.set(list.id, list);
    this.items.delete(list.id);
  }

  async update(id: string, patch: AyonListPatch): Promise<void> {
    const list = this.lists.get(id);
    if (!list)
      throw new AyonError({ code: 'ayon_not_found', message: `no ${id}`, status: 404, missing: 'entity' });
    this.lists.set(id, { ...list, ...patch });
  }

  async delete(id: string): Promise<void> {
    this.lists.delete(id);
    this.items.delete(id);
  }

  async addItems(listId: string, items: readonly AyonListItem[]): Promise<void> {
    if (!items.every(({ entityId }) => this.#hasEntity(entityId)))
      throw new AyonError({ code: 'ayon_not_found', message: 'not found', status: 404, missing: 'entity' });
    const present = (this.items.get(listId) ?? []).filter(({ id }) => !items.some((item) => item.id === id));
    this.items.set(listId, [...present, ...items]);
  }

  async removeItems(listId: string, itemIds: readonly string[]): Promise<void> {
    const rest = (this.items.get(listId) ?? []).filter(({ id }) => !itemIds.includes(id));
    this.items.set(listId, rest);
  }
}
