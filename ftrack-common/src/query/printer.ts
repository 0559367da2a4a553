import type { Expression, Path, Projection, Query, Value } from './ast.ts';
import { QueryError } from './errors.ts';

/**
 * Writes a query as text, on one line, that parses to a deeply equal tree.
 * Throws `QueryError` for a text value that ends with a backslash: the language cannot write it in quotes.
 */
export function printQuery(query: Query): string {
  const parts: string[] = [];
  if (query.projections !== null)
    parts.push(`select ${query.projections.map(printProjection).join(', ')} from`);
  parts.push(query.type);
  if (query.where !== null) parts.push(`where ${printExpression(query.where)}`);
  if (query.groupBy.length > 0) parts.push(`group by ${query.groupBy.map(printPath).join(', ')}`);
  if (query.orderBy.length > 0) {
    const keys = query.orderBy.map(
      ({ path, descending }) => printPath(path) + (descending ? ' descending' : ''),
    );
    parts.push(`order by ${keys.join(', ')}`);
  }
  if (query.offset !== null) parts.push(`offset ${query.offset}`);
  if (query.limit !== null) parts.push(`limit ${query.limit}`);
  return parts.join(' ');
}

/** `parent[Shot].name` */
export function printPath(path: Path): string {
  return path.map(({ name, cast }) => (cast === null ? name : `${name}[${cast}]`)).join('.');
}

function printProjection(projection: Projection): string {
  const path = printPath(projection.path);
  return projection.kind === 'path' ? path : `${projection.aggregate}(${path})`;
}

function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'or':
      return expression.terms.map((term) => printTerm(term, ['or'])).join(' or ');
    case 'and':
      return expression.terms.map((term) => printTerm(term, ['or', 'and'])).join(' and ');
    case 'not':
      return `not ${printTerm(expression.term, ['or', 'and'])}`;
    case 'compare':
      return `${printPath(expression.path)} ${expression.operator} ${printValue(expression.value)}`;
    case 'in':
      return printIn(expression, expression.values.map(printValue).join(', '));
    case 'in_query':
      return printIn(expression, printSubQuery(expression.query));
    case 'any':
    case 'has': {
      const body = expression.where === null ? '' : printExpression(expression.where);
      return `${printPath(expression.path)} ${expression.kind} (${body})`;
    }
  }
}

/** A term inside an operator: in parentheses when it would otherwise be read as part of its surroundings. */
function printTerm(term: Expression, grouped: readonly Expression['kind'][]): string {
  const text = printExpression(term);
  return grouped.includes(term.kind) ? `(${text})` : text;
}

function printIn(expression: { path: Path; negated: boolean }, content: string): string {
  return `${printPath(expression.path)} ${expression.negated ? 'not_in' : 'in'} (${content})`;
}

/** A lone type name in parentheses would be read as a value; `offset 0` changes nothing and says that it is a query. */
function printSubQuery(query: Query): string {
  const text = printQuery(query);
  return text === query.type ? `${text} offset 0` : text;
}

/** Numbers and booleans are written bare, as people do; all other text in quotes. */
function printValue(value: Value): string {
  if (value === null) return 'None';
  if (/^(?:-?\d+(?:\.\d+)?|true|false)$/i.test(value)) return value;
  if (value.endsWith('\\')) {
    throw new QueryError(`A query cannot hold text that ends with a backslash: ${JSON.stringify(value)}.`);
  }
  return `"${value.replace(/["']/g, '\\$&')}"`;
}
