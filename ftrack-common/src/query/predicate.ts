import type { Expression, Path, PathSegment, Query } from './ast.ts';
import { QueryError } from './errors.ts';
import { printPath } from './printer.ts';
import {
  foreignKeyFor,
  type Relation,
  resolveAttribute,
  resolveRelation,
  resolveType,
  type StaticType,
  singleKey,
  targetsOf,
} from './resolve.ts';
import type { QuerySource } from './source.ts';
import { compileComparison, compileMembership, type Format, type Test } from './values.ts';

export type Predicate<Row> = (row: Row) => boolean;

/** What compiling an expression needs beside the expression. */
export interface CompileContext<Row extends object> {
  readonly source: QuerySource<Row>;
  /** The values a sub-query answers, each as text; the same query is evaluated once. */
  answer(query: Query): readonly string[];
}

/** Compiles conditions into closures over one source. Names are checked when compiling, never when testing a row. */
export class PredicateCompiler<Row extends object> {
  readonly #context: CompileContext<Row>;
  readonly #source: QuerySource<Row>;

  constructor(context: CompileContext<Row>) {
    this.#context = context;
    this.#source = context.source;
  }

  /** The test of an expression on rows of a static type. */
  compile(expression: Expression, types: StaticType): Predicate<Row> {
    switch (expression.kind) {
      case 'and': {
        const terms = cheapestFirst(expression.terms).map((term) => this.compile(term, types));
        return (row) => terms.every((term) => term(row));
      }
      case 'or': {
        const terms = cheapestFirst(expression.terms).map((term) => this.compile(term, types));
        return (row) => terms.some((term) => term(row));
      }
      case 'not': {
        const term = this.compile(expression.term, types);
        return (row) => !term(row);
      }
      case 'compare': {
        const { path, operator, value } = expression;
        const compileTest = (format: Format): Test => compileComparison(operator, value, format);
        return this.#value(path, types, { compileTest, isNoneTest: value === null });
      }
      case 'in': {
        const { path, negated, values } = expression;
        const compileTest = (format: Format): Test => compileMembership(values, negated, format);
        return this.#value(path, types, { compileTest, isNoneTest: false });
      }
      case 'in_query': {
        const { path, negated, query } = expression;
        const compileTest = (format: Format): Test =>
          compileMembership(this.#context.answer(query), negated, format);
        return this.#value(path, types, { compileTest, isNoneTest: false });
      }
      case 'any':
      case 'has':
        return this.#related(expression.path, types, expression);
    }
  }

  /** Whether a value at the end of a path passes a test: through a collection, whether any does. */
  #value(path: Path, types: StaticType, condition: Condition): Predicate<Row> {
    const source = this.#source;
    const { segment, rest } = splitPath(path);
    const attribute = (rest.length > 0 ? resolveRelation : resolveAttribute)(source, types, segment.name);
    if (attribute.kind === 'scalar') {
      const test = condition.compileTest(attribute.format);
      return (row) => test(source.get(row, segment.name));
    }
    const foreignKey = foreignKeyFor(source, attribute, { segment, rest });
    if (foreignKey !== null) {
      const test = condition.compileTest(undefined);
      return (row) => test(source.get(row, foreignKey));
    }
    if (rest.length > 0) {
      return this.#through(attribute, segment, this.#value(rest, targetsOf(attribute, segment), condition));
    }
    return this.#relationItself(attribute, segment, condition);
  }

  /** `parent is None`, `children is_not None`, `parent is "<id>"`. */
  #relationItself(relation: Relation, segment: PathSegment, condition: Condition): Predicate<Row> {
    const test = condition.compileTest(undefined);
    if (condition.isNoneTest) {
      const exists = this.#through(relation, segment, () => true);
      return (row) => test(exists(row) ? true : null);
    }
    const key = singleKey(this.#source, targetsOf(relation, segment));
    if (relation.kind === 'collection' || key === null) {
      const name = printPath([segment]);
      throw new QueryError(
        relation.kind === 'collection'
          ? `"${name}" is a collection: test its rows with "${name} any (…)".`
          : `"${name}" leads to rows with a composite key: test their attributes with "${name} has (…)".`,
      );
    }
    return this.#through(relation, segment, (target) => test(this.#source.get(target, key)));
  }

  #related(path: Path, types: StaticType, expression: RelatedExpression): Predicate<Row> {
    const { segment, rest } = splitPath(path);
    const relation = resolveRelation(this.#source, types, segment.name);
    const targets = targetsOf(relation, segment);
    if (rest.length > 0) return this.#through(relation, segment, this.#related(rest, targets, expression));
    const keyword = relation.kind === 'collection' ? 'any' : 'has';
    if (expression.kind !== keyword) {
      const name = printPath(expression.path);
      throw new QueryError(`"${name}" is a ${relation.kind}: write "${name} ${keyword} (…)".`);
    }
    const { where } = expression;
    return this.#through(relation, segment, where === null ? () => true : this.compile(where, targets));
  }

  /** Whether a row behind a relation, of the cast type if there is one, passes. */
  #through(relation: Relation, segment: PathSegment, passes: Predicate<Row>): Predicate<Row> {
    const source = this.#source;
    const { name, cast } = segment;
    const accepted = cast === null ? null : resolveType(source, cast);
    const matches: Predicate<Row> =
      accepted === null ? passes : (row) => accepted.has(source.typeOf(row)) && passes(row);
    if (relation.kind === 'reference') {
      return (row) => {
        const target = source.follow(row, name);
        return target !== null && matches(target);
      };
    }
    return (row) => {
      for (const target of source.collect(row, name)) if (matches(target)) return true;
      return false;
    };
  }
}

/** The first segment of a path and what follows it. */
export function splitPath(path: Path): { segment: PathSegment; rest: Path } {
  const [segment, ...rest] = path;
  if (segment === undefined) throw new TypeError('A path has at least one segment.');
  return { segment, rest };
}

/** Terms of `and` or `or` ordered by how many relations they walk. */
export function cheapestFirst(terms: readonly Expression[]): Expression[] {
  return terms.toSorted((left, right) => weigh(left) - weigh(right));
}

type RelatedExpression = Extract<Expression, { kind: 'any' | 'has' }>;

interface Condition {
  compileTest(format: Format): Test;
  /** Whether it asks for presence alone, so that any relation can answer it. */
  readonly isNoneTest: boolean;
}

function weigh(expression: Expression): number {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.terms.reduce((sum, term) => sum + weigh(term), 0);
    case 'not':
      return weigh(expression.term);
    case 'any':
    case 'has':
      return expression.path.length + (expression.where === null ? 1 : weigh(expression.where));
    case 'compare':
    case 'in':
    case 'in_query':
      return expression.path.length;
  }
}
