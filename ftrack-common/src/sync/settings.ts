import type { MappingSettings } from '../attributes/index.ts';
import { type FtrackSettings, readSettings } from '../settings/index.ts';

/** What happens to an AYON entity whose ftrack entity is gone. `ask`: nothing, it waits in the report. */
export type DeletePolicy = 'deactivate' | 'delete' | 'ask';

/** What happens to folders and tasks that no ftrack entity belongs to, in a full sync. */
export type AyonOnlyPolicy = 'keep' | 'deactivate';

/** Names of ftrack security roles; an empty list means all of them. */
export interface AttributeRoles {
  readonly read_security_roles: readonly string[];
  readonly write_security_roles: readonly string[];
}

/** The part of the addon's settings that sync obeys. */
export interface SyncSettings {
  readonly attributesMapping: MappingSettings;
  /** By key of the mandatory attribute. */
  readonly mandatoryAttributes: Readonly<Record<string, AttributeRoles>>;
  readonly deletePolicy: DeletePolicy;
  /** Name of the AYON link type between folders that ftrack links become; null leaves links alone. */
  readonly linkType: string | null;
  readonly versions: {
    /** Bring the statuses of versions over. */
    readonly statuses: boolean;
    /** Make products and versions of what was published in ftrack alone. */
    readonly create: boolean;
    /** Product type by short name of the asset type of ftrack, for those that are made. */
    readonly productTypes: ReadonlyMap<string, string>;
  };
  readonly ayonOnly: AyonOnlyPolicy;
  /** Whether ftrack decides over AYON's attribute `priority`. */
  readonly priority: boolean;
  /** Whether thumbnails are brought over. A run of sync only names those that differ: a lane of its own brings them. */
  readonly thumbnails: boolean;
  /** Take back in ftrack what a locked folder does not allow. */
  readonly undoForbidden: boolean;
  /** A plan that removes more than both removes nothing. */
  readonly removalLimit: { readonly entities: number; readonly percent: number };
}

/**
 * Whether so many removals wait for an admin.
 * @param linked How many entities have a twin in ftrack, or had one; 0 when that is not known, so that only the fixed number counts.
 */
export function isOverRemovalLimit(
  { entities, percent }: SyncSettings['removalLimit'],
  { count, linked }: { readonly count: number; readonly linked: number },
): boolean {
  return count > Math.max(entities, (linked * percent) / 100);
}

/** The part of the addon's settings that sync obeys. */
export function syncSettingsOf(settings: FtrackSettings): SyncSettings {
  return {
    attributesMapping: settings.custom_attributes.attributes_mapping,
    mandatoryAttributes: settings.custom_attributes.mandatory_attributes,
    deletePolicy: settings.sync.delete_policy,
    linkType: linkTypeOf(settings.service_event_handlers.sync_from_ftrack.sync_link_type),
    versions: {
      statuses: settings.service_event_handlers.sync_from_ftrack.sync_versions,
      create: settings.sync.create_versions,
      productTypes: productTypesOf(settings),
    },
    ayonOnly: settings.sync.ayon_only,
    priority: settings.sync.priority,
    thumbnails: settings.sync.thumbnails,
    undoForbidden: settings.sync.undo_forbidden,
    removalLimit: settings.sync.removal_limit,
  };
}

/** The mapping says which asset type a published product gets; the first product type of an asset type counts the other way round. */
function productTypesOf({ publish }: FtrackSettings): Map<string, string> {
  const types = new Map<string, string>();
  for (const { name, asset_type } of publish.IntegrateFtrackInstance.product_base_type_mapping)
    if (!types.has(asset_type)) types.set(asset_type, name);
  return types;
}

/** The form offers names and full names (`breakdown|folder|folder`), and an entry that stands for none. */
function linkTypeOf(setting: string): string | null {
  const name = setting.split('|')[0]?.trim() ?? '';
  return name === '' || name === '< Skip >' ? null : name;
}

/** Settings as a server without any override has them. */
export const DEFAULT_SYNC_SETTINGS: SyncSettings = syncSettingsOf(readSettings({}).settings);
