import type { Path } from './ast.ts';
import { splitPath } from './predicate.ts';
import {
  foreignKeyFor,
  resolveAttribute,
  resolveRelation,
  resolveType,
  singleKey,
  targetsOf,
} from './resolve.ts';
import type { StaticType } from './resolve.ts';
import type { QuerySource } from './source.ts';
import type { Format } from './values.ts';

/** Reads what stands at the end of a path. */
export interface Reader<Row> {
  readonly format: Format;
  /**
   * Visits the values: one, or several through a collection, or none when the path ends before. A relation at the end
   * reads as the primary keys of its rows (as `true` where that is composite).
   */
  visit(row: Row, visitor: (stored: unknown) => void): void;
}

/** Compiles a path on rows of a static type. Throws as `evaluateQuery` for unknown names. */
export function compileReader<Row extends object>(
  source: QuerySource<Row>,
  path: Path,
  types: StaticType,
): Reader<Row> {
  const { segment, rest } = splitPath(path);
  const { name, cast } = segment;
  const attribute = (rest.length > 0 ? resolveRelation : resolveAttribute)(source, types, name);
  if (attribute.kind === 'scalar') {
    return { format: attribute.format, visit: (row, visitor) => visitor(source.get(row, name)) };
  }
  const foreignKey = foreignKeyFor(source, attribute, { segment, rest });
  if (foreignKey !== null) {
    return { format: undefined, visit: (row, visitor) => visitor(source.get(row, foreignKey)) };
  }
  const targets = targetsOf(attribute, segment);
  const accepted = cast === null ? null : resolveType(source, cast);
  const inner = rest.length > 0 ? compileReader(source, rest, targets) : readKey(source, targets);
  const visitTarget = (target: Row, visitor: (stored: unknown) => void): void => {
    if (accepted === null || accepted.has(source.typeOf(target))) inner.visit(target, visitor);
  };
  return {
    format: inner.format,
    visit(row, visitor) {
      if (attribute.kind === 'collection') {
        for (const target of source.collect(row, name)) visitTarget(target, visitor);
        return;
      }
      const target = source.follow(row, name);
      if (target !== null) visitTarget(target, visitor);
    },
  };
}

function readKey<Row extends object>(source: QuerySource<Row>, types: StaticType): Reader<Row> {
  const key = singleKey(source, types);
  return { format: undefined, visit: (row, visitor) => visitor(key === null ? true : source.get(row, key)) };
}
