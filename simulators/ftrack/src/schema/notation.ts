/**
 * The notation of the schema facts: one block per entity type, one line per attribute.
 *
 *     TypedContextLink : Parent table Dependency pk id        header: base type, legacy table, primary key (default: id)
 *       required: id from_id to_id                            a list of the type; `required: + a b` adds to the base's list
 *       to_id   string key TypedContext.id col toid = "x"     scalar: foreign key, legacy column name, default (`uid` = a new uuid)
 *       to      -> TypedContext via to_id                     relation to one; without `via` over `<name>_id`
 *       lines   [] Line by parent_id where type=a             collection of the rows whose `parent_id` is this one's id
 *       scopes  [] Scope through Link my_id other_id          collection through the rows of a link type
 *       meta    {} Metadata by parent_id                      the same, read by clients as a dictionary
 *
 * Further words: `computed` (never stored), `same x` (shares the stored value of x), `hidden` (not told to
 * clients in the schema; on a header a whole type), `restricted` (filter only), `typename` (clients see a type name), `json`, `enum a/b`.
 * A type has every attribute of its base; repeating one replaces it.
 */
export type ScalarType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'datetime'
  | 'object'
  | 'variable'
  | 'untyped';

export type AttributeShape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'one'; readonly target: string; readonly via: string }
  | {
      readonly kind: 'many';
      readonly target: string;
      readonly mapped: boolean;
      readonly rows: CollectionRows | null;
    };

/** How the rows of a collection are found; null for computed collections. */
export type CollectionRows =
  | {
      readonly by: string;
      readonly where: { readonly attribute: string; readonly value: string | null } | null;
    }
  | { readonly through: string; readonly mine: string; readonly other: string };

export interface AttributeFacts {
  readonly name: string;
  readonly shape: AttributeShape;
  /** `Type.attribute`, as told to clients in the schema. */
  readonly key: string | null;
  /** Legacy column name where it is told to clients; events use it. */
  readonly column: string | null;
  /** Undefined where there is none. */
  readonly default: unknown;
  readonly newId: boolean;
  readonly computed: boolean;
  readonly hidden: boolean;
  readonly restricted: boolean;
  readonly typename: boolean;
  readonly json: boolean;
  readonly options: readonly string[] | null;
  readonly same: string | null;
}

export interface TypeLists {
  readonly default: readonly string[];
  readonly system: readonly string[] | null;
  readonly required: readonly string[];
  readonly immutable: readonly string[];
  readonly computed: readonly string[] | null;
}

export interface TypeFacts {
  readonly name: string;
  readonly base: string | null;
  readonly table: string | null;
  /** Legacy column and value that tell this type's rows in a shared table. */
  readonly classifier: { readonly column: string; readonly value: string } | null;
  readonly primaryKey: readonly string[];
  readonly hidden: boolean;
  readonly lists: TypeLists;
  readonly attributes: ReadonlyMap<string, AttributeFacts>;
}

interface OpenType {
  facts: Omit<TypeFacts, 'lists' | 'attributes'>;
  lists: { -readonly [List in keyof TypeLists]: TypeLists[List] };
  attributes: Map<string, AttributeFacts>;
}

const EMPTY_LISTS: TypeLists = { default: [], system: null, required: [], immutable: [], computed: null };
const LIST_LINE = /^(default|system|required|immutable|computed): (\+ )?(.*)$/;

/** Reads facts in the notation above; base types must stand before the types that extend them. */
export function parseFacts(text: string): TypeFacts[] {
  const types = new Map<string, OpenType>();
  let open: OpenType | null = null;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (!line.startsWith(' ')) {
      open = parseHeader(line, types);
      types.set(open.facts.name, open);
    } else if (open === null) {
      throw new SyntaxError(`The schema facts have a line before the first type: ${line}`);
    } else {
      parseMember(line.trim(), open);
    }
  }
  return [...types.values()].map(({ facts, lists, attributes }) => ({ ...facts, lists, attributes }));
}

function parseHeader(line: string, types: ReadonlyMap<string, OpenType>): OpenType {
  const match =
    /^(\w+)(?: : (\w+))?( hidden)?(?: table (\w+)(?: where (\w+)=(\S+))?)?(?: pk ([\w ]+))?$/.exec(line);
  const name = match?.[1];
  if (!match || name === undefined)
    throw new SyntaxError(`The schema facts have a broken type line: ${line}`);
  const base = match[2] === undefined ? null : types.get(match[2]);
  if (base === undefined) throw new SyntaxError(`The base of ${name} must stand before it: ${match[2]}`);
  const [, , , hidden, table, column, value, primaryKey] = match;
  return {
    facts: {
      name,
      base: base?.facts.name ?? null,
      table: table ?? null,
      classifier: column !== undefined && value !== undefined ? { column, value } : null,
      primaryKey: primaryKey?.split(' ') ?? base?.facts.primaryKey ?? ['id'],
      hidden: hidden !== undefined,
    },
    lists: { ...(base?.lists ?? EMPTY_LISTS) },
    attributes: new Map(base?.attributes),
  };
}

function parseMember(line: string, open: OpenType): void {
  const list = LIST_LINE.exec(line);
  if (list) {
    const name = list[1] as keyof TypeLists;
    const words = (list[3] ?? '').split(' ');
    open.lists[name] = list[2] === undefined ? words : [...(open.lists[name] ?? []), ...words];
    return;
  }
  const attribute = parseAttribute(line);
  open.attributes.set(attribute.name, attribute);
}

function parseAttribute(line: string): AttributeFacts {
  const [, head = '', , value] = /^(.*?)( = (.*))?$/.exec(line) ?? [];
  const [name = '', ...words] = head.split(/\s+/);
  const has = (word: string): boolean => words.includes(word);
  const after = (word: string): string | null =>
    has(word) ? (words[words.indexOf(word) + 1] ?? null) : null;
  return {
    name,
    shape: parseShape(name, words),
    key: after('key'),
    column: after('col'),
    default: value === undefined || value === 'uid' ? undefined : (JSON.parse(value) as unknown),
    newId: value === 'uid',
    computed: has('computed'),
    hidden: has('hidden'),
    restricted: has('restricted'),
    typename: has('typename'),
    json: has('json'),
    options: after('enum')?.split('/') ?? null,
    same: after('same'),
  };
}

function parseShape(name: string, words: readonly string[]): AttributeShape {
  const [sign = '', target = ''] = words;
  const after = (word: string, offset = 1): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + offset] : undefined;
  if (sign === '->') return { kind: 'one', target, via: after('via') ?? `${name}_id` };
  if (sign !== '[]' && sign !== '{}') return { kind: 'scalar', scalar: sign as ScalarType };
  let rows: CollectionRows | null = null;
  const by = after('by');
  const through = after('through');
  if (by !== undefined) {
    const [attribute, value] = after('where')?.split('=') ?? [];
    const where =
      attribute === undefined ? null : { attribute, value: value === 'null' ? null : (value ?? null) };
    rows = { by, where };
  } else if (through !== undefined) {
    rows = { through, mine: after('through', 2) ?? '', other: after('through', 3) ?? '' };
  }
  return { kind: 'many', target, mapped: sign === '{}', rows };
}
