import type { Expression, Path, Query } from '@ynput/ftrack-common/query';
import type { AttributeFacts, Schema } from '../schema/index.ts';
import { FtrackServerError } from '../store/index.ts';
import { findAttribute } from './projection.ts';

/** Computed values that servers find in their database all the same. */
const FILTERABLE: ReadonlySet<string> = new Set(['id', 'key', 'is_latest_version', 'project_id']);

/** Throws a ParseError when a query filters or sorts by a value that servers make only while answering: `link`, `thumbnail_url`, `time_logged`, … */
export function checkFilter(query: Query, schema: Schema): void {
  for (const { path } of query.orderBy) checkPath(path, query.type, schema);
  if (query.where !== null) checkExpression(query.where, query.type, schema);
}

function checkExpression(expression: Expression, type: string, schema: Schema): void {
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const term of expression.terms) checkExpression(term, type, schema);
      return;
    case 'not':
      checkExpression(expression.term, type, schema);
      return;
    case 'any':
    case 'has': {
      const target = checkPath(expression.path, type, schema);
      if (target !== null && expression.where !== null) checkExpression(expression.where, target, schema);
      return;
    }
    case 'in_query':
      checkPath(expression.path, type, schema);
      checkFilter(expression.query, schema);
      return;
    case 'compare':
    case 'in':
      checkPath(expression.path, type, schema);
  }
}

/** The type a path leads to; null for a value, and for what the evaluation will complain about. */
function checkPath(path: Path, from: string, schema: Schema): string | null {
  let type: string | null = from;
  for (const [at, { name, cast }] of path.entries()) {
    const isRelation = at < path.length - 1;
    const attribute: AttributeFacts | undefined =
      type === null ? undefined : findAttribute(type, name, { schema, isRelation });
    if (attribute === undefined) return null;
    if (attribute.shape.kind !== 'scalar') {
      type = cast ?? attribute.shape.target;
    } else if (attribute.computed && !FILTERABLE.has(name)) {
      throw new FtrackServerError(
        'ParseError',
        `"${name}" of "${type}" can be selected but not be filtered or sorted by.`,
      );
    } else {
      type = null;
    }
  }
  return type;
}
