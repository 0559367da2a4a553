/** AYON attributes, ftrack custom attributes, and the mapping between them. */
export type { AttributeTarget, FtrackAttribute, MappingRow, MappingSettings } from './types.ts';
export {
  ATTRIBUTE_GROUP,
  AUTO_SYNC_KEY,
  AYON_ID_KEY,
  AYON_PATH_KEY,
  LIST_TYPE_KEY,
  MANDATORY_ATTRIBUTES,
  MANDATORY_KEYS,
  type MandatoryAttribute,
  SYNC_FAILED_KEY,
} from './mandatory-attributes.ts';
export {
  AYON_ATTRIBUTES,
  type AyonAttribute,
  FTRACK_ID_ATTRIBUTE,
  FTRACK_PATH_ATTRIBUTE,
  REMOVED_FTRACK_ID,
} from './ayon-attributes.ts';
export { dayOfFtrackDate, toAyonDate } from './dates.ts';
export { parseFps } from './parse-fps.ts';
export { convertValue, sameValue, type Conversion, type ConversionTarget } from './convert-value.ts';
export {
  createAttributeMapping,
  type AttributeMapping,
  type MappedAttribute,
  type MappingInput,
} from './mapping.ts';
