import type { AttributeFacts, Bucket, OrderedRange, QuerySource } from '@ynput/ftrack-common/query';
import type { AttributeFacts as SchemaAttribute, EntityType, Schema } from '../schema/index.ts';
import { type Entity, isStored, type Reader } from '../store/index.ts';

/** What the schema says of attributes in the words of the query language, worked out at first use. */
export class QueryFacts {
  readonly #schema: Schema;
  /** By type and attribute name; emptied when the schema grows. */
  #facts = new Map<string, AttributeFacts | null>();
  #version = 0;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  attribute(type: string, name: string): AttributeFacts | null {
    if (this.#version !== this.#schema.version) {
      this.#facts = new Map();
      this.#version = this.#schema.version;
    }
    const key = `${type}.${name}`;
    let facts = this.#facts.get(key);
    if (facts === undefined) this.#facts.set(key, (facts = describeAttribute(this.#schema, type, name)));
    return facts;
  }
}

/** What the query language asks of the store, for one reader. */
export class StoreQuerySource implements QuerySource<Entity> {
  readonly #reader: Reader;
  readonly #schema: Schema;
  readonly #facts: QueryFacts;

  constructor(reader: Reader, facts: QueryFacts) {
    this.#reader = reader;
    this.#schema = reader.schema;
    this.#facts = facts;
  }

  concreteTypes(type: string): readonly string[] | null {
    const found = this.#schema.type(type);
    return found === undefined || found.hidden ? null : [...this.#schema.concreteTypes(storedAs(type))];
  }

  primaryKey(type: string): readonly string[] {
    return this.#schema.require(type).primaryKey;
  }

  attribute(type: string, name: string): AttributeFacts | null {
    return this.#facts.attribute(type, name);
  }

  rows(type: string): Iterable<Entity> {
    return this.#reader.visible(this.#reader.store.rows(storedAs(type)), type);
  }

  lookup(type: string, attribute: string, value: string): Bucket<Entity> | null {
    const facts = this.#schema.type(type)?.attributes.get(attribute);
    if (facts === undefined || !isStored(facts)) return null;
    const isText =
      facts.shape.kind === 'one' || (facts.shape.kind === 'scalar' && facts.shape.scalar === 'string');
    return isText ? this.#reader.visible(this.#reader.store.find(type, attribute, value), type) : null;
  }

  /** Whole numbers that tell rows apart, such as the ids of the activity log, are kept in order. */
  ordered(type: string, attribute: string, range: OrderedRange): Iterable<Entity> | null {
    const facts = this.#schema.type(type);
    const shape = facts?.attributes.get(attribute)?.shape;
    const isNumberedKey = facts?.primaryKey.length === 1 && facts.primaryKey[0] === attribute;
    if (!isNumberedKey || shape?.kind !== 'scalar' || shape.scalar !== 'integer') return null;
    return this.#reader.visible(this.#reader.store.ordered(type, attribute, range), type);
  }

  typeOf(row: Entity): string {
    return row.type;
  }

  get(row: Entity, attribute: string): unknown {
    return this.#reader.value(row, attribute) ?? null;
  }

  follow(row: Entity, attribute: string): Entity | null {
    return this.#reader.follow(row, attribute);
  }

  collect(row: Entity, attribute: string): Iterable<Entity> {
    return this.#reader.collect(row, attribute);
  }
}

function describeAttribute(schema: Schema, typeName: string, name: string): AttributeFacts | null {
  const type = schema.type(typeName);
  const attribute = type?.attributes.get(name);
  if (type === undefined || attribute === undefined) return null;
  const { shape } = attribute;
  if (shape.kind === 'one' && attribute.key === null) {
    const foreignKey = attribute.computed ? {} : { foreignKey: shape.via };
    return { kind: 'reference', target: shape.target, ...foreignKey };
  }
  if (shape.kind === 'many') {
    const inverse = inverseOf(schema, type, attribute);
    const kind = shape.mapped ? 'mapped' : 'collection';
    return { kind, target: shape.target, ...(inverse !== undefined && { inverse }) };
  }
  if (shape.kind === 'scalar' && shape.scalar === 'datetime') return { kind: 'scalar', format: 'date-time' };
  if (shape.kind === 'scalar' && shape.scalar === 'variable') return { kind: 'scalar', format: 'variable' };
  return { kind: 'scalar' };
}

/** The attribute of a collection's rows that leads back to all its owners. */
function inverseOf(schema: Schema, type: EntityType, { name, shape }: SchemaAttribute): string | undefined {
  if (shape.kind !== 'many') return undefined;
  // The ancestors of a context leave out its project, and those of an asset are no descendants of anything.
  if (name === 'descendants' && type.name === 'Project') return 'project';
  if (name === 'descendants' || name === 'ancestors') {
    if (!schema.isA(type.name, 'TypedContext')) return undefined;
    return name === 'descendants' ? 'ancestors' : 'descendants';
  }
  const { rows } = shape;
  if (rows === null) return undefined;
  for (const back of schema.require(shape.target).attributes.values()) {
    if (back.shape.kind === 'one' && 'by' in rows) {
      const isKey = !back.computed && back.key === null && back.shape.via === rows.by;
      if (isKey && schema.isA(type.name, back.shape.target)) return back.name;
    }
    if (back.shape.kind === 'many' && 'through' in rows && back.shape.rows && 'through' in back.shape.rows) {
      const { through, mine, other } = back.shape.rows;
      const isReverse = through === rows.through && mine === rows.other && other === rows.mine;
      if (isReverse && schema.isA(type.name, back.shape.target)) return back.name;
    }
  }
  return undefined;
}

/** NoteCategory is another name of NoteLabel. */
export function storedAs(type: string): string {
  return type === 'NoteCategory' ? 'NoteLabel' : type;
}
