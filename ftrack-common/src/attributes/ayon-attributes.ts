import type { AttributeType } from '@ynput/ayon-api';

/** An attribute our addon makes in AYON, in the form of AYON's `/api/attributes`. */
export interface AyonAttribute {
  readonly name: string;
  readonly scope: readonly ('project' | 'folder' | 'task' | 'version' | 'list')[];
  readonly data: { readonly type: AttributeType; readonly title: string; readonly inherit: boolean };
}

/** AYON attribute that holds the id of the ftrack twin. */
export const FTRACK_ID_ATTRIBUTE = 'ftrackId';
/** AYON attribute that holds the names in ftrack from below the project down to the entity, joined by `/`. */
export const FTRACK_PATH_ATTRIBUTE = 'ftrackPath';
/** Value of `ftrackId` on a locked folder whose ftrack entity is gone. */
export const REMOVED_FTRACK_ID = 'removed';

/** What an AYON server has after the set-up of our addon. Neither is inherited: each entity has a twin of its own. */
export const AYON_ATTRIBUTES: readonly AyonAttribute[] = [
  {
    name: FTRACK_ID_ATTRIBUTE,
    scope: ['project', 'folder', 'task', 'version', 'list'],
    data: { type: 'string', title: 'ftrack id', inherit: false },
  },
  {
    name: FTRACK_PATH_ATTRIBUTE,
    scope: ['project', 'folder', 'task'],
    data: { type: 'string', title: 'ftrack path', inherit: false },
  },
];
