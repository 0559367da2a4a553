import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';

const IDS = 500;
/** Ids of the locations `ftrack.server` and `ftrack.review`, which are the same on every server: their files are the ones it has. */
const OWN_LOCATIONS: ReadonlySet<unknown> = new Set([
  '3a372bde-05bc-11e4-8908-20c9d081909b',
  'cd41be70-8809-11e3-b98a-20c9d081909b',
]);
/** File types of what AYON takes. */
const TAKEN_TYPE = /^\.?(png|jpe|jpg|jpeg|jfif)$/i;

/** What ftrack has written down of a component. */
export interface ThumbnailComponent {
  readonly id: string;
  /** Such as `.png`; null when it was not given. */
  readonly fileType: string | null;
  /** Bytes of its file; null when they were not given. */
  readonly size: number | null;
  /** Its file is one of those that the ftrack server has. */
  readonly isOnServer: boolean;
}

/** Those of these components that ftrack has, by id. */
export async function readComponents(
  session: FtrackSession,
  componentIds: Iterable<string>,
): Promise<Map<string, ThumbnailComponent>> {
  const ids = [...new Set(componentIds)];
  const found = new Map<string, ThumbnailComponent>();
  for (let start = 0; start < ids.length; start += IDS) {
    const some = ids.slice(start, start + IDS).map((id) => `"${id}"`);
    const rows = await session.query(
      `select id, file_type, size, component_locations.location_id from Component where id in (${some.join(', ')}) order by id`,
      { pageSize: IDS },
    );
    for (const row of rows) found.set(String(row['id']), readComponent(row));
  }
  return found;
}

function readComponent(row: FtrackEntity): ThumbnailComponent {
  const { file_type: fileType, size } = row;
  const locations = (row['component_locations'] ?? []) as FtrackEntity[];
  return {
    id: String(row['id']),
    fileType: typeof fileType === 'string' && fileType !== '' ? fileType : null,
    // What was made without a size says 0.
    size: typeof size === 'number' && size > 0 ? size : null,
    isOnServer: locations.some((location) => OWN_LOCATIONS.has(location['location_id'])),
  };
}

/**
 * Whether AYON may get the picture: ftrack has its file, and nothing says that it is neither PNG nor JPEG. The size of the file says
 * nothing, because ftrack scales pictures before it hands them out.
 */
export function mayBeTaken({ fileType, isOnServer }: ThumbnailComponent): boolean {
  return isOnServer && (fileType === null || TAKEN_TYPE.test(fileType));
}
