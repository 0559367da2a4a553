import type { AttributeFacts, Bucket, QuerySource } from '@ynput/ftrack-common/query';
import type { AttributeFacts as SchemaAttribute, EntityType, Schema } from '../schema/index.ts';
import { type Entity, isStored, type Reader } from '../store/index.ts';

/** What the query language asks of the store. */
export class StoreQuerySource implements QuerySource<Entity> {
  readonly #reader: Reader;
  readonly #schema: Schema;
  /** Facts by type and attribute name, worked out at first use; emptied when the schema grows. */
  #facts = new Map<string, AttributeFacts | null>();
  #version = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#schema = reader.schema;
  }

  concreteTypes(type: string): readonly string[] | null {
    const found = this.#schema.type(type);
    return found === undefined || found.hidden ? null : [...this.#schema.concreteTypes(storedAs(type))];
  }

  primaryKey(type: string): readonly string[] {
    return this.#schema.require(type).primaryKey;
  }

  attribute(type: string, name: string): AttributeFacts | null {
    if (this.#version !== this.#schema.version) {
      this.#facts = new Map();
      this.#version = this.#schema.version;
    }
    const key = `${type}.${name}`;
    let facts = this.#facts.get(key);
    if (facts === undefined) this.#facts.set(key, (facts = this.#describe(type, name)));
    return facts;
  }

  rows(type: string): Iterable<Entity> {
    return this.#reader.visible(this.#reader.store.rows(storedAs(type)));
  }

  lookup(type: string, attribute: string, value: string): Bucket<Entity> | null {
    const facts = this.#schema.type(type)?.attributes.get(attribute);
    if (facts === undefined || !isStored(facts)) return null;
    const isText =
      facts.shape.kind === 'one' || (facts.shape.kind === 'scalar' && facts.shape.scalar === 'string');
    return isText ? this.#reader.visible(this.#reader.store.find(type, attribute, value)) : null;
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

  #describe(typeName: string, name: string): AttributeFacts | null {
    const type = this.#schema.type(typeName);
    const attribute = type?.attributes.get(name);
    if (type === undefined || attribute === undefined) return null;
    const { shape } = attribute;
    if (shape.kind === 'one' && attribute.key === null) {
      const foreignKey = attribute.computed ? {} : { foreignKey: shape.via };
      return { kind: 'reference', target: shape.target, ...foreignKey };
    }
    if (shape.kind === 'many') {
      const inverse = this.#inverseOf(type, attribute);
      return {
        kind: shape.mapped ? 'mapped' : 'collection',
        target: shape.target,
        ...(inverse !== undefined && { inverse }),
      };
    }
    if (shape.kind === 'scalar' && shape.scalar === 'datetime')
      return { kind: 'scalar', format: 'date-time' };
    if (shape.kind === 'scalar' && shape.scalar === 'variable') return { kind: 'scalar', format: 'variable' };
    return { kind: 'scalar' };
  }

  /** The attribute of a collection's rows that leads back to all its owners. */
  #inverseOf(type: EntityType, { name, shape }: SchemaAttribute): string | undefined {
    if (shape.kind !== 'many') return undefined;
    if (name === 'ancestors') return 'descendants';
    if (name === 'descendants') return type.name === 'Project' ? 'project' : 'ancestors';
    const { rows } = shape;
    if (rows === null) return undefined;
    for (const back of this.#schema.require(shape.target).attributes.values()) {
      if (back.shape.kind === 'one' && 'by' in rows) {
        const isKey = !back.computed && back.key === null && back.shape.via === rows.by;
        if (isKey && this.#schema.isA(type.name, back.shape.target)) return back.name;
      }
      if (
        back.shape.kind === 'many' &&
        'through' in rows &&
        back.shape.rows &&
        'through' in back.shape.rows
      ) {
        const { through, mine, other } = back.shape.rows;
        const isReverse = through === rows.through && mine === rows.other && other === rows.mine;
        if (isReverse && this.#schema.isA(type.name, back.shape.target)) return back.name;
      }
    }
    return undefined;
  }
}

/** NoteCategory is another name of NoteLabel. */
export function storedAs(type: string): string {
  return type === 'NoteCategory' ? 'NoteLabel' : type;
}
