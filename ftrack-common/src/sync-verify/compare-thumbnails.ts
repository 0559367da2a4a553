import type { FtrackSession } from '../ftrack/index.ts';
import { mayBeTaken, readComponents, type ThumbnailComponent } from './read-components.ts';
import { plainId } from './same.ts';
import type { PairedSides } from './side-pairs.ts';
import type { Difference } from './verify-report.ts';

/** What an entity shows on both sides. */
export interface ShownPictures {
  readonly path: string;
  readonly ftrackId: string;
  readonly ayonId: string;
  /** Id of the ftrack component that is its thumbnail. */
  readonly componentId: string | null;
  /** Id of the thumbnail set on it in AYON. */
  readonly thumbnailId: string | null;
}

/** The pictures of folders and tasks that are on both sides. */
export function picturesOf({ ftrack, pairs }: PairedSides): ShownPictures[] {
  return [...ftrack.entities.values()].flatMap((entity): ShownPictures[] => {
    const twin = pairs.twinOf(entity.id);
    if (twin === undefined || !pairs.hasPlace(entity)) return [];
    const { id: ftrackId, thumbnailId: componentId } = entity;
    const { id: ayonId, thumbnailId } = twin;
    return [{ path: pairs.pathOf(entity), ftrackId, ayonId, componentId, thumbnailId }];
  });
}

/**
 * Compares pictures by their ids: what ftrack shows, AYON shows, and a picture that came from ftrack is off where it is off there. One
 * that people set in AYON stays where ftrack has none. A picture is no difference where ftrack's own record of it says that AYON cannot
 * have it; where that cannot be told, `wanted` says what is known of it.
 *
 * Asks ftrack for the components of those that differ, and for nothing where none does.
 */
export async function compareThumbnails(
  session: FtrackSession,
  pictures: readonly ShownPictures[],
): Promise<Difference[]> {
  const differing = pictures.filter(
    ({ componentId, thumbnailId }) => plainId(componentId) !== plainId(thumbnailId),
  );
  const components = await readComponents(
    session,
    differing.flatMap(({ componentId, thumbnailId }) => componentId ?? componentIdOf(thumbnailId) ?? []),
  );
  return differing.flatMap(({ path, ftrackId, ayonId, componentId, thumbnailId }): Difference[] => {
    const component = components.get(componentId ?? componentIdOf(thumbnailId) ?? '');
    // ftrack has no such component: there is no picture to bring over, or AYON's is none that came from there.
    if (component === undefined) return [];
    if (componentId !== null && !mayBeTaken(component)) return [];
    const wanted = componentId === null ? null : describe(component);
    return [{ code: 'thumbnail', path, ftrackId, ayonId, wanted, found: thumbnailId, field: null }];
  });
}

function describe({ id, fileType, size }: ThumbnailComponent): string {
  const bytes = size === null ? 'of unknown size' : `${size} bytes`;
  return `component ${id}, ${fileType ?? 'type unknown'}, ${bytes}`;
}

/** Id of the component that an AYON thumbnail was made of, if it was. */
function componentIdOf(thumbnailId: string | null): string | null {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(
    plainId(thumbnailId) ?? '',
  );
  return parts === null ? null : parts.slice(1).join('-');
}
