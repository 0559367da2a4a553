import { activity } from './facts/activity.ts';
import { assets } from './facts/assets.ts';
import { contexts } from './facts/contexts.ts';
import { customAttributes } from './facts/custom-attributes.ts';
import { newer } from './facts/newer.ts';
import { notes } from './facts/notes.ts';
import { people } from './facts/people.ts';
import { workflow } from './facts/workflow.ts';
import { type AttributeFacts, parseFacts, type TypeFacts } from './notation.ts';
import {
  immutableByFlags,
  NO_PRIORITY_ID,
  OBJECT_TYPES,
  type ObjectTypeFacts,
  schemaTypeName,
} from './object-types.ts';

/** An entity type with what the store and the API ask of it all the time worked out once. */
export interface EntityType extends TypeFacts {
  /** The topmost base: all types of one family share their rows, e.g. `Context` for Project and Shot. */
  readonly family: string;
  /** Attribute of each attribute name and of each legacy column name told to clients. */
  readonly columns: ReadonlyMap<string, string>;
  /** API names of the attributes each answer holds, asked for or not: primary key and system projections. */
  readonly implicit: readonly string[];
  readonly defaultProjections: readonly string[];
  readonly requiredSet: ReadonlySet<string>;
  readonly immutableSet: ReadonlySet<string>;
}

/** `older`: the 116 types of servers of about 2023. `newer`: with review folders, split tasks, status rules and more. */
export type SchemaGeneration = 'older' | 'newer';

const ALL_FACTS = [contexts, assets, people, workflow, customAttributes, notes, activity].join('\n');

/** The schema of one server: the fixed types, and one type for each of its object types. */
export class Schema {
  readonly #types = new Map<string, EntityType>();
  readonly #subtypes = new Map<string, Set<string>>();
  readonly #byObjectType = new Map<string, string>();
  #version = 0;

  constructor(
    objectTypes: readonly ObjectTypeFacts[] = OBJECT_TYPES,
    readonly generation: SchemaGeneration = 'older',
  ) {
    const text = generation === 'newer' ? ALL_FACTS + newer : ALL_FACTS;
    for (const facts of parseFacts(text)) this.#add(facts);
    for (const objectType of objectTypes) this.addObjectType(objectType);
  }

  /** Grows with each change of the schema, so that what was worked out from it can be renewed. */
  get version(): number {
    return this.#version;
  }

  /** Every type, hidden ones included. */
  get types(): Iterable<EntityType> {
    return this.#types.values();
  }

  type(name: string): EntityType | undefined {
    return this.#types.get(name);
  }

  /** The type of that name; a missing one is a mistake of the caller. */
  require(name: string): EntityType {
    const type = this.#types.get(name);
    if (type === undefined) throw new Error(`The schema has no entity type ${name}.`);
    return type;
  }

  /** The type and everything that extends it. */
  concreteTypes(name: string): ReadonlySet<string> {
    return this.#subtypes.get(name) ?? new Set();
  }

  isA(name: string, base: string): boolean {
    return this.concreteTypes(base).has(name);
  }

  /** The schema type of an object type's entities. */
  typeOfObjectType(objectTypeId: string): string | undefined {
    return this.#byObjectType.get(objectTypeId);
  }

  /** Adds the type of an object type's entities. */
  addObjectType(objectType: ObjectTypeFacts): void {
    const name = schemaTypeName(objectType.name);
    const base = this.require('TypedContext');
    const attributes = new Map(base.attributes);
    withDefault(attributes, 'object_type_id', objectType.id);
    withDefault(attributes, 'priority_id', objectType.is_prioritizable === false ? null : NO_PRIORITY_ID);
    this.#byObjectType.set(objectType.id, name);
    this.#add({
      name,
      base: base.name,
      table: 'Task',
      classifier: { column: 'object_typeid', value: objectType.id },
      primaryKey: base.primaryKey,
      hidden: false,
      grouped: base.grouped,
      lists: {
        ...base.lists,
        immutable: [...new Set([...base.lists.immutable, ...immutableByFlags(objectType, attributes)])],
      },
      attributes,
    });
  }

  #add(facts: TypeFacts): void {
    const columns = new Map<string, string>();
    for (const attribute of facts.attributes.values()) {
      if (attribute.column !== null && attribute.shape.kind === 'scalar') {
        columns.set(attribute.column, attribute.name);
      }
    }
    for (const name of facts.attributes.keys()) columns.set(name, name);
    const system = (facts.lists.system ?? []).flatMap((name) => columns.get(name) ?? []);
    this.#types.set(facts.name, {
      ...facts,
      family: facts.base === null ? facts.name : this.require(facts.base).family,
      columns,
      implicit: [...new Set([...facts.primaryKey, ...system])],
      defaultProjections: facts.lists.default.filter((name) => facts.attributes.has(name)),
      requiredSet: new Set(facts.lists.required.filter((name) => facts.attributes.has(name))),
      immutableSet: new Set(facts.lists.immutable),
    });
    for (let type: string | null = facts.name; type !== null; type = this.require(type).base) {
      const known = this.#subtypes.get(type) ?? new Set();
      this.#subtypes.set(type, known.add(facts.name));
    }
    this.#version += 1;
  }
}

function withDefault(attributes: Map<string, AttributeFacts>, name: string, value: string | null): void {
  const attribute = attributes.get(name);
  if (attribute !== undefined) attributes.set(name, { ...attribute, default: value });
}
