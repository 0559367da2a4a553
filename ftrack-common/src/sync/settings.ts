import type { MappingSettings } from '../attributes/index.ts';

/** What happens to an AYON entity whose ftrack entity is gone. `ask`: nothing, it waits in the report. */
export type DeletePolicy = 'deactivate' | 'delete' | 'ask';

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
  /** A plan that removes more than both removes nothing. */
  readonly removalLimit: { readonly entities: number; readonly percent: number };
}

/** Settings as a server without any override has them. */
export const DEFAULT_SYNC_SETTINGS: SyncSettings = {
  attributesMapping: {
    enabled: true,
    mapping: [
      { name: 'fps', attr_type: 'standard', hierarchical: 'fps', standard: ['fps'] },
      { name: 'frameStart', attr_type: 'standard', hierarchical: 'frameStart', standard: ['fstart'] },
      { name: 'frameEnd', attr_type: 'standard', hierarchical: 'frameEnd', standard: ['fend'] },
      ...[
        'resolutionWidth',
        'resolutionHeight',
        'pixelAspect',
        'handleStart',
        'handleEnd',
        'clipIn',
        'clipOut',
      ].map((name) => ({ name, attr_type: 'standard' as const, hierarchical: name, standard: [] })),
    ],
  },
  mandatoryAttributes: {},
  deletePolicy: 'deactivate',
  removalLimit: { entities: 20, percent: 5 },
};
