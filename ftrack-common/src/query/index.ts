export type {
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
export { QueryAttributeError, QueryError, QuerySyntaxError } from './errors.ts';
export type { QueryResult } from './evaluate.ts';
export { evaluateQuery, isAggregateQuery } from './evaluate.ts';
export type { Group } from './groups.ts';
export { evaluateAggregateQuery } from './groups.ts';
export { parseQuery } from './parser.ts';
export { printQuery } from './printer.ts';
export type { ProjectionNode } from './projection.ts';
export { projectionTree } from './projection.ts';
export type { AttributeFacts, Bucket, OrderedRange, QuerySource } from './source.ts';
