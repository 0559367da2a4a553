import type { AttributeFacts, Schema } from '../schema/index.ts';
import type { AttributeRights } from './attribute-rights.ts';
import { COMPUTED_COLLECTIONS, COMPUTED_REFERENCES, COMPUTED_VALUES } from './computed.ts';
import { customAttributeRows } from './custom-attributes.ts';
import { type Entity, textOf } from './entity.ts';
import type { Store } from './store.ts';

const NONE: readonly Entity[] = [];

type CollectionShape = Extract<AttributeFacts['shape'], { kind: 'many' }>;

/** Reads attributes of entities as clients see them: stored, behind relations, or computed. */
export class Reader {
  readonly store: Store;
  /** Address of the server, for the URLs of files. */
  readonly url: string;
  readonly #hiddenProjects: readonly string[];
  readonly #rights: AttributeRights;

  constructor(parts: {
    readonly store: Store;
    readonly url: string;
    readonly hiddenProjects: readonly string[];
    readonly rights: AttributeRights;
  }) {
    this.store = parts.store;
    this.url = parts.url;
    this.#hiddenProjects = parts.hiddenProjects;
    this.#rights = parts.rights;
  }

  /** The entities of a type in a list that may be seen; the list itself when that is all. */
  visible<Rows extends Iterable<Entity>>(rows: Rows, type: string): Rows | Entity[] {
    const hidden = this.#hiddenProjects;
    const isLimited = this.schema.isA(type, 'CustomAttributeValue') && !this.#rights.readsAll();
    if (hidden.length === 0 && !isLimited) return rows;
    return [...rows].filter((row) => {
      if (isLimited && !this.#rights.mayRead(row)) return false;
      return !this.isHidden(row);
    });
  }

  /** Whether an entity belongs to a project nobody has rights on. */
  isHidden(entity: Entity): boolean {
    const hidden = this.#hiddenProjects;
    return hidden.length > 0 && hidden.includes(this.#projectOf(entity) ?? '');
  }

  get schema(): Schema {
    return this.store.schema;
  }

  attribute(entity: Entity, name: string): AttributeFacts | undefined {
    return this.schema.require(entity.type).attributes.get(name);
  }

  /** A scalar: as stored, or computed; undefined for an attribute the type lacks. */
  value(entity: Entity, name: string): unknown {
    const stored = entity.row[name];
    if (stored !== undefined) return stored;
    const attribute = this.attribute(entity, name);
    if (attribute === undefined) return undefined;
    if (attribute.same !== null) return entity.row[attribute.same];
    return COMPUTED_VALUES[name]?.(entity, this) ?? null;
  }

  /** The entity a reference points to; null when it has none, or it was deleted. */
  follow(entity: Entity, name: string): Entity | null {
    const shape = this.attribute(entity, name)?.shape;
    if (shape?.kind !== 'one') return null;
    const computed = COMPUTED_REFERENCES[`${this.schema.require(entity.type).family}.${name}`];
    if (computed) return computed(entity, this) ?? null;
    const key = this.value(entity, shape.via);
    if (typeof key !== 'string' && typeof key !== 'number') return null;
    const found = this.store.get(shape.target, String(key));
    return found === undefined ? null : (this.visible([found], found.type)[0] ?? null);
  }

  /** The entities of a collection. */
  collect(entity: Entity, name: string): Iterable<Entity> {
    const shape = this.attribute(entity, name)?.shape;
    return shape?.kind === 'many' ? this.visible(this.#collectAll(entity, name, shape), shape.target) : NONE;
  }

  #collectAll(entity: Entity, name: string, shape: CollectionShape): Iterable<Entity> {
    const id = entity.key[0] ?? '';
    const { rows } = shape;
    if (rows === null) {
      if (name === 'custom_attributes') return customAttributeRows(entity, shape.target, this.store);
      return COMPUTED_COLLECTIONS[name]?.(entity, this) ?? NONE;
    }
    if ('by' in rows) {
      const found = this.store.find(shape.target, rows.by, id);
      const { where } = rows;
      if (where === null) return found;
      return [...found].filter((row) => (row.row[where.attribute] ?? null) === where.value);
    }
    const links = this.store.find(rows.through, rows.mine, id);
    return [...links].flatMap((link) => {
      const other = link.row[rows.other];
      return typeof other === 'string' ? (this.store.get(shape.target, other) ?? []) : [];
    });
  }

  #projectOf(entity: Entity): string | null {
    const stored = textOf(entity, 'project_id');
    if (stored !== null) return stored;
    const top = this.store.parentsOf(entity).at(-1);
    return top?.entityType === 'Project' ? top.id : null;
  }
}
