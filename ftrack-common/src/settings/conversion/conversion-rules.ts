/**
 * How overrides stored by an older version of the addon become overrides of this one, as data: the same rules are applied
 * here and by the addon in AYON.
 *
 * A rule counts for documents of versions before `before`. A path is keys joined by `/`; `key[]` stands for every row of a
 * list. A rule whose path leads to nothing does nothing, so rules can be applied twice, and no rule writes into a document
 * that did not hold its key: a project without overrides stays without.
 *
 * - `rename`: the last key of the path is called `to`, in the same object.
 * - `move`: the value goes to the path `to`; no path goes through rows. `set` writes values that give it its old meaning,
 *   by path, where the document has none.
 * - `drop`: nothing can hold the value any more; it is kept beside the settings, with the reason.
 * - `tell`: changes nothing; the reason is reported when the document holds the path, and does not hold `unless`.
 *
 * Where the new key has a value already, that one stays and the old value is kept beside the settings.
 */
export type ConversionRule = { readonly before: string } & (
  | { readonly rename: string; readonly to: string }
  | { readonly move: string; readonly to: string; readonly set?: Readonly<Record<string, unknown>> }
  | { readonly drop: string; readonly reason: string }
  | { readonly tell: string; readonly unless?: string; readonly reason: string }
);

const HANDLERS = 'service_event_handlers';

/** Lists whose rows name products. */
const PRODUCT_LISTS = [
  'publish/CollectFtrackFamily/profiles[]',
  'publish/IntegrateFtrackInstance/asset_versions_status_profiles[]',
  'publish/IntegrateFtrackFarmStatus/farm_status_profiles[]',
  'publish/ftrack_task_status_local_publish/status_profiles[]',
  'publish/ftrack_task_status_on_farm_publish/status_profiles[]',
];

/** Lists that had keys of OpenPype until 1.1.0. */
const OPENPYPE_LISTS = PRODUCT_LISTS.slice(2);

/** Where the roles of an attribute stood before 1.4.0, of those the addon still makes. */
const ROLES = [
  ['custom_attributes/show/auto_sync_enabled', 'auto_sync_enabled'],
  ['custom_attributes/is_hierarchical/ayon_id', 'ayon_id'],
  ['custom_attributes/is_hierarchical/ayon_path', 'ayon_path'],
  ['custom_attributes/is_hierarchical/ayon_sync_failed', 'ayon_sync_failed'],
] as const;

/** Oldest first, so that going through versions one by one ends where one step ends. */
export const CONVERSION_RULES: readonly ConversionRule[] = [
  {
    before: '1.0.1',
    drop: 'user_handlers/application_launch_statuses',
    reason: 'The status at application launch is set in post_launch_hook.',
  },
  {
    before: '1.0.1',
    drop: 'user_handlers/delete_asset_subset',
    reason: `Folders and products are deleted by the action of ${HANDLERS}/delete_ayon_entities.`,
  },
  {
    before: '1.0.3',
    drop: `${HANDLERS}/create_daily_review_session`,
    reason: `Lists are made in place of review sessions, by ${HANDLERS}/create_daily_lists.`,
  },
  ...OPENPYPE_LISTS.flatMap((list): ConversionRule[] => [
    { before: '1.1.0', rename: `${list}/hosts`, to: 'host_names' },
    { before: '1.1.0', rename: `${list}/families`, to: 'product_types' },
    { before: '1.1.0', rename: `${list}/subset_names`, to: 'product_names' },
  ]),
  ...ROLES.map(
    ([from]): ConversionRule => ({
      before: '1.1.8',
      rename: `${from}/read_roles`,
      to: 'read_security_roles',
    }),
  ),
  // Every studio in use has service settings; nothing else tells it from one that was never set up.
  {
    before: '1.1.10',
    tell: 'service_settings',
    unless: `${HANDLERS}/status_task_to_version`,
    reason: `Versions before 1.1.10 took the status of a task over to versions of all asset types. Now ${HANDLERS}/status_task_to_version/asset_types lists them, and the list is empty; choose "All but these" to go on as before.`,
  },
  ...['status_task_to_version', 'status_version_to_task'].map(
    (handler): ConversionRule => ({
      before: '1.1.10',
      move: `${HANDLERS}/${handler}/asset_types_to_skip`,
      to: `${HANDLERS}/${handler}/asset_types`,
      set: { [`${HANDLERS}/${handler}/asset_types_filter_type`]: 'deny_list' },
    }),
  ),
  ...ROLES.flatMap(([from, attribute]) =>
    ['write_security_roles', 'read_security_roles'].map(
      (key): ConversionRule => ({
        before: '1.4.0',
        move: `${from}/${key}`,
        to: `custom_attributes/mandatory_attributes/${attribute}/${key}`,
      }),
    ),
  ),
  {
    before: '1.4.0',
    drop: 'custom_attributes/show',
    reason: 'The addon no longer makes this custom attribute; its roles are set in ftrack.',
  },
  {
    before: '1.4.0',
    drop: 'custom_attributes/is_hierarchical',
    reason: 'The addon no longer sets the roles of this custom attribute; they are set in ftrack.',
  },
  {
    before: '1.4.0',
    tell: 'service_settings',
    reason:
      'Versions before 1.4.0 paired AYON attributes with inherited ftrack attributes of the same name. Now custom_attributes/attributes_mapping decides; switch it off to pair by name again.',
  },
  ...PRODUCT_LISTS.map(
    (list): ConversionRule => ({
      before: '1.5.0',
      rename: `${list}/product_types`,
      to: 'product_base_types',
    }),
  ),
  {
    before: '1.5.0',
    rename: 'publish/IntegrateFtrackInstance/product_type_mapping',
    to: 'product_base_type_mapping',
  },
];
