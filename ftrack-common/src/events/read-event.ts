import { isObject } from './parse-event.ts';
import type { EntityInfo, FtrackEvent, UpdateEvent } from './types.ts';

/** True for an update event with a list of entities. Give it events that `parseEvent` has read: it relies on their entities being clean. */
export function isUpdateEvent(event: FtrackEvent): event is UpdateEvent {
  return event.topic === 'ftrack.update' && isObject(event.data) && Array.isArray(event.data['entities']);
}

/**
 * The id of the ftrack project an event belongs to: the `show` among the parents of any of its entities, or an entity that is
 * itself a project. Null for events of no project (users, custom topics, menus). An event of several projects gives the first:
 * whoever acts on projects asks `projectIdsOf`.
 */
export function projectIdOf(event: FtrackEvent): string | null {
  if (!isUpdateEvent(event)) return null;
  for (const entity of event.data.entities) {
    const id = projectIdOfEntity(entity);
    if (id !== null) return id;
  }
  return null;
}

/** The ids of all projects an event touches, each once: one transaction of the server may span several. */
export function projectIdsOf(event: FtrackEvent): string[] {
  if (!isUpdateEvent(event)) return [];
  const ids = new Set<string>();
  for (const entity of event.data.entities) {
    const id = projectIdOfEntity(entity);
    if (id !== null) ids.add(id);
  }
  return [...ids];
}

function projectIdOfEntity(entity: EntityInfo): string | null {
  const parents = entity.parents ?? [];
  for (let index = parents.length - 1; index >= 0; index -= 1) {
    const parent = parents[index];
    if (parent?.entityType === 'show' && parent.entityId) return parent.entityId;
  }
  return entity.entityType === 'show' ? (entity.entityId ?? null) : null;
}

const SOCIAL_TYPES: ReadonlySet<string | null | undefined> = new Set([
  'socialfeed',
  'socialnotification',
  'team',
]);

/**
 * True for the update events that follow each change to tell people about it and carry no change of their own: every entity is
 * a `socialfeed`, `socialnotification` or `team`. An update event without entities is not noise.
 */
export function isSocialNoise(event: FtrackEvent): boolean {
  if (!isUpdateEvent(event)) return false;
  const { entities } = event.data;
  return entities.length > 0 && entities.every((entity) => SOCIAL_TYPES.has(entity.entityType));
}

/** The token of the session whose write caused an event, or null: our own writes come back with the token of our session. */
export function clientTokenOf(event: FtrackEvent): string | null {
  if (!isObject(event.data)) return null;
  const token = event.data['clientToken'];
  return typeof token === 'string' ? token : null;
}
