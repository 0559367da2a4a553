import { toCamelCase } from '../validation/model.ts';
import type { EventRow } from './store.ts';
import type { FilterSource } from './query-filter.ts';

/** The columns of events for filters. */
export const eventFilterSource: FilterSource<EventRow> = {
  columns: new Set([
    'id',
    'hash',
    'topic',
    'sender',
    'sender_type',
    'project',
    'project_name',
    'user',
    'user_name',
    'depends_on',
    'status',
    'retries',
    'description',
    'summary',
    'payload',
    'created_at',
    'updated_at',
  ]),
  read(row, column) {
    if (column === 'project_name') return row.project;
    if (column === 'user_name') return row.user;
    return (row as Record<string, unknown> & EventRow)[toCamelCase(column)];
  },
};
