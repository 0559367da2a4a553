import type { FtrackEntity, FtrackSession } from '../../ftrack/index.ts';
import { confirmAbsentContexts, tornListing } from './confirm-absent-contexts.ts';
import {
  type FtrackAncestor,
  type FtrackContext,
  type FtrackProject,
  type FtrackSnapshot,
  type SyncScope,
  TASK_OBJECT_TYPE,
} from './ftrack-snapshot.ts';
import type { FtrackCatalog } from './read-catalog.ts';
import {
  chunk,
  collectionOf,
  forEachParallel,
  IDS_PER_QUERY,
  Lane,
  optionalText,
  quoteList,
  textOf,
  Texts,
} from './rows.ts';

/** Entity ids times configuration ids in one query for values. */
const VALUES_PER_QUERY = 2_000;
/** Contexts wanted in one answer, and the most that one page of it holds. */
const ROWS_PER_QUERY = 2_500;
const ROWS_PER_PAGE = 5_000;
/** Queries for contexts at the same time. */
const CONTEXT_QUERIES = 2;
const CONTEXT_FIELDS =
  'id, name, parent_id, project_id, object_type_id, type_id, status_id, priority_id, thumbnail_id, start_date, end_date, description';

export interface ReadOptions {
  readonly project: FtrackProject;
  readonly catalog: FtrackCatalog;
  readonly scope: SyncScope;
  /** Ids of the custom attributes whose values are needed. */
  readonly attributeIds: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the whole project or the entities of a scope, in bulk: contexts, their values and assignments. For a scope the three are asked
 * side by side, and ids that do not come back are asked for once more before they are `absent`; for a whole project nothing is absent
 * yet, because a listing proves nothing (see `confirmAbsent`).
 */
export async function readFtrackSnapshot(
  session: FtrackSession,
  options: ReadOptions,
): Promise<FtrackSnapshot> {
  const { project, catalog, scope } = options;
  const base = { scope, project, ...catalog };
  if (scope === 'project') {
    return { ...base, ...(await readAll(session, options)), ancestors: new Map(), absent: new Set() };
  }
  const texts = new Texts();
  const values: Values = new Map();
  const assignees: Assignees = new Map();
  const [rows] = await Promise.all([
    readContexts(session, scope, options),
    forEachParallel(chunk([project.id, ...scope], valuesPerQuery(options)), (part) =>
      addValues(session, values, { ids: part, options, texts }),
    ),
    forEachParallel(chunk(scope, IDS_PER_QUERY), (part) =>
      addAssignees(session, assignees, { ids: part, options, texts }),
    ),
  ]);
  const own = rows.filter((row) => textOf(row, 'project_id') === project.id);
  const contexts = new Map(own.map((row) => [textOf(row, 'id'), toContext(row, catalog, texts)]));
  const missing = [...scope].filter((id) => !contexts.has(id) && id !== project.id);
  const absent = await confirmAbsentContexts(session, project.id, missing);
  if (absent.size < missing.length) throw tornListing(project.name, missing.length - absent.size);
  const tags: Tags = new Map();
  addTags(tags, own, texts);
  return { ...base, contexts, ancestors: ancestorsOf(own, contexts), values, assignees, tags, absent };
}

type Values = Map<string, Map<string, unknown>>;
type Assignees = Map<string, string[]>;
type Tags = Map<string, readonly string[]>;

/**
 * Reads level by level, so that every query is answered from the index of parents: pages of one long list get slower the longer it is.
 * Children of one parent come in the order of their ids. Values and assignments of what is there are read beside the next contexts.
 */
async function readAll(
  session: FtrackSession,
  options: ReadOptions,
): Promise<Pick<FtrackSnapshot, 'contexts' | 'values' | 'assignees' | 'tags'>> {
  const { project, catalog, signal } = options;
  const texts = new Texts();
  const contexts = new Map<string, FtrackContext>();
  const values: Values = new Map();
  const assignees: Assignees = new Map();
  const tags: Tags = new Map();
  const lane = new Lane();
  const addDetails = async (ids: readonly string[], tasks: readonly string[]) => {
    for (const part of chunk(ids, valuesPerQuery(options)))
      await lane.add(() => addValues(session, values, { ids: part, options, texts }));
    for (const part of chunk(tasks, IDS_PER_QUERY))
      await lane.add(() => addAssignees(session, assignees, { ids: part, options, texts }));
  };
  const readBelow = async (first: readonly string[]) => {
    for (let level = first; level.length > 0; ) {
      const below: string[] = [];
      const size = new ParentsPerQuery();
      const reading = new Lane(CONTEXT_QUERIES);
      for (let start = 0; start < level.length; ) {
        const parents = level.slice(start, start + size.current);
        start += parents.length;
        await reading.add(async () => {
          const rows = await session.query(
            `select ${CONTEXT_FIELDS} from TypedContext where project_id is "${project.id}" and parent_id in (${quoteList(parents)}) order by id`,
            { pageSize: ROWS_PER_PAGE, ...(signal && { signal }) },
          );
          size.learn(parents.length, rows.length);
          const read = rows
            .map((row) => toContext(row, catalog, texts))
            .filter(({ id }) => !contexts.has(id));
          for (const context of read) contexts.set(context.id, context);
          const isTask = ({ kind }: FtrackContext) => kind === 'task';
          below.push(...read.filter((context) => !isTask(context)).map(({ id }) => id));
          await addDetails(
            read.map(({ id }) => id),
            read.filter(isTask).map(({ id }) => id),
          );
        });
      }
      await reading.end();
      level = below;
    }
  };
  let tasks: readonly string[] = [];
  try {
    await addDetails([project.id], []);
    await lane.add(() => addAllTags(session, tags, { options, texts }));
    await lane.add(async () => {
      tasks = await readTasksWithChildren(session, options);
    });
    await readBelow([project.id]);
    await lane.end();
    await readBelow(tasks);
  } finally {
    await lane.end();
  }
  return { contexts, values, assignees, tags };
}

/** How many parents to ask for at once, so that an answer has about as many rows as wanted. */
class ParentsPerQuery {
  current = 50;

  learn(parents: number, rows: number): void {
    const wanted = Math.round((ROWS_PER_QUERY * parents) / Math.max(1, rows));
    this.current = Math.max(10, Math.min(IDS_PER_QUERY, wanted));
  }
}

function toContext(row: FtrackEntity, { schema }: FtrackCatalog, texts: Texts): FtrackContext {
  const objectTypeId = texts.one(textOf(row, 'object_type_id'));
  const typeName = schema.objectTypes.get(objectTypeId)?.name ?? row.__entity_type__;
  return {
    id: texts.one(textOf(row, 'id')),
    parentId: texts.one(textOf(row, 'parent_id')),
    kind: typeName === TASK_OBJECT_TYPE ? 'task' : 'folder',
    name: textOf(row, 'name'),
    objectTypeId,
    typeId: texts.one(optionalText(row, 'type_id')),
    statusId: texts.one(optionalText(row, 'status_id')),
    priorityId: texts.one(optionalText(row, 'priority_id')),
    thumbnailId: optionalText(row, 'thumbnail_id'),
    startDate: texts.one(optionalText(row, 'start_date')),
    endDate: texts.one(optionalText(row, 'end_date')),
    description: texts.one(textOf(row, 'description')),
  };
}

async function readContexts(
  session: FtrackSession,
  ids: Iterable<string>,
  { signal }: ReadOptions,
): Promise<FtrackEntity[]> {
  const rows: FtrackEntity[] = [];
  await forEachParallel(chunk(ids, IDS_PER_QUERY), async (part) => {
    const found = await session.query(
      `select ${CONTEXT_FIELDS}, link, scopes.id from TypedContext where id in (${quoteList(part)}) order by id`,
      signal && { signal },
    );
    rows.push(...found);
  });
  return rows;
}

/** What stands above, from the `link` of each row: project first, the entity itself last. */
function ancestorsOf(
  rows: readonly FtrackEntity[],
  contexts: ReadonlyMap<string, FtrackContext>,
): Map<string, FtrackAncestor> {
  const ancestors = new Map<string, FtrackAncestor>();
  for (const row of rows) {
    const link = row['link'];
    if (!Array.isArray(link)) continue;
    let parentId: string | null = null;
    for (const step of link.slice(0, -1)) {
      const { id, name } = readStep(step);
      if (parentId !== null && !contexts.has(id)) ancestors.set(id, { id, parentId, name });
      parentId = id;
    }
  }
  return ancestors;
}

function readStep(step: unknown): { id: string; name: string } {
  const { id, name } = (step ?? {}) as { id?: unknown; name?: unknown };
  return { id: typeof id === 'string' ? id : '', name: typeof name === 'string' ? name : '' };
}

interface Part {
  readonly ids: readonly string[];
  readonly options: Pick<ReadOptions, 'attributeIds' | 'signal'>;
  readonly texts: Texts;
}

function valuesPerQuery({ attributeIds }: ReadOptions): number {
  return Math.max(50, Math.floor(VALUES_PER_QUERY / Math.max(1, attributeIds.length)));
}

async function addValues(
  session: FtrackSession,
  values: Values,
  { ids, options: { attributeIds, signal }, texts }: Part,
): Promise<void> {
  if (attributeIds.length === 0) return;
  const rows = await session.query(
    `select value, entity_id, configuration_id from ContextCustomAttributeValue where entity_id in (${quoteList(ids)}) and configuration_id in (${quoteList(attributeIds)}) order by entity_id, configuration_id`,
    { pageSize: VALUES_PER_QUERY, ...(signal && { signal }) },
  );
  for (const row of rows) {
    const value = row['value'];
    if (value === null || value === undefined) continue;
    const configurationId = textOf(row, 'configuration_id');
    const byEntity = values.get(configurationId) ?? new Map<string, unknown>();
    byEntity.set(texts.one(textOf(row, 'entity_id')), value);
    values.set(configurationId, byEntity);
  }
}

async function addAssignees(
  session: FtrackSession,
  assignees: Assignees,
  { ids, options: { signal }, texts }: Part,
): Promise<void> {
  const rows = await session.query(
    `select context_id, resource_id from Appointment where type is "assignment" and context_id in (${quoteList(ids)}) order by id`,
    { pageSize: 2_000, ...(signal && { signal }) },
  );
  for (const row of rows) {
    const taskId = texts.one(textOf(row, 'context_id'));
    const users = assignees.get(taskId) ?? [];
    users.push(texts.one(textOf(row, 'resource_id')));
    assignees.set(taskId, users);
  }
}

/** Most entities have no tags, so only those that have some are asked for; nobody is while the studio has no tags at all. */
async function addAllTags(
  session: FtrackSession,
  tags: Tags,
  { options: { project, catalog, signal }, texts }: Pick<Part, 'texts'> & { readonly options: ReadOptions },
): Promise<void> {
  if (catalog.tagNames.size === 0) return;
  const rows = await session.query(
    `select id, scopes.id from TypedContext where project_id is "${project.id}" and scopes any () order by id`,
    { pageSize: 2_000, ...(signal && { signal }) },
  );
  addTags(tags, rows, texts);
}

function addTags(tags: Tags, rows: readonly FtrackEntity[], texts: Texts): void {
  for (const row of rows) {
    const ids = collectionOf(row, 'scopes').map((tag) => texts.one(textOf(tag, 'id')));
    if (ids.length > 0) tags.set(texts.one(textOf(row, 'id')), ids);
  }
}

/** Ids of the tasks that something stands below: nothing in ftrack's interface makes such, its API does. */
async function readTasksWithChildren(
  session: FtrackSession,
  { project, signal }: ReadOptions,
): Promise<string[]> {
  const rows = await session.query(
    `select id from Task where project_id is "${project.id}" and children any () order by id`,
    signal && { signal },
  );
  return rows.map((row) => textOf(row, 'id'));
}

/** Stored values of one attribute on some entities. */
export async function readAttributeValues(
  session: FtrackSession,
  configurationId: string,
  entityIds: Iterable<string>,
): Promise<ReadonlyMap<string, unknown>> {
  const values: Values = new Map();
  const texts = new Texts();
  await forEachParallel(chunk(entityIds, IDS_PER_QUERY), (part) =>
    addValues(session, values, { ids: part, options: { attributeIds: [configurationId] }, texts }),
  );
  return values.get(configurationId) ?? new Map();
}
