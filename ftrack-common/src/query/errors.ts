/** A query that cannot be evaluated. `code` is stable; the message is for the person who wrote the query. */
export class QueryError extends Error {
  readonly code: 'query_syntax' | 'query_attribute' | 'query_meaning';

  constructor(message: string, code: QueryError['code'] = 'query_meaning') {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The text is not a query. */
export class QuerySyntaxError extends QueryError {
  /** Offset into the text in UTF-16 units, from 0. */
  readonly position: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly found: string;
  readonly expected: string;

  constructor(problem: { text: string; position: number; found: string; expected: string }) {
    const { text, position, found, expected } = problem;
    const before = text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - before.lastIndexOf('\n');
    super(`Expected ${expected} but found ${found} at line ${line}, column ${column}.`, 'query_syntax');
    this.position = position;
    this.line = line;
    this.column = column;
    this.found = found;
    this.expected = expected;
  }
}

/** The query names a type or an attribute the source does not have. */
export class QueryAttributeError extends QueryError {
  readonly type: string;
  /** Null when the type itself is unknown. */
  readonly attribute: string | null;

  constructor(type: string, attribute: string | null) {
    super(
      attribute === null ? `There is no type "${type}".` : `"${type}" has no attribute "${attribute}".`,
      'query_attribute',
    );
    this.type = type;
    this.attribute = attribute;
  }
}
