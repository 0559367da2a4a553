import { isRecord } from './hub-event.ts';

/**
 * Expressions of subscriptions and targets:
 *
 * ```
 * expr  = and { "or" and } ; and = not { "and" not } ; not = ["not"] prim
 * prim  = "(" expr ")" | field OP value
 * field = [A-Za-z0-9_.]+              OP = "=" | "!=" | ">=" | "<=" | ">" | "<"
 * value = "quoted" | 'quoted' | [A-Za-z0-9-_,./*@+]+     keywords in any case
 * ```
 */
export type Expression =
  | { readonly kind: 'never' }
  | { readonly kind: 'or' | 'and'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | Condition;

export type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<';

export interface Condition {
  readonly kind: 'condition';
  /** Steps of the dotted path into the event, or into the subscriber's metadata for targets. */
  readonly path: readonly string[];
  readonly operator: Operator;
  readonly value: string;
}

/** An expression that does not follow the grammar. */
export class ExpressionError extends Error {
  readonly code = 'expression_invalid';

  constructor(
    text: string,
    readonly position: number,
    expected: string,
  ) {
    super(
      `Cannot read the expression ${JSON.stringify(text)}: expected ${expected} at position ${position}.`,
    );
    this.name = 'ExpressionError';
  }
}

/** Parentheses and operators deeper than this are refused, so that no input can exhaust the stack. */
const MAX_DEPTH = 100;

const SPACE = /\s*/y;
const FIELD = /[A-Za-z0-9_.]+/y;
const OPERATOR = /!=|>=|<=|=|>|</y;
const QUOTED_VALUE = /"([^"]*)"|'([^']*)'/y;
const BARE_VALUE = /[A-Za-z0-9\-_,./*@+]+/y;
const KEYWORDS = {
  and: /and(?![A-Za-z0-9_.])/iy,
  or: /or(?![A-Za-z0-9_.])/iy,
  not: /not(?![A-Za-z0-9_.])(?!\s*(?:!=|[=<>]))/iy,
};

/**
 * Reads an expression. An empty one is valid and matches nothing.
 *
 * @throws ExpressionError when the text does not follow the grammar.
 */
export function parseExpression(text: string): Expression {
  return new ExpressionParser(text).parse();
}

class ExpressionParser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Expression {
    this.#take(SPACE);
    if (this.#position === this.#text.length) return { kind: 'never' };
    const expression = this.#parseChain('or', 0);
    if (this.#position !== this.#text.length) this.#fail('"and", "or" or the end');
    return expression;
  }

  #parseChain(keyword: 'or' | 'and', depth: number): Expression {
    const parseOperand = () => (keyword === 'or' ? this.#parseChain('and', depth) : this.#parseNot(depth));
    const first = parseOperand();
    const operands = [first];
    while (this.#take(KEYWORDS[keyword]) !== null) operands.push(parseOperand());
    return operands.length === 1 ? first : { kind: keyword, operands };
  }

  #parseNot(depth: number): Expression {
    if (this.#take(KEYWORDS.not) === null) return this.#parsePrimary(depth);
    return { kind: 'not', operand: this.#parsePrimary(depth) };
  }

  #parsePrimary(depth: number): Expression {
    if (this.#take(/\(/y) === null) return this.#parseCondition();
    if (depth === MAX_DEPTH) this.#fail(`at most ${MAX_DEPTH} parentheses inside each other`);
    const expression = this.#parseChain('or', depth + 1);
    if (this.#take(/\)/y) === null) this.#fail('")"');
    return expression;
  }

  #parseCondition(): Condition {
    const field = this.#take(FIELD) ?? this.#fail('a field');
    const operator = this.#take(OPERATOR) ?? this.#fail('an operator');
    const quoted = this.#take(QUOTED_VALUE);
    const value = quoted === null ? (this.#take(BARE_VALUE) ?? this.#fail('a value')) : quoted.slice(1, -1);
    return { kind: 'condition', path: field.split('.'), operator: operator as Operator, value };
  }

  /** Takes a token and the space behind it; null, with nothing taken, when another one is next. */
  #take(token: RegExp): string | null {
    token.lastIndex = this.#position;
    const found = token.exec(this.#text)?.[0];
    if (found === undefined) return null;
    SPACE.lastIndex = this.#position + found.length;
    SPACE.exec(this.#text);
    this.#position = SPACE.lastIndex;
    return found;
  }

  #fail(expected: string): never {
    throw new ExpressionError(this.#text, this.#position, expected);
  }
}

/**
 * Says whether a candidate (an event, or a subscriber's metadata) matches. A path that leads nowhere matches nothing,
 * with `!=` too. `=` with a value that ends in `*` compares what stands before it as a prefix. Order compares numbers
 * as numbers when both sides are, and text by code unit otherwise.
 */
export function matchesExpression(expression: Expression, candidate: unknown): boolean {
  switch (expression.kind) {
    case 'never':
      return false;
    case 'or':
      return expression.operands.some((operand) => matchesExpression(operand, candidate));
    case 'and':
      return expression.operands.every((operand) => matchesExpression(operand, candidate));
    case 'not':
      return !matchesExpression(expression.operand, candidate);
    case 'condition':
      return matchesCondition(expression, candidate);
  }
}

function matchesCondition({ path, operator, value }: Condition, candidate: unknown): boolean {
  let found: unknown = candidate;
  for (const step of path) {
    if (!isRecord(found) || !Object.hasOwn(found, step)) return false;
    found = found[step];
  }
  const text = toText(found);
  if (text === null) return operator === '!=';
  if (operator === '=') return value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : text === value;
  if (operator === '!=') return text !== value;
  const order = typeof found === 'number' ? compareNumber(found, value) : compareText(text, value);
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

/** What a value is compared as; null for those that equal no text: null, objects, lists. */
function toText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function compareNumber(found: number, value: string): number {
  const wanted = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(wanted) ? compareText(String(found), value) : found - wanted;
}

function compareText(found: string, value: string): number {
  if (found === value) return 0;
  return found < value ? -1 : 1;
}
