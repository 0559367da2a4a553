import { type Entity, textOf } from './entity.ts';
import type { Reader } from './reader.ts';

type Compute<Result> = (entity: Entity, reader: Reader) => Result;

interface LinkStep {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** Scalars that are not stored, by attribute name. */
export const COMPUTED_VALUES: Readonly<Record<string, Compute<unknown>>> = {
  // Only rows of custom attribute values have no id of their own; queries of clients select one all the same.
  id: (entity) => entity.key.join(','),
  link: linkOf,
  _link: linkOf,
  thumbnail_url: (entity, reader) => thumbnailUrl(fileIdOf(entity), reader),
  url: (entity, reader) => fileUrl(fileIdOf(entity), reader),
  time_logged: timeLogged,
  bid_time_logged_difference: (entity, reader) => Number(entity.row['bid'] ?? 0) - timeLogged(entity, reader),
  is_latest_version: (version, reader) =>
    latestVersion(textOf(version, 'asset_id') ?? '', reader) === version,
  key: (value, reader) => reader.follow(value, 'configuration')?.row['key'] ?? null,
  project_id: (entity, reader) => {
    const project = reader.store.parentsOf(entity).at(-1);
    return project?.entityType === 'Project' ? project.id : null;
  },
};

/** References that are not stored, by family and attribute name. */
export const COMPUTED_REFERENCES: Readonly<Record<string, Compute<Entity | undefined>>> = {
  'Asset.latest_version': (asset, reader) => latestVersion(asset.key[0] ?? '', reader),
  'Note.category': (note, reader) => {
    const [label] = reader.store.find('NoteLabelLink', 'note_id', note.key[0] ?? '');
    const id = (label && textOf(label, 'label_id')) ?? textOf(note, 'category_id');
    return id === null ? undefined : reader.store.get('NoteLabel', id);
  },
  'SettingComponent.setting': (row, reader) =>
    reader.store.get('Setting', [textOf(row, 'name') ?? '', textOf(row, 'group') ?? '']),
};

/** Collections that are not found by a key, by attribute name. */
export const COMPUTED_COLLECTIONS: Readonly<Record<string, Compute<Iterable<Entity>>>> = {
  ancestors: (entity, reader) =>
    wayToProject(entity, reader)
      .slice(1)
      .filter(({ type }) => type !== 'Project')
      .toReversed(),
  descendants,
};

/** An entity and its parents up to the project, in this order. */
function wayToProject(entity: Entity, reader: Reader): Entity[] {
  const way: Entity[] = [];
  for (
    let next: Entity | null = entity;
    next !== null && way.length < 100;
    next = reader.follow(next, 'parent')
  ) {
    way.push(next);
  }
  return way;
}

function* descendants(entity: Entity, reader: Reader): Iterable<Entity> {
  for (const child of reader.store.find('Context', 'parent_id', entity.key[0] ?? '')) {
    yield child;
    yield* descendants(child, reader);
  }
}

/** The way from the project down to the entity; groups have the way of their groups. */
function linkOf(entity: Entity, reader: Reader): LinkStep[] {
  if (entity.type !== 'AssetVersion') {
    return wayToProject(entity, reader)
      .toReversed()
      .map((step) => linkStep(step, reader));
  }
  const asset = reader.follow(entity, 'asset');
  const context = asset && reader.follow(asset, 'parent');
  if (!context) return [];
  const name = `${textOf(asset, 'name') ?? ''} v${String(entity.row['version'])}`;
  return [...linkOf(context, reader), { type: 'AssetVersion', id: entity.key[0] ?? '', name }];
}

function linkStep(entity: Entity, reader: Reader): LinkStep {
  const type = reader.schema.isA(entity.type, 'TypedContext') ? 'TypedContext' : entity.type;
  return { type, id: entity.key[0] ?? '', name: textOf(entity, 'name') ?? '' };
}

function timeLogged(entity: Entity, reader: Reader): number {
  let seconds = 0;
  for (const timelog of reader.store.find('Timelog', 'context_id', entity.key[0] ?? '')) {
    seconds += Number(timelog.row['duration'] ?? 0);
  }
  return seconds;
}

/** The published version of an asset with the highest number. */
function latestVersion(assetId: string, reader: Reader): Entity | undefined {
  let latest: Entity | undefined;
  for (const version of reader.store.find('AssetVersion', 'asset_id', assetId)) {
    if (version.row['is_published'] !== true) continue;
    if (latest === undefined || Number(version.row['version']) > Number(latest.row['version']))
      latest = version;
  }
  return latest;
}

/** The component an entity shows: its thumbnail, or the component it links to a note, job or location. */
function fileIdOf(entity: Entity): string | null {
  return textOf(entity, 'thumbnail_id') ?? textOf(entity, 'component_id');
}

function fileUrl(componentId: string | null, reader: Reader): { url: string } | null {
  return componentId === null ? null : { url: `${reader.url}/component/get?id=${componentId}` };
}

function thumbnailUrl(componentId: string | null, reader: Reader): { url: string } {
  if (componentId === null) return { url: `${reader.url}/img/thumbnail2.png` };
  return { url: `${reader.url}/component/thumbnail?id=${componentId}` };
}
