/** A link of AYON from one folder to another. */
export interface AyonLink {
  /** 32 lower-case hex characters. */
  readonly id: string;
  /** Ids of folders. */
  readonly inputId: string;
  readonly outputId: string;
  /** Id of the ftrack link it was made for; null when somebody else made it. */
  readonly ftrackId: string | null;
}

/** Links between the folders of one project. */
export interface AyonLinks {
  /** Names of the link types from folder to folder, such as `breakdown`. */
  listTypes(): Promise<readonly string[]>;
  /** All links of a type from folder to folder; with ids, those that begin or end at one of these folders. */
  read(type: string, folderIds?: readonly string[]): Promise<readonly AyonLink[]>;
  /** Makes all or none. @throws AyonError `ayon_conflict` when an id is used, `ayon_not_found` when a folder is not there. */
  create(type: string, links: readonly AyonLink[]): Promise<void>;
  /** Deletes a link; one that is not there any more is none to delete. */
  delete(id: string): Promise<void>;
}
