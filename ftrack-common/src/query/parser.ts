import type {
  Aggregate,
  Expression,
  Operator,
  Order,
  Path,
  PathSegment,
  Projection,
  Query,
  Value,
} from './ast.ts';
import { QuerySyntaxError } from './errors.ts';
import { describeToken, type Token, tokenize } from './lexer.ts';

/** Expressions nested deeper than this are refused, so that no query can exhaust the stack. */
const maxDepth = 200;

const operators = new Map<string, Operator>([
  ['is', 'is'],
  ['=', 'is'],
  ['is_not', 'is_not'],
  ['!=', 'is_not'],
  ['>', '>'],
  ['after', '>'],
  ['greater_than', '>'],
  ['<', '<'],
  ['before', '<'],
  ['less_than', '<'],
  ['>=', '>='],
  ['<=', '<='],
  ['like', 'like'],
  ['not_like', 'not_like'],
]);

const directions = new Map([
  ['asc', false],
  ['ascending', false],
  ['desc', true],
  ['descending', true],
]);

const aggregates = new Map<string, Aggregate>(
  (['count', 'sum', 'avg', 'min', 'max'] as const).map((name) => [name, name]),
);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const date = /^\d{4}-\d{1,2}-\d{1,2}$/;
const timeOfDay = /^\d{1,2}:\d{2}/;

const anOperator =
  'an operator (is, is_not, =, !=, >, <, >=, <=, after, before, like, not_like, in, not_in, any, has)';
const aTail = '"order by", "group by", "offset", "limit"';

/** Parses a query. Keywords may be in any case. Throws `QuerySyntaxError` when the text is not a query. */
export function parseQuery(text: string): Query {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
    this.#end = { kind: 'end', text: '', position: text.length };
  }

  parse(): Query {
    return this.#query('the end of the query', (token) => token.kind === 'end');
  }

  /** A query up to its closing token, which is named for messages and left to the caller. */
  #query(closing: string, closes: (token: Token) => boolean): Query {
    const projections = this.#takeWord('select') ? this.#projections() : null;
    const type = this.#identifier('the name of a type');
    const where = this.#takeWord('where') ? this.#expression() : null;
    const tail = this.#tail();
    if (!closes(this.#peek())) {
      const more = where === null ? '"where", ' : '"and", "or", ';
      this.#fail(`${more}${aTail} or ${closing}`);
    }
    return { projections, type, where, ...tail };
  }

  #tail(): Pick<Query, 'orderBy' | 'groupBy' | 'offset' | 'limit'> {
    let orderBy: Order[] | null = null;
    let groupBy: Path[] | null = null;
    let offset: number | null = null;
    let limit: number | null = null;
    for (;;) {
      if (orderBy === null && this.#takeWord('order')) {
        this.#expectWord('by');
        orderBy = this.#list(() => this.#order());
      } else if (groupBy === null && this.#takeWord('group')) {
        this.#expectWord('by');
        groupBy = this.#list(() => this.#path());
      } else if (offset === null && this.#takeWord('offset')) {
        offset = this.#wholeNumber();
      } else if (limit === null && this.#takeWord('limit')) {
        limit = this.#wholeNumber();
      } else {
        return { orderBy: orderBy ?? [], groupBy: groupBy ?? [], offset, limit };
      }
    }
  }

  #projections(): Projection[] {
    const projections = this.#list(() => this.#projection());
    this.#expectWord('from', '"," or "from"');
    return projections;
  }

  #projection(): Projection {
    const token = this.#peek();
    const aggregate = token.kind === 'word' ? aggregates.get(token.text.toLowerCase()) : undefined;
    if (aggregate === undefined || !this.#isSymbol('(', 1)) return { kind: 'path', path: this.#path() };
    this.#at += 2;
    const path = this.#path();
    this.#expectSymbol(')', '")"');
    return { kind: 'aggregate', aggregate, path };
  }

  #order(): Order {
    const path = this.#path();
    const token = this.#peek();
    const descending = token.kind === 'word' ? directions.get(token.text.toLowerCase()) : undefined;
    if (descending !== undefined) this.#at += 1;
    return { path, descending: descending ?? false };
  }

  #expression(): Expression {
    this.#depth += 1;
    if (this.#depth > maxDepth) this.#fail(`at most ${maxDepth} levels of nesting`);
    const expression = this.#chain('or', () => this.#chain('and', () => this.#negation()));
    this.#depth -= 1;
    return expression;
  }

  #chain(kind: 'and' | 'or', parseTerm: () => Expression): Expression {
    const first = parseTerm();
    if (!this.#isWord(kind)) return first;
    const terms = [first];
    while (this.#takeWord(kind)) terms.push(parseTerm());
    return { kind, terms };
  }

  #negation(): Expression {
    let negations = 0;
    while (this.#takeWord('not')) negations += 1;
    if (negations > maxDepth) this.#fail(`at most ${maxDepth} levels of nesting`);
    let expression = this.#primary();
    for (; negations > 0; negations -= 1) expression = { kind: 'not', term: expression };
    return expression;
  }

  #primary(): Expression {
    if (this.#takeSymbol('(')) {
      const expression = this.#expression();
      this.#expectSymbol(')', '"and", "or" or ")"');
      return expression;
    }
    const path = this.#path('a condition');
    const token = this.#peek();
    const word = token.kind === 'string' ? '' : token.text.toLowerCase();
    const operator = operators.get(word);
    if (operator !== undefined) {
      this.#at += 1;
      return { kind: 'compare', path, operator, value: this.#value() };
    }
    if (word === 'in' || word === 'not_in') {
      this.#at += 1;
      return this.#membership(path, word === 'not_in');
    }
    if (word === 'any' || word === 'has') {
      this.#at += 1;
      return this.#relation(path, word);
    }
    return this.#fail(anOperator);
  }

  #relation(path: Path, kind: 'any' | 'has'): Expression {
    this.#expectSymbol('(', '"("');
    if (this.#takeSymbol(')')) return { kind, path, where: null };
    const where = this.#expression();
    this.#expectSymbol(')', '"and", "or" or ")"');
    return { kind, path, where };
  }

  #membership(path: Path, negated: boolean): Expression {
    this.#expectSymbol('(', '"("');
    if (this.#atSubQuery()) {
      this.#depth += 1;
      const query = this.#query('")"', (token) => token.kind === 'symbol' && token.text === ')');
      this.#depth -= 1;
      this.#at += 1;
      return { kind: 'in_query', path, negated, query };
    }
    const values: Value[] = [];
    while (!this.#takeSymbol(')')) {
      values.push(this.#value('a value or ")"'));
      if (!this.#takeSymbol(',') && !this.#isSymbol(')')) this.#fail('"," or ")"');
    }
    return { kind: 'in', path, negated, values };
  }

  /** Two words in a row are never values, apart from a date and its time of day. */
  #atSubQuery(): boolean {
    const first = this.#peek();
    return first.kind === 'word' && identifier.test(first.text) && this.#peek(1).kind === 'word';
  }

  #value(expected = 'a value'): Value {
    const token = this.#peek();
    if (token.kind !== 'word' && token.kind !== 'string') this.#fail(expected);
    this.#at += 1;
    if (token.kind === 'string') return token.text;
    const next = this.#peek();
    if (date.test(token.text) && next.kind === 'word' && timeOfDay.test(next.text)) {
      this.#at += 1;
      return `${token.text} ${next.text}`;
    }
    return token.text.toLowerCase() === 'none' ? null : token.text;
  }

  #path(expected = 'an attribute'): Path {
    const segments: PathSegment[] = [];
    do {
      const token = this.#peek();
      const names = token.text.split('.');
      if (segments.length > 0) names.shift();
      if (token.kind !== 'word' || names.length === 0 || !names.every((name) => identifier.test(name))) {
        this.#fail(expected);
      }
      this.#at += 1;
      const last = names.pop() ?? '';
      for (const name of names) segments.push({ name, cast: null });
      segments.push({ name: last, cast: this.#cast() });
    } while (this.#atCastTail());
    return segments;
  }

  #cast(): string | null {
    if (!this.#takeSymbol('[')) return null;
    const type = this.#identifier('the name of a type');
    this.#expectSymbol(']', '"]"');
    return type;
  }

  /** Whether a path goes on after a cast: `[Shot].name`. */
  #atCastTail(): boolean {
    const before = this.#tokens[this.#at - 1];
    const next = this.#peek();
    return before?.text === ']' && next.kind === 'word' && next.text.startsWith('.');
  }

  #identifier(expected: string): string {
    const token = this.#peek();
    if (token.kind !== 'word' || !identifier.test(token.text)) this.#fail(expected);
    this.#at += 1;
    return token.text;
  }

  #wholeNumber(): number {
    const token = this.#peek();
    const number = Number(token.text);
    if (token.kind !== 'word' || !/^\d+$/.test(token.text) || !Number.isSafeInteger(number)) {
      this.#fail('a whole number');
    }
    this.#at += 1;
    return number;
  }

  #list<Item>(parseItem: () => Item): Item[] {
    const items = [parseItem()];
    while (this.#takeSymbol(',')) items.push(parseItem());
    return items;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? this.#end;
  }

  #isWord(keyword: string): boolean {
    const token = this.#peek();
    return token.kind === 'word' && token.text.toLowerCase() === keyword;
  }

  #takeWord(keyword: string): boolean {
    const found = this.#isWord(keyword);
    if (found) this.#at += 1;
    return found;
  }

  #expectWord(keyword: string, expected = `"${keyword}"`): void {
    if (!this.#takeWord(keyword)) this.#fail(expected);
  }

  #isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  #takeSymbol(symbol: string): boolean {
    const found = this.#isSymbol(symbol);
    if (found) this.#at += 1;
    return found;
  }

  #expectSymbol(symbol: string, expected: string): void {
    if (!this.#takeSymbol(symbol)) this.#fail(expected);
  }

  #fail(expected: string): never {
    const token = this.#peek();
    throw new QuerySyntaxError({
      text: this.#text,
      position: token.position,
      found: describeToken(token),
      expected,
    });
  }
}
