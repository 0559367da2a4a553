import type { Expression, Path, PathSegment, Value } from './ast.ts';
import { type CompileContext, cheapestFirst, splitPath } from './predicate.ts';
import {
  foreignKeyFor,
  type Relation,
  resolveAttribute,
  resolveRelation,
  type StaticType,
  singleKey,
  targetsOf,
} from './resolve.ts';
import type { Bucket, QuerySource } from './source.ts';
import { type Format, fold, isMissing, toText } from './values.ts';

/** Rows that hold every match of an expression, and more; the same row may be in several buckets. */
export interface Candidates<Row> {
  readonly buckets: readonly Bucket<Row>[];
  /** Sum of the sizes of the buckets. */
  readonly size: number;
}

/** A condition behind a relation is evaluated from the inside out only while it has fewer rows than this. */
const maxInnerRows = 10_000;

/**
 * Finds the smallest set of rows an expression can match, from the indexes of the source: the rest need not be looked at.
 * Of the terms of `and` the one with the fewest rows is taken.
 */
export class CandidateFinder<Row extends object> {
  readonly #context: CompileContext<Row>;
  readonly #source: QuerySource<Row>;

  constructor(context: CompileContext<Row>) {
    this.#context = context;
    this.#source = context.source;
  }

  /** Null when no index answers the expression with fewer than `limit` rows. */
  find(expression: Expression, types: StaticType, limit: number): Candidates<Row> | null {
    switch (expression.kind) {
      case 'and':
        return this.#smallest(expression.terms, types, limit);
      case 'or':
        return this.#union(expression.terms, types, limit);
      case 'compare': {
        const { path, operator, value } = expression;
        return operator === 'is' ? this.#equal(path, types, { values: [value], limit }) : null;
      }
      case 'in': {
        const { path, negated, values } = expression;
        return negated ? null : this.#equal(path, types, { values, limit });
      }
      case 'in_query': {
        const { path, negated, query } = expression;
        return negated ? null : this.#equal(path, types, { values: this.#context.answer(query), limit });
      }
      case 'any':
      case 'has':
        return expression.where === null
          ? null
          : this.#behind(expression.path, types, { where: expression.where, limit });
      case 'not':
        return null;
    }
  }

  #smallest(terms: readonly Expression[], types: StaticType, limit: number): Candidates<Row> | null {
    let best: Candidates<Row> | null = null;
    for (const term of cheapestFirst(terms)) {
      const found: Candidates<Row> | null = this.find(term, types, best === null ? limit : best.size);
      if (found !== null) best = found;
      if (found?.size === 0) break;
    }
    return best;
  }

  #union(terms: readonly Expression[], types: StaticType, limit: number): Candidates<Row> | null {
    const union = new CandidateList<Row>(limit);
    for (const term of terms) {
      const found = this.find(term, types, limit - union.size);
      if (found === null || !found.buckets.every((bucket) => union.add(bucket))) return null;
    }
    return union;
  }

  /** Rows for which a value at the end of a path equals one of some values. */
  #equal(path: Path, types: StaticType, wanted: Wanted): Candidates<Row> | null {
    const { segment, rest } = splitPath(path);
    const attribute = (rest.length > 0 ? resolveRelation : resolveAttribute)(
      this.#source,
      types,
      segment.name,
    );
    if (attribute.kind === 'scalar') {
      return this.#lookup({ types, attribute: segment.name, format: attribute.format }, wanted);
    }
    const foreignKey = foreignKeyFor(this.#source, attribute, { segment, rest });
    if (foreignKey !== null) return this.#lookup({ types, attribute: foreignKey, format: undefined }, wanted);
    if (rest.length === 0) return null;
    const inner = this.#equal(rest, targetsOf(attribute, segment), { ...wanted, limit: maxInnerRows });
    return inner && this.#owners({ types, relation: attribute, segment }, inner, wanted.limit);
  }

  #behind(
    path: Path,
    types: StaticType,
    wanted: { where: Expression; limit: number },
  ): Candidates<Row> | null {
    const { segment, rest } = splitPath(path);
    const relation = resolveRelation(this.#source, types, segment.name);
    const targets = targetsOf(relation, segment);
    const inner =
      rest.length > 0
        ? this.#behind(rest, targets, { ...wanted, limit: maxInnerRows })
        : this.find(wanted.where, targets, maxInnerRows);
    return inner && this.#owners({ types, relation, segment }, inner, wanted.limit);
  }

  #lookup(place: Place, { values, limit }: Wanted): Candidates<Row> | null {
    const [type, ...otherTypes] = place.types;
    if (type === undefined || otherTypes.length > 0 || place.format !== undefined) return null;
    const found = new CandidateList<Row>(limit);
    for (const value of values) {
      if (value === null) return null;
      for (const key of lookupKeys(value)) {
        const bucket = this.#source.lookup(type, place.attribute, key);
        if (bucket === null || !found.add(bucket)) return null;
      }
    }
    return found;
  }

  /** The rows from which a relation leads to one of the inner rows. */
  #owners(step: Step, inner: Candidates<Row>, limit: number): Candidates<Row> | null {
    const { relation, types, segment } = step;
    const targets = targetsOf(relation, segment);
    if (relation.kind === 'reference') {
      const key = singleKey(this.#source, targets);
      if (key === null || relation.foreignKey === null) return null;
      const ids = new Set<string>();
      for (const row of eachCandidate(inner)) {
        const id = this.#source.get(row, key);
        if (!isMissing(id)) ids.add(toText(id));
      }
      return this.#lookup(
        { types, attribute: relation.foreignKey, format: undefined },
        { values: [...ids], limit },
      );
    }
    if (relation.inverse === null) return null;
    const back = resolveRelation(this.#source, targets, relation.inverse);
    const owners = new Set<Row>();
    for (const row of eachCandidate(inner)) {
      for (const owner of this.#behindRow(row, back, relation.inverse)) {
        owners.add(owner);
        if (owners.size >= limit) return null;
      }
    }
    return { buckets: [owners], size: owners.size };
  }

  #behindRow(row: Row, relation: Relation, name: string): Iterable<Row> {
    if (relation.kind === 'collection') return this.#source.collect(row, name);
    const target = this.#source.follow(row, name);
    return target === null ? [] : [target];
  }
}

/** Each candidate once. */
export function eachCandidate<Row>({ buckets }: Candidates<Row>): Iterable<Row> {
  const [first = [], ...others] = buckets;
  return others.length === 0 ? first : new Set(buckets.flatMap((bucket) => [...bucket]));
}

interface Wanted {
  readonly values: readonly Value[];
  /** More rows than this are of no use. */
  readonly limit: number;
}

interface Place {
  readonly types: StaticType;
  readonly attribute: string;
  readonly format: Format;
}

interface Step {
  readonly types: StaticType;
  readonly relation: Relation;
  readonly segment: PathSegment;
}

class CandidateList<Row> implements Candidates<Row> {
  readonly buckets: Bucket<Row>[] = [];
  readonly #limit: number;
  size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when the list is no longer smaller than its limit. */
  add(bucket: Bucket<Row>): boolean {
    const size = 'size' in bucket ? bucket.size : bucket.length;
    if (size > 0) this.buckets.push(bucket);
    this.size += size;
    return this.size < this.#limit;
  }
}

/** An index may hold text or numbers: `007` is looked for as written and as `7`. */
function lookupKeys(value: string): string[] {
  const folded = fold(value);
  const number = Number(value);
  const canonical = String(number);
  return value.trim() === '' || Number.isNaN(number) || canonical === folded ? [folded] : [folded, canonical];
}
