import {
  AUTO_SYNC_KEY,
  AYON_ID_KEY,
  AYON_PATH_KEY,
  FTRACK_ID_ATTRIBUTE,
  FTRACK_PATH_ATTRIBUTE,
  SYNC_FAILED_KEY,
} from '../attributes/index.ts';
import { SyncError } from './errors.ts';
import { attributeId } from './plan/match-hierarchy.ts';
import { type FtrackSnapshot, storedValue } from './snapshot/ftrack-snapshot.ts';
import type { ProjectMemory } from './sync-cache.ts';

/** Whether `auto_sync_enabled` is on for the project of a snapshot. */
export function isAutoSyncOn(ftrack: FtrackSnapshot): boolean {
  const attribute = ftrack.attributes.find(
    ({ key, entityType }) => key === AUTO_SYNC_KEY && entityType === 'show',
  );
  return storedValue(ftrack, attribute?.id, ftrack.project.id) === true;
}

/** Ids of the custom attributes that are ours. */
export function ownAttributeIds(attributes: FtrackSnapshot['attributes']): string[] {
  const keys = new Set([AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY, AUTO_SYNC_KEY]);
  return attributes.filter(({ key }) => keys.has(key)).map(({ id }) => id);
}

/** Id of an attribute of ours. @throws SyncError `ftrack_attribute_hidden` when it cannot be read. */
export function requiredId(attributes: FtrackSnapshot['attributes'], key: string): string {
  const id = attributeId(attributes, key);
  if (id !== undefined) return id;
  throw new SyncError(
    'ftrack_attribute_hidden',
    `The ftrack custom attribute "${key}" cannot be read with the API key. Give its role read and write access to it.`,
  );
}

/** @throws SyncError `ftrack_attribute_hidden` when an attribute that is written back cannot be read. */
export function assertFtrackAttributes(attributes: FtrackSnapshot['attributes']): void {
  for (const key of [AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY]) requiredId(attributes, key);
}

/** AYON drops unknown attributes silently. @throws SyncError `ayon_attributes_missing` when it does not keep ours. */
export function assertAyonAttributes(attributes: ProjectMemory['ayonAttributes']): void {
  const missing = [FTRACK_ID_ATTRIBUTE, FTRACK_PATH_ATTRIBUTE].filter((name) => {
    const scope = attributes.find((attribute) => attribute.name === name)?.scope ?? [];
    return !scope.includes('folder') || !scope.includes('task');
  });
  if (missing.length === 0) return;
  throw new SyncError(
    'ayon_attributes_missing',
    `The AYON server does not keep the attributes ${missing.join(' and ')} on folders and tasks. Install the ftrack addon and restart the server; until then nothing is written.`,
  );
}
