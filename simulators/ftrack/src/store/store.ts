import type { EntityType, Schema } from '../schema/index.ts';
import { type Entity, isSameValue, joinKey } from './entity.ts';
import { FtrackServerError } from './errors.ts';
import type { NumberRange } from './numbered-rows.ts';
import { Table } from './table.ts';
import type { CommittedTransaction, ParentRef, Row, RowChange } from './transaction.ts';
import { UNIQUE_RULES } from './unique-rules.ts';

/** Where the changes of a transaction come from, and its time. */
interface TransactionOrigin {
  readonly at: Date;
  readonly user: CommittedTransaction['user'];
  readonly pushToken: string | null;
  readonly clientToken: string | null;
}

/** Writes to the store that are kept together or not at all. Values are those of stored attributes. */
export interface StoreWriter {
  insert(type: string, values: Row): Entity;
  update(entity: Entity, values: Row): void;
  remove(entity: Entity): void;
}

interface JournalEntry {
  readonly entity: Entity;
  readonly table: Table;
  readonly before: Row | null;
  readonly after: Row | null;
  readonly parents: readonly ParentRef[];
}

/** All rows of one server, by type. Everything is in memory and synchronous. */
export class Store {
  readonly schema: Schema;
  readonly #tables = new Map<string, Table>();
  readonly #templates = new Map<string, Row>();
  #listeners: ((transaction: CommittedTransaction) => void)[] = [];
  #journal: JournalEntry[] | null = null;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** The entity of a type, or of any type of its family, by primary key. */
  get(type: string, key: string | readonly string[]): Entity | undefined {
    return this.table(type).get(typeof key === 'string' ? key : joinKey(key));
  }

  /** Every entity of a type and of those that extend it. */
  *rows(type: string): Iterable<Entity> {
    const table = this.table(type);
    for (const concrete of this.schema.concreteTypes(type)) yield* table.ofType(concrete);
  }

  count(type: string): number {
    const table = this.table(type);
    let count = 0;
    for (const concrete of this.schema.concreteTypes(type)) count += table.countOf(concrete);
    return count;
  }

  /** Entities of the type's family with this value, ignoring case; of other types of the family as well. */
  find(type: string, attribute: string, value: string): readonly Entity[] | ReadonlySet<Entity> {
    return this.table(type).find(attribute, value);
  }

  /** Entities of a type by the number an attribute holds: one that every entity of its family has and that never changes. */
  ordered(type: string, attribute: string, range: NumberRange): Iterable<Entity> {
    return this.table(type).ordered(attribute, range);
  }

  /** As `find`, copied: for loops that write to what they walk through. */
  list(type: string, attribute: string, value: string): Entity[] {
    return [...this.find(type, attribute, value)];
  }

  /** Calls back after each committed transaction that changed something. */
  onCommitted(listener: (transaction: CommittedTransaction) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /**
   * Runs `work`; what it wrote is kept when it returns and undone when it throws. Listeners hear of it afterwards, also
   * when `origin` says nothing of a user.
   */
  transaction<Result>(origin: TransactionOrigin, work: (writer: StoreWriter) => Result): Result {
    if (this.#journal !== null) throw new Error('A transaction of the store cannot contain another one.');
    const journal: JournalEntry[] = [];
    this.#journal = journal;
    let result: Result;
    try {
      result = work(this.#writer(journal));
    } catch (error) {
      for (const entry of journal.toReversed()) undo(entry);
      throw error;
    } finally {
      this.#journal = null;
    }
    const changes = this.#netChanges(journal);
    if (changes.length > 0) for (const listener of this.#listeners) listener({ ...origin, changes });
    return result;
  }

  /** Writes without a journal: nothing is undone and nobody hears of it. For seed data and the activity log. */
  writeQuietly(work: (writer: StoreWriter) => void): void {
    work(this.#writer(null));
  }

  table(type: string): Table {
    const { family } = this.schema.require(type);
    let table = this.#tables.get(family);
    if (table === undefined) this.#tables.set(family, (table = new Table(UNIQUE_RULES[family])));
    return table;
  }

  /** The way from an entity up to its project, the entity first; rows that belong to an entity start with themselves. */
  parentsOf(entity: Entity): ParentRef[] {
    const refs: ParentRef[] = [];
    for (let next: Entity | undefined = entity; next !== undefined && refs.length < 100; ) {
      const parent = this.ownerOf(next);
      refs.push({ id: next.key.at(-1) ?? '', entityType: next.type, parentId: parent?.key[0] ?? null });
      next = parent;
    }
    return refs;
  }

  /** What an entity belongs to: the parent of a context or note, the asset of a version, the list of an item, … */
  ownerOf(entity: Entity): Entity | undefined {
    const { row } = entity;
    for (const [attribute, family] of OWNER_ATTRIBUTES[this.schema.require(entity.type).family] ?? []) {
      const id = row[attribute];
      if (typeof id !== 'string') continue;
      const owner = family === null ? this.findAnywhere(id) : this.get(family, id);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  /** The entity with this id among all that notes, metadata and custom attribute values can belong to. */
  findAnywhere(id: string): Entity | undefined {
    for (const family of ADDRESSABLE_FAMILIES) {
      const entity = this.get(family, id);
      if (entity !== undefined) return entity;
    }
    return undefined;
  }

  #writer(journal: JournalEntry[] | null): StoreWriter {
    const record = (entry: Omit<JournalEntry, 'parents'>): void => {
      const parents = entry.after === null && journal !== null ? this.parentsOf(entry.entity) : [];
      journal?.push({ ...entry, parents });
    };
    return {
      insert: (typeName, values) => {
        const type = this.schema.require(typeName);
        const row = { ...this.#template(type), ...values };
        const key = type.primaryKey.map((name) => keyText(type, name, row[name]));
        const entity: Entity = { type: typeName, key, row };
        const table = this.table(typeName);
        table.insert(entity);
        record({ entity, table, before: null, after: row });
        return entity;
      },
      update: (entity, values) => {
        if (Object.entries(values).every(([name, value]) => isSameValue(entity.row[name], value))) return;
        const table = this.table(entity.type);
        const before = entity.row;
        table.replace(entity, { ...before, ...values });
        record({ entity, table, before, after: entity.row });
      },
      remove: (entity) => {
        const table = this.table(entity.type);
        record({ entity, table, before: entity.row, after: null });
        table.remove(entity);
      },
    };
  }

  /** All stored attributes of a type without a value, so that rows of one type have one shape. */
  #template(type: EntityType): Row {
    let template = this.#templates.get(type.name);
    if (template === undefined) {
      const stored = [...type.attributes.values()].filter(isStored);
      template = Object.fromEntries(stored.map(({ name }) => [name, null]));
      this.#templates.set(type.name, template);
    }
    return template;
  }

  #netChanges(journal: readonly JournalEntry[]): RowChange[] {
    const first = new Map<Entity, JournalEntry>();
    const last = new Map<Entity, JournalEntry>();
    for (const entry of journal) {
      if (!first.has(entry.entity)) first.set(entry.entity, entry);
      last.set(entry.entity, entry);
    }
    return [...first].flatMap(([entity, { before }]): RowChange[] => {
      const { after, parents } = last.get(entity) ?? { after: null, parents: [] };
      if (before === null && after === null) return [];
      const names = Object.keys(after ?? before ?? {});
      const changed = names.filter((name) => !isSameValue(before?.[name] ?? null, after?.[name] ?? null));
      if (changed.length === 0 && before !== null && after !== null) return [];
      return [
        {
          action: before === null ? 'add' : after === null ? 'remove' : 'update',
          entityType: entity.type,
          key: entity.key,
          before,
          after,
          changed,
          parents: after === null ? parents : this.parentsOf(entity),
        },
      ];
    });
  }
}

/** Whether the store keeps a value for an attribute. */
export function isStored(attribute: {
  readonly shape: { readonly kind: string };
  readonly key: string | null;
  readonly computed: boolean;
  readonly same: string | null;
}): boolean {
  const isColumn =
    attribute.shape.kind === 'scalar' || (attribute.shape.kind === 'one' && attribute.key !== null);
  return isColumn && !attribute.computed && attribute.same === null;
}

/** By family, the attributes that lead to what an entity belongs to, first found first; null: any addressable family. */
const OWNER_ATTRIBUTES: Readonly<Record<string, readonly (readonly [string, string | null])[]>> = {
  Context: [['parent_id', 'Context']],
  Asset: [['context_id', 'Context']],
  AssetVersion: [['asset_id', 'Asset']],
  Component: [
    ['container_id', 'Component'],
    ['version_id', 'AssetVersion'],
  ],
  ComponentLocation: [['component_id', 'Component']],
  Note: [
    ['in_reply_to_id', 'Note'],
    ['parent_id', null],
  ],
  Appointment: [['context_id', 'Context']],
  Timelog: [['context_id', 'Context']],
  Timer: [['context_id', 'Context']],
  Manager: [['context_id', 'Context']],
  TypedContextLink: [['from_id', 'Context']],
  AssetVersionLink: [['from_id', 'AssetVersion']],
  CustomAttributeValue: [['entity_id', null]],
  CustomAttributeLink: [['from_id', null]],
  Metadata: [['parent_id', null]],
  StatusChange: [['parent_id', null]],
  List: [['project_id', 'Context']],
  ListObject: [['list_id', 'List']],
  ReviewSession: [['project_id', 'Context']],
  ReviewSessionObject: [['review_session_id', 'ReviewSession']],
  ReviewSessionInvitee: [['review_session_id', 'ReviewSession']],
  ReviewSessionObjectStatus: [['review_session_object_id', 'ReviewSessionObject']],
  CalendarEvent: [['project_id', 'Context']],
  UserSecurityRole: [['user_id', 'Resource']],
  UserSecurityRoleProject: [['user_security_role_id', 'UserSecurityRole']],
  Membership: [['group_id', 'Resource']],
};

const ADDRESSABLE_FAMILIES = [
  'Context',
  'AssetVersion',
  'Asset',
  'Resource',
  'List',
  'Component',
  'Note',
  'ListObject',
  'ReviewSession',
  'ReviewSessionObject',
];

function undo({ entity, table, before, after }: JournalEntry): void {
  if (before === null) table.remove(entity);
  else if (after === null) table.insert(entity);
  else table.replace(entity, before);
}

function keyText(type: EntityType, name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new FtrackServerError('ValidationError', `${type.name} needs a value for its primary key "${name}".`);
}
