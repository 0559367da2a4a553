/** ftrack attribute that holds the id of the AYON twin. */
export const AYON_ID_KEY = 'ayon_id';
/** ftrack attribute that holds the path of the AYON folder; tasks have none. */
export const AYON_PATH_KEY = 'ayon_path';
/** ftrack attribute that is true for an entity which could not be synced. */
export const SYNC_FAILED_KEY = 'ayon_sync_failed';
/** ftrack attribute on projects that switches live sync on. */
export const AUTO_SYNC_KEY = 'auto_sync_enabled';
/** ftrack attribute on lists: which AYON entities the list holds. */
export const LIST_TYPE_KEY = 'ayon_list_type';
/** Group in ftrack that our attributes stand in. */
export const ATTRIBUTE_GROUP = 'ayon';

/** A custom attribute of ftrack that sync cannot do without. */
export interface MandatoryAttribute {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'boolean' | 'enumerator';
  readonly entityType: 'show' | 'list';
  readonly isHierarchical: boolean;
  readonly default: string | boolean | readonly string[];
  /** Type specific configuration. An enumerator's choices are JSON text inside. */
  readonly config: Readonly<Record<string, unknown>>;
}

const LIST_TYPES = [
  { menu: 'Folder', value: 'folder' },
  { menu: 'Task', value: 'task' },
  { menu: 'version', value: 'version' },
];

export const MANDATORY_ATTRIBUTES: readonly MandatoryAttribute[] = [
  {
    key: AYON_ID_KEY,
    label: 'AYON ID',
    type: 'text',
    entityType: 'show',
    isHierarchical: true,
    default: '',
    config: { markdown: false },
  },
  {
    key: AYON_PATH_KEY,
    label: 'AYON path',
    type: 'text',
    entityType: 'show',
    isHierarchical: true,
    default: '',
    config: { markdown: false },
  },
  {
    key: LIST_TYPE_KEY,
    label: 'AYON list type',
    type: 'enumerator',
    entityType: 'list',
    isHierarchical: false,
    default: ['folder'],
    config: { multiSelect: false, data: JSON.stringify(LIST_TYPES) },
  },
  {
    key: SYNC_FAILED_KEY,
    label: 'AYON sync failed',
    type: 'boolean',
    entityType: 'show',
    isHierarchical: true,
    default: false,
    config: {},
  },
  {
    key: AUTO_SYNC_KEY,
    label: 'AYON auto-sync',
    type: 'boolean',
    entityType: 'show',
    isHierarchical: false,
    default: false,
    config: {},
  },
];

/** Keys that a mapping of values must never touch. */
export const MANDATORY_KEYS: ReadonlySet<string> = new Set(
  MANDATORY_ATTRIBUTES.map((attribute) => attribute.key),
);
