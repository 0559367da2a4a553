import { LIST_TYPE_KEY } from '../../../attributes/index.ts';
import type { FtrackEntity, FtrackSession } from '../../../ftrack/index.ts';
import type { FtrackCatalog } from '../../snapshot/read-catalog.ts';
import {
  chunk,
  forEachParallel,
  IDS_PER_QUERY,
  optionalText,
  quoteList,
  relationOf,
  textOf,
} from '../../snapshot/rows.ts';

/** A list of ftrack with what is in it. */
export interface FtrackList {
  readonly id: string;
  readonly name: string;
  /** What it can hold: typed contexts (`task`), asset versions (`assetversion`), or something else. */
  readonly systemType: string;
  /** Closed lists are done with. */
  readonly isOpen: boolean;
  /** Name of its category. */
  readonly category: string | null;
  /** Value of `ayon_list_type`; null where none is stored. */
  readonly listType: string | null;
  readonly items: readonly FtrackListItem[];
}

export interface FtrackListItem {
  readonly id: string;
  /** Id of a typed context or an asset version. */
  readonly entityId: string;
}

const FIELDS = 'id, name, system_type, is_open, project_id, category.name';
const PAGE_SIZE = 5_000;

export interface ListsToRead {
  /** Id of the project. */
  readonly projectId: string;
  readonly attributes: FtrackCatalog['attributes'];
  /** Ids of lists; all of the project without. */
  readonly ids?: ReadonlySet<string>;
}

/** Lists of a project with their items. Those that are not in the project are left out. */
export async function readFtrackLists(
  session: FtrackSession,
  { projectId, attributes, ids }: ListsToRead,
): Promise<FtrackList[]> {
  const rows = await readRows(session, projectId, ids);
  const listIds = rows.map((row) => textOf(row, 'id'));
  const [items, types] = await Promise.all([
    readItems(session, listIds),
    readTypes(session, attributes, listIds),
  ]);
  return rows.map((row) => {
    const id = textOf(row, 'id');
    const category = relationOf(row, 'category');
    return {
      id,
      name: textOf(row, 'name'),
      systemType: textOf(row, 'system_type'),
      isOpen: row['is_open'] !== false,
      category: category && optionalText(category, 'name'),
      listType: types.get(id) ?? null,
      items: items.get(id) ?? [],
    };
  });
}

async function readRows(
  session: FtrackSession,
  projectId: string,
  ids: ReadonlySet<string> | undefined,
): Promise<FtrackEntity[]> {
  const ofProject = `select ${FIELDS} from List where project_id is "${projectId}"`;
  if (ids === undefined) return await session.query(`${ofProject} order by id`, { pageSize: 1_000 });
  const found: FtrackEntity[] = [];
  await forEachParallel(chunk(ids, IDS_PER_QUERY), async (part) => {
    found.push(...(await session.query(`${ofProject} and id in (${quoteList(part)}) order by id`)));
  });
  return found;
}

async function readItems(
  session: FtrackSession,
  listIds: readonly string[],
): Promise<Map<string, FtrackListItem[]>> {
  const items = new Map<string, FtrackListItem[]>();
  await forEachParallel(chunk(listIds, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select id, list_id, entity_id from ListObject where list_id in (${quoteList(part)}) order by id`,
      { pageSize: PAGE_SIZE },
    );
    for (const row of rows) {
      const list = items.get(textOf(row, 'list_id')) ?? [];
      list.push({ id: textOf(row, 'id'), entityId: textOf(row, 'entity_id') });
      items.set(textOf(row, 'list_id'), list);
    }
  });
  return items;
}

/** An enumerator's value comes as a list, that of an older server as a text. */
async function readTypes(
  session: FtrackSession,
  attributes: FtrackCatalog['attributes'],
  listIds: readonly string[],
): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  const attribute = attributes.find(({ key, entityType }) => key === LIST_TYPE_KEY && entityType === 'list');
  if (attribute === undefined) return types;
  await forEachParallel(chunk(listIds, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select value, entity_id, configuration_id from ListCustomAttributeValue where configuration_id is "${attribute.id}" and entity_id in (${quoteList(part)}) order by entity_id`,
      { pageSize: PAGE_SIZE },
    );
    for (const row of rows) {
      const value: unknown = row['value'];
      const type: unknown = Array.isArray(value) ? value[0] : value;
      if (typeof type === 'string' && type !== '') types.set(textOf(row, 'entity_id'), type);
    }
  });
  return types;
}

/** Ids of the lists that hold one of these entities. */
export async function readListsHolding(
  session: FtrackSession,
  entityIds: Iterable<string>,
): Promise<Set<string>> {
  const ids = new Set<string>();
  await forEachParallel(chunk(entityIds, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select id, list_id from ListObject where entity_id in (${quoteList(part)}) order by id`,
      { pageSize: PAGE_SIZE },
    );
    for (const row of rows) ids.add(textOf(row, 'list_id'));
  });
  return ids;
}
