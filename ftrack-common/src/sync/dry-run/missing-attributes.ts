import { MANDATORY_ATTRIBUTES } from '../../attributes/index.ts';
import type { FtrackCatalog } from '../snapshot/read-catalog.ts';

/** Keys of our attributes that ftrack does not have, or that the API key may not see. */
export function missingAttributes({ attributes }: FtrackCatalog): string[] {
  return MANDATORY_ATTRIBUTES.map(({ key }) => key).filter(
    (key) => !attributes.some((attribute) => attribute.key === key),
  );
}

/** The catalog as it is once our attributes are there: nothing has a value of the new ones yet. */
export function withMissingAttributes(catalog: FtrackCatalog, missing: readonly string[]): FtrackCatalog {
  const added = MANDATORY_ATTRIBUTES.filter(({ key }) => missing.includes(key)).map(
    ({ key, type, entityType, isHierarchical }) => ({
      id: `new-${key}`,
      key,
      type,
      entityType,
      isHierarchical,
      objectTypeId: null,
      projectId: null,
      group: null,
    }),
  );
  return { ...catalog, attributes: [...catalog.attributes, ...added] };
}
