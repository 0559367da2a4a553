/** What the lists of sync hold. */
export type ListedType = 'folder' | 'task' | 'version';

/** A list of AYON. */
export interface AyonList {
  /** 32 lower-case hex characters. */
  readonly id: string;
  readonly label: string;
  /** A {@link ListedType}, or another type of entity. */
  readonly entityType: string;
  readonly active: boolean;
  /** Id of the folder of lists it is kept in. */
  readonly folderId: string | null;
  /** Attribute `ftrackId`. */
  readonly ftrackId: string | null;
}

export interface AyonListItem {
  readonly id: string;
  readonly entityId: string;
}

export interface AyonListFolder {
  readonly id: string;
  readonly label: string;
}

export interface NewAyonList extends AyonList {
  readonly entityType: ListedType;
}

export type AyonListPatch = Partial<Pick<AyonList, 'label' | 'active' | 'folderId' | 'ftrackId'>>;

/** The lists of one project. */
export interface AyonLists {
  /** All lists, inactive ones too. */
  readAll(): Promise<readonly AyonList[]>;
  /** All items of these lists, by id of the list. */
  readItems(lists: readonly AyonList[]): Promise<ReadonlyMap<string, readonly AyonListItem[]>>;
  readFolders(): Promise<readonly AyonListFolder[]>;
  /** Makes a folder of lists; returns its id. */
  createFolder(label: string): Promise<string>;
  /**
   * Makes a list without items. AYON does not refuse an id that is taken: the new list takes the place of the one that has it,
   * and what was in that is gone. @throws AyonError `ayon_conflict` when another list has the label.
   */
  create(list: NewAyonList): Promise<void>;
  update(id: string, patch: AyonListPatch): Promise<void>;
  /** Deletes a list; one that is not there any more is none to delete. */
  delete(id: string): Promise<void>;
  /** Adds all items or none. @throws AyonError `ayon_not_found` when an entity is not there. */
  addItems(listId: string, items: readonly AyonListItem[]): Promise<void>;
  removeItems(listId: string, itemIds: readonly string[]): Promise<void>;
}
