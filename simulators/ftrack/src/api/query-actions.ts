import {
  evaluateAggregateQuery,
  evaluateQuery,
  isAggregateQuery,
  parseQuery,
  projectionTree,
  type Query,
} from '@ynput/ftrack-common/query';
import { type Entity, textOf } from '../store/index.ts';
import { checkFilter } from './check-filter.ts';
import { requireType } from './entity-actions.ts';
import { type Actions, type Batch, textIn, textsIn } from './operation.ts';
import { checkProjection, encodeEntity } from './projection.ts';
import { storedAs } from './query-source.ts';
import type { JsonRecord } from './wire.ts';

const SEARCHED_NAMES = ['name', 'full_name', 'username', 'first_name', 'last_name'];

/** @param largestPage the most rows an answer holds; null for all that were asked for */
export function queryActions(largestPage: () => number | null): Actions {
  const parse = (operation: JsonRecord, { reader }: Batch): Query => {
    const query = parseQuery(textIn(operation, 'expression'));
    checkFilter(query, reader.schema);
    const largest = largestPage();
    return largest === null ? query : { ...query, limit: Math.min(query.limit ?? largest, largest) };
  };
  return {
    query: (operation, batch) => {
      const query = parse(operation, batch);
      if (isAggregateQuery(query)) {
        const { rows, nextOffset } = evaluateAggregateQuery(query, batch.source);
        return queryAnswer('query', rows, nextOffset);
      }
      const { rows, nextOffset } = evaluateQuery(query, batch.source);
      return queryAnswer('query', encodeRows(rows, query, batch), nextOffset);
    },
    search: (operation, batch) => {
      const query = parse(operation, batch);
      const found = evaluateQuery({ ...query, offset: null, limit: null }, batch.source).rows.filter((row) =>
        isFound(row, operation, batch),
      );
      const offset = query.offset ?? 0;
      const end = query.limit === null ? found.length : offset + query.limit;
      const rows = encodeRows(found.slice(offset, end), query, batch);
      return queryAnswer('search', rows, end < found.length ? end : null);
    },
  };
}

/** Whether a row's names hold every word that is searched for, and it stands below the context and has one of the object types. */
function isFound(row: Entity, operation: JsonRecord, { reader }: Batch): boolean {
  const names = SEARCHED_NAMES.map((name) => textOf(row, name) ?? '')
    .join(' ')
    .toLowerCase();
  if (!textsIn(operation, 'terms').every((term) => names.includes(term.toLowerCase()))) return false;
  const objectTypes = textsIn(operation, 'object_type_ids');
  if (objectTypes.length > 0 && !objectTypes.includes(textOf(row, 'object_type_id') ?? '')) return false;
  const contextId = operation['context_id'];
  return typeof contextId !== 'string' || reader.store.parentsOf(row).some(({ id }) => id === contextId);
}

function encodeRows(rows: readonly Entity[], query: Query, { reader }: Batch): unknown[] {
  const type = requireType(query.type, reader.schema);
  const node = projectionTree(query, type.defaultProjections);
  checkProjection(node, type.name, reader.schema);
  const isRenamed = storedAs(type.name) !== type.name;
  return rows.map((row) => {
    const encoded = encodeEntity(row, node, reader);
    return isRenamed ? { ...encoded, __entity_type__: type.name } : encoded;
  });
}

function queryAnswer(action: string, data: readonly unknown[], nextOffset: number | null): unknown {
  return { action, data, metadata: { next: { offset: nextOffset } } };
}
