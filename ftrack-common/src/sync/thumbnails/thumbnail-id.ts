/**
 * A thumbnail of AYON has the id of the ftrack component whose picture it is: what differs is told by ids alone, and no picture is
 * sent twice. ftrack writes ids with dashes, AYON without.
 */
export function ayonThumbnailId(componentId: string | null): string | null {
  return componentId === null ? null : componentId.replaceAll('-', '').toLowerCase();
}

/** The component that an AYON thumbnail may be of. */
export function componentIdOf(thumbnailId: string): string {
  return thumbnailId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
