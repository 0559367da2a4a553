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
 * clients in the schema; on a header a whole type), `restricted` (filter only), `typename` (clients see a type name), `absent` (the base has it, this type
 * has not), `format json`, `enum a/b`; on a header also `grouped` (aggregates are allowed).
 * A type has every attribute of its base; repeating one replaces it. Later text may go on with a type (`+ Asset`, with
 * another base or more lines) or take one away (`- Message`).
 */
type ScalarType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'datetime'
  | 'object'
  | 'variable'
  | 'untyped';

type AttributeShape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'one'; readonly target: string; readonly via: string }
  | {
      readonly kind: 'many';
      readonly target: string;
      readonly mapped: boolean;
      readonly rows: CollectionRows | null;
    };

/** How the rows of a collection are found; null for computed collections. */
type CollectionRows =
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
  readonly format: string | null;
  readonly options: readonly string[] | null;
  readonly same: string | null;
}

interface TypeLists {
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
  /** Whether aggregates (`group by`) are allowed. */
  readonly grouped: boolean;
  readonly lists: TypeLists;
  readonly attributes: ReadonlyMap<string, AttributeFacts>;
}

/** The lines about one type, before its base is known. */
interface Block {
  readonly name: string;
  base: string | null;
  hidden: boolean;
  grouped: boolean;
  readonly table: string | null;
  readonly classifier: TypeFacts['classifier'];
  readonly primaryKey: readonly string[] | null;
  readonly lines: string[];
}

const EMPTY_LISTS: TypeLists = { default: [], system: null, required: [], immutable: [], computed: null };
const LIST_LINE = /^(default|system|required|immutable|computed): (\+ )?(.*)$/;
const HEADER =
  /^([+-] )?(\w+)(?: : (\w+))?( hidden)?( grouped)?(?: table (\w+)(?: where (\w+)=(\S+))?)?(?: pk ([\w ]+))?$/;

/** Reads facts in the notation above. Bases come before the types that extend them. */
export function parseFacts(text: string): TypeFacts[] {
  const blocks = readBlocks(text);
  const types = new Map<string, TypeFacts>();
  const resolve = (name: string): TypeFacts => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const block = blocks.get(name);
    if (block === undefined)
      throw new SyntaxError(`The schema facts name ${name} as a base but do not have it.`);
    const type = resolveType(block, block.base === null ? null : resolve(block.base));
    types.set(name, type);
    return type;
  };
  for (const name of blocks.keys()) resolve(name);
  return [...types.values()];
}

function readBlocks(text: string): Map<string, Block> {
  const blocks = new Map<string, Block>();
  let open: Block | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (line.startsWith(' ')) open?.lines.push(line.trim());
    else open = readHeader(line, blocks);
  }
  return blocks;
}

function readHeader(line: string, blocks: Map<string, Block>): Block | undefined {
  const [, sign, name, base, hidden, grouped, table, column, value, primaryKey] = HEADER.exec(line) ?? [];
  if (name === undefined) throw new SyntaxError(`The schema facts have a broken type line: ${line}`);
  if (sign === '- ') {
    blocks.delete(name);
    return undefined;
  }
  const known = blocks.get(name);
  if ((sign === '+ ') !== (known !== undefined))
    throw new SyntaxError(`The schema facts repeat or lack ${name}.`);
  if (known !== undefined) {
    known.base = base ?? known.base;
    known.grouped ||= grouped !== undefined;
    return known;
  }
  const block: Block = {
    name,
    base: base ?? null,
    hidden: hidden !== undefined,
    grouped: grouped !== undefined,
    table: table ?? null,
    classifier: column !== undefined && value !== undefined ? { column, value } : null,
    primaryKey: primaryKey?.split(' ') ?? null,
    lines: [],
  };
  blocks.set(name, block);
  return block;
}

function resolveType({ lines, ...block }: Block, base: TypeFacts | null): TypeFacts {
  const lists: { -readonly [List in keyof TypeLists]: TypeLists[List] } = { ...(base?.lists ?? EMPTY_LISTS) };
  const attributes = new Map(base?.attributes);
  for (const line of lines) {
    const list = LIST_LINE.exec(line);
    if (list) {
      const name = list[1] as keyof TypeLists;
      const words = (list[3] ?? '').split(' ');
      lists[name] = list[2] === undefined ? words : [...new Set([...(lists[name] ?? []), ...words])];
      continue;
    }
    const attribute = parseAttribute(line);
    if (/^\w+\s+absent$/.test(line)) attributes.delete(attribute.name);
    else attributes.set(attribute.name, attribute);
  }
  return {
    ...block,
    primaryKey: block.primaryKey ?? base?.primaryKey ?? ['id'],
    grouped: block.grouped || (base?.grouped ?? false),
    lists,
    attributes,
  };
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
    format: after('format'),
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
