import type { FieldError } from '../errors.ts';
import { type Json, type JsonObject, withoutNulls, textOf } from '../json.ts';
import { checkKind, type Kind } from '../validation/model.ts';
import { builtinAttributes } from './builtin.ts';
import {
  type AttributeDefinition,
  type AttributeOptions,
  defineAttribute,
  kindOfAttribute,
  type Scope,
} from './definition.ts';

/** An attribute as the running server knows it. */
export interface LiveAttribute {
  name: string;
  type: string;
  kind: Kind;
  inherit: boolean;
  default: Json;
}

/**
 * The attributes: those stored, and those the running server knows. The server reads the stored ones when it
 * starts; until then a new attribute is unknown and its values are dropped without a word.
 */
export class AttributeLibrary {
  readonly #stored = new Map<string, AttributeDefinition>();
  #live = new Map<Scope, Map<string, LiveAttribute>>();
  #liveDefinitions: AttributeDefinition[] = [];

  constructor(more: readonly AttributeOptions[] = []) {
    for (const definition of builtinAttributes()) this.#stored.set(definition.name, definition);
    for (const options of more) {
      const position = options.position ?? this.#stored.size;
      this.#stored.set(options.name, defineAttribute({ ...options, position }));
    }
    this.load();
  }

  /** What the server does when it starts: takes the stored attributes for its models. */
  load(): void {
    this.#liveDefinitions = structuredClone(this.list());
    this.#live = new Map();
    for (const definition of this.#liveDefinitions) {
      for (const scope of definition.scope) this.#addLive(scope, definition);
    }
  }

  /** The stored attributes by position. */
  list(): AttributeDefinition[] {
    return [...this.#stored.values()].sort((left, right) => left.position - right.position);
  }

  get(name: string): AttributeDefinition | undefined {
    return this.#stored.get(name);
  }

  set(definition: AttributeDefinition): void {
    this.#stored.set(definition.name, definition);
  }

  delete(name: string): void {
    this.#stored.delete(name);
  }

  /** The attributes of a scope the running server knows, by name. */
  ofScope(scope: Scope): ReadonlyMap<string, LiveAttribute> {
    return this.#live.get(scope) ?? new Map();
  }

  /** Names of the attributes of a scope, in their order. */
  namesOf(scope: Scope): string[] {
    return [...this.ofScope(scope).keys()];
  }

  /** The attributes as `GET /api/info` shows them: those of the running server, without nulls. */
  infoView(): JsonObject[] {
    return this.#liveDefinitions.map(({ data, ...rest }) => ({ ...rest, data: cleanData(data) }));
  }

  /** Checks values of a scope. Unknown names are dropped; null stays and means "no own value". */
  check(
    scope: Scope,
    given: JsonObject,
    loc: (string | number)[],
  ): { value: JsonObject; errors: FieldError[] } {
    const value: JsonObject = {};
    const errors: FieldError[] = [];
    for (const [name, attribute] of this.ofScope(scope)) {
      const item = given[name];
      if (item === undefined) continue;
      if (item === null) {
        value[name] = null;
        continue;
      }
      const checked = checkKind(attribute.kind, item, [...loc, name]);
      if ('errors' in checked) errors.push(...checked.errors);
      else
        value[name] =
          attribute.type === 'datetime' ? storedDatetime(String(checked.value)) : (checked.value as Json);
    }
    return { value, errors };
  }

  #addLive(scope: Scope, definition: AttributeDefinition): void {
    const { name, data } = definition;
    const attributes = this.#live.get(scope) ?? new Map<string, LiveAttribute>();
    attributes.set(name, {
      name,
      type: textOf(data['type']),
      kind: kindOfAttribute(definition),
      inherit: data['inherit'] !== false,
      default: data['default'] ?? null,
    });
    this.#live.set(scope, attributes);
  }
}

function cleanData(data: JsonObject): JsonObject {
  const items = data['enum'];
  const cleaned = withoutNulls(data);
  if (Array.isArray(items)) cleaned['enum'] = items.map((item) => withoutNulls(item as JsonObject));
  return cleaned;
}

/** Datetimes are kept with the zone they came with; a fraction becomes microseconds, `Z` becomes `+00:00`. */
function storedDatetime(text: string): string {
  return text
    .replace(' ', 'T')
    .replace(/z$/i, '+00:00')
    .replace(/\.(\d{1,6})\d*/, (_, digits: string) => `.${digits.padEnd(6, '0')}`);
}
