import { type Json, type JsonObject, isObject } from '../json.ts';
import type { EntityRow } from './table.ts';

/** Gives an entity a picture, or none, and notes in its data what tells browsers that it is another one. */
export function showThumbnail(values: Record<string, Json>, thumbnailId: string | null): void {
  const data = isObject(values['data']) ? values['data'] : {};
  values['thumbnailId'] = thumbnailId;
  values['data'] = { ...data, thumbnailHash: (thumbnailId ?? '0'.repeat(6)).slice(0, 6) };
}

/** What tells browsers that an entity's picture is another one: a part of its id until it was given a picture. */
export function thumbnailHash({ id, values }: EntityRow): string {
  const hash = isObject(values['data']) ? values['data']['thumbnailHash'] : undefined;
  return typeof hash === 'string' && hash !== '' ? hash : id.slice(-6);
}

/** The picture of an entity and where it came from; null for an entity without one. */
export function thumbnailInfo({ values }: EntityRow): JsonObject | null {
  const id = values['thumbnailId'] ?? null;
  if (id === null) return null;
  const info = isObject(values['data']) ? values['data']['thumbnailInfo'] : undefined;
  const { sourceEntityType = null, sourceEntityId = null, relation = null } = isObject(info) ? info : {};
  return { id, sourceEntityType, sourceEntityId, relation };
}
