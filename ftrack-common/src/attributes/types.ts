/** A custom attribute as configured in ftrack, without its roles. */
export interface FtrackAttribute {
  readonly id: string;
  readonly key: string;
  /** Name of the value type: `text`, `number`, `boolean`, `date`, `enumerator`, `dynamic enumerator`, `expression`, `url`. */
  readonly type: string;
  /** Legacy name of what it applies to: `task` (typed contexts), `show` (projects), `assetversion`, `asset`, `list`, `user`. */
  readonly entityType: string;
  /** The one object type it applies to when `entityType` is `task`. */
  readonly objectTypeId: string | null;
  /** Null: in all projects. */
  readonly projectId: string | null;
  /** Applies to projects and all typed contexts; children show the value of their parent. */
  readonly isHierarchical: boolean;
}

/** One row of the setting `custom_attributes/attributes_mapping/mapping`. */
export interface MappingRow {
  /** Name of the AYON attribute. */
  readonly name: string;
  readonly attr_type: 'hierarchical' | 'standard';
  /** Key of the hierarchical ftrack attribute, used when `attr_type` says so. */
  readonly hierarchical: string;
  /** Keys of attributes per object type, used when `attr_type` says so. */
  readonly standard: readonly string[];
}

/** The setting `custom_attributes/attributes_mapping`. */
export interface MappingSettings {
  /** False: hierarchical ftrack attributes pair with AYON attributes of the same name. */
  readonly enabled: boolean;
  readonly mapping: readonly MappingRow[];
}

/** What of ftrack a value belongs to, as attribute configurations name it. */
export interface AttributeTarget {
  readonly entityType: 'show' | 'task';
  readonly objectTypeId: string | null;
}
