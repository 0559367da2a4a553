import type { AyonClient } from '@ynput/ayon-api';
import { sameText } from './same.ts';
import type { Difference } from './verify-report.ts';

/** A list that both sides have. */
export interface KeptList {
  readonly ftrackId: string;
  readonly ayonId: string;
  readonly name: string;
  /** Name of its category in ftrack. */
  readonly category: string | null;
  /** Id of the folder it is kept in in AYON. */
  readonly folderId: string | null;
}

/**
 * Compares where lists are kept: in the folder that goes by the name of their category, in any case. One without a category may be
 * kept anywhere.
 *
 * @param client is asked for the folders once, and not at all where no list has a category.
 */
export async function compareListFolders(
  client: Pick<AyonClient, 'getListFolders'>,
  project: string,
  lists: readonly KeptList[],
): Promise<Difference[]> {
  if (lists.every(({ category }) => category === null)) return [];
  const folders = await client.getListFolders(project);
  const labels = new Map(folders.map(({ id, label }) => [id, label]));
  return lists.flatMap(({ ftrackId, ayonId, name, category, folderId }): Difference[] => {
    const label = folderId === null ? null : (labels.get(folderId) ?? null);
    if (category === null || (label !== null && sameText(category, label))) return [];
    const path = `lists/${name}`;
    return [{ code: 'list_folder', path, ftrackId, ayonId, wanted: category, found: label, field: null }];
  });
}
