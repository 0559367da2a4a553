import { type Json, isObject } from '../json.ts';

/** Gives an entity a picture, or none, and notes in its data what tells browsers that it is another one. */
export function showThumbnail(values: Record<string, Json>, thumbnailId: string | null): void {
  const data = isObject(values['data']) ? values['data'] : {};
  values['thumbnailId'] = thumbnailId;
  values['data'] = { ...data, thumbnailHash: (thumbnailId ?? '0'.repeat(6)).slice(0, 6) };
}
