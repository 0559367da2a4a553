import { ayonIdOf } from '../ayon-id.ts';

/**
 * A thumbnail of AYON has the id of the ftrack component whose picture it is: what differs is told by ids alone, and no picture is
 * sent twice.
 */
export function ayonThumbnailId(componentId: string | null): string | null {
  return componentId === null ? null : ayonIdOf(componentId);
}
