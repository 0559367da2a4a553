import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Schema } from '../schema/index.ts';
import type { Entity } from './entity.ts';
import { Store, type StoreWriter } from './store.ts';
import { Table } from './table.ts';

const ORIGIN = { at: new Date(0), user: null, pushToken: null, clientToken: null };
const IDS = ['a', 'b', 'c', 'd', 'e'];
const NAMES = ['x', 'X', 'y', null];

/** One write to rows of Scope: which, and its name; a null name takes the row away. */
const write = fc.record({ id: fc.constantFrom(...IDS), name: fc.constantFrom(...NAMES) });

function apply(store: Store, writer: StoreWriter, { id, name }: { id: string; name: string | null }): void {
  const entity = store.get('Scope', id);
  if (entity === undefined) writer.insert('Scope', { id, name });
  else if (name === null) writer.remove(entity);
  else writer.update(entity, { name });
}

/** Everything that can be seen of the store's scopes. */
function look(store: Store): unknown {
  const ids = (rows: Iterable<Entity>): string[] => Array.from(rows, ({ key }) => key.join()).sort(compare);
  return {
    rows: Array.from(store.rows('Scope'), ({ row }) => row).sort((a, b) =>
      compare(String(a['id']), String(b['id'])),
    ),
    found: ['x', 'y'].map((name) => ids(store.find('Scope', 'name', name))),
    count: store.count('Scope'),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

describe('the store', () => {
  it('finds by an index what a scan finds', () => {
    fc.assert(
      fc.property(fc.array(write), (writes) => {
        const store = new Store(new Schema());
        store.find('Scope', 'name', 'x');
        store.writeQuietly((writer) => {
          for (const each of writes) apply(store, writer, each);
        });
        for (const name of ['x', 'y']) {
          const scan = [...store.rows('Scope')].filter(
            ({ row }) => String(row['name']).toLowerCase() === name,
          );
          expect(new Set(store.find('Scope', 'name', name))).toEqual(new Set(scan));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is as before after a transaction that failed', () => {
    fc.assert(
      fc.property(fc.array(write), fc.array(write), (before, failed) => {
        const store = new Store(new Schema());
        store.writeQuietly((writer) => {
          for (const each of before) apply(store, writer, each);
        });
        const seen = look(store);
        expect(() =>
          store.transaction(ORIGIN, (writer) => {
            for (const each of failed) apply(store, writer, each);
            throw new Error('stop');
          }),
        ).toThrow('stop');
        expect(look(store)).toEqual(seen);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a table', () => {
  it('refuses a second row for a key, and for what may exist only once', () => {
    const table = new Table([{ describe: () => 'name', keyOf: (_, row) => String(row['name']) }]);
    const entity = (id: string, name: string): Entity => ({ type: 'Scope', key: [id], row: { id, name } });
    table.insert(entity('a', 'one'));
    expect(() => table.insert(entity('a', 'two'))).toThrow('Duplicate entry: Scope a');
    expect(() => table.insert(entity('b', 'one'))).toThrow('Duplicate entry: name');
    expect(table.get('b')).toBeUndefined();
  });
});
