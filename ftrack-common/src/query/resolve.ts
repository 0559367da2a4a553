import type { PathSegment } from './ast.ts';
import { QueryAttributeError, QueryError } from './errors.ts';
import type { AttributeFacts, QuerySource } from './source.ts';
import type { Format } from './values.ts';

/**
 * What is known of a row before it is seen: it is of one of these types (or of a subtype). More than one where an
 * attribute leads to different types, as the `items` of a list.
 */
export type StaticType = readonly string[];

/** The facts of an attribute, merged over all types a row may have. */
export type Attribute =
  | { readonly kind: 'scalar'; readonly format: Format }
  | { readonly kind: 'reference'; readonly targets: StaticType; readonly foreignKey: string | null }
  | { readonly kind: 'collection'; readonly targets: StaticType; readonly inverse: string | null };

export type Relation = Exclude<Attribute, { kind: 'scalar' }>;

/** The concrete types of a type. Throws `QueryAttributeError` when it is unknown. */
export function resolveType<Row extends object>(source: QuerySource<Row>, type: string): ReadonlySet<string> {
  const concrete = source.concreteTypes(type);
  if (concrete === null) throw new QueryAttributeError(type, null);
  return new Set(concrete);
}

/**
 * The attribute of a static type. A base type has all attributes of its subtypes as well: rows without the attribute
 * just do not match. Throws `QueryAttributeError` when no row can have it.
 */
export function resolveAttribute<Row extends object>(
  source: QuerySource<Row>,
  types: StaticType,
  name: string,
): Attribute {
  const found = collectFacts(source, types, name);
  const [first] = found;
  if (first?.kind !== 'scalar') return mergeRelations(found);
  const isAgreed = found.every((facts) => facts.kind === 'scalar' && facts.format === first.format);
  return { kind: 'scalar', format: isAgreed ? first.format : 'variable' };
}

/**
 * As `resolveAttribute`, for an attribute that a path walks through: where it is a plain value for some subtypes (the
 * `status` of a project) and a relation for others, the relation is meant.
 */
export function resolveRelation<Row extends object>(
  source: QuerySource<Row>,
  types: StaticType,
  name: string,
): Relation {
  const relations = collectFacts(source, types, name).filter(({ kind }) => kind !== 'scalar');
  if (relations.length > 0) return mergeRelations(relations);
  throw new QueryError(`"${name}" of "${types.join(' or ')}" is a plain value: no path leads through it.`);
}

/** The static type of the rows behind a segment of a path. */
export function targetsOf(relation: Relation, segment: PathSegment): StaticType {
  return segment.cast === null ? relation.targets : [segment.cast];
}

/** The primary key attribute of a static type; null when it is composite. */
export function singleKey<Row extends object>(source: QuerySource<Row>, types: StaticType): string | null {
  const keys = types.map((type) => source.primaryKey(type));
  return keys.every((key) => key.length === 1) ? agreed(keys.flatMap((key) => key)) : null;
}

/**
 * The scalar attribute beside a reference that says the same as `reference` or `reference.id`; null when there is none.
 * `rest` is the path after the reference.
 */
export function foreignKeyFor<Row extends object>(
  source: QuerySource<Row>,
  relation: Relation,
  path: { segment: PathSegment; rest: readonly PathSegment[] },
): string | null {
  if (relation.kind !== 'reference' || relation.foreignKey === null || path.segment.cast !== null)
    return null;
  const [next, ...further] = path.rest;
  if (next === undefined) return relation.foreignKey;
  const isKey = further.length === 0 && next.name === singleKey(source, relation.targets);
  return isKey ? relation.foreignKey : null;
}

/** The facts of an attribute for each type that has it; at least one. */
function collectFacts<Row extends object>(
  source: QuerySource<Row>,
  types: StaticType,
  name: string,
): AttributeFacts[] {
  const found = types.flatMap((type) => {
    const own = source.attribute(type, name);
    if (own !== null) return [own];
    return [...resolveType(source, type)].flatMap((subtype) => source.attribute(subtype, name) ?? []);
  });
  if (found.length === 0) throw new QueryAttributeError(types.join(' or '), name);
  return found;
}

function mergeRelations(found: readonly AttributeFacts[]): Relation {
  const relations = found.filter((facts) => facts.kind !== 'scalar');
  const targets = [...new Set(relations.map((facts) => facts.target))];
  if (relations[0]?.kind === 'reference') {
    const keys = relations.map((facts) => (facts.kind === 'reference' ? facts.foreignKey : undefined));
    return { kind: 'reference', targets, foreignKey: agreed(keys) };
  }
  const inverses = relations.map((facts) => (facts.kind === 'reference' ? undefined : facts.inverse));
  return { kind: 'collection', targets, inverse: agreed(inverses) };
}

/** The value all items share; null when they differ or there is none. */
function agreed(items: readonly (string | undefined)[]): string | null {
  const [first, ...others] = items;
  return first !== undefined && others.every((item) => item === first) ? first : null;
}
