import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateQuery } from './evaluate.ts';
import { MemorySource, type MemoryRow } from './memory-source.fixture.ts';
import { parseQuery } from './parser.ts';
import type { OrderedRange } from './source.ts';

const TYPES = {
  Event: {
    attributes: { id: { kind: 'scalar' }, action: { kind: 'scalar' }, parent_id: { kind: 'scalar' } },
    indexed: ['parent_id'],
  },
} as const;

/** A source that keeps the rows of Event in the order of their ids as well, and counts those it hands out in this order. */
class OrderedSource extends MemorySource {
  readonly #events: readonly MemoryRow[];
  handedOut = 0;

  constructor(events: readonly MemoryRow[]) {
    super(TYPES, events);
    this.#events = events.toSorted((a, b) => Number(a['id']) - Number(b['id']));
  }

  *#within({ from, to, descending }: OrderedRange): Iterable<MemoryRow> {
    for (const event of descending ? this.#events.toReversed() : this.#events) {
      const id = Number(event['id']);
      if (id < from || id > to) continue;
      this.handedOut += 1;
      yield event;
    }
  }

  ordered(_type: string, attribute: string, range: OrderedRange): Iterable<MemoryRow> | null {
    return attribute === 'id' ? this.#within(range) : null;
  }
}

function events(count: number): MemoryRow[] {
  return Array.from({ length: count }, (_, at) => ({
    type: 'Event',
    id: ((at * 7) % count) + 1,
    action: at % 2 === 0 ? 'add' : 'change',
    parent_id: at < 5 ? 'few' : 'many',
  }));
}

describe('rows that are kept in order', () => {
  it('cost what a page holds', () => {
    const source = new OrderedSource(events(10_000));
    const page = evaluateQuery(parseQuery('Event where id > 4000 order by id asc limit 500'), source);
    expect([page.rows.length, page.rows[0]?.['id'], page.nextOffset]).toEqual([500, 4001, 500]);
    // One before the range, since its bounds belong to it, and one more to know that there is a next page.
    expect(source.handedOut).toBe(502);
    expect(source.scanned).toBe(0);
    const newest = evaluateQuery(parseQuery('select id from Event order by id desc limit 1'), source);
    expect(newest.rows.map(({ id }) => id)).toEqual([10_000]);
  });

  it('are left aside where an index finds few rows', () => {
    const source = new OrderedSource(events(10_000));
    const { rows } = evaluateQuery(parseQuery('Event where parent_id is few order by id'), source);
    expect(rows.map(({ id }) => id)).toEqual([1, 8, 15, 22, 29]);
    expect(source.handedOut).toBe(0);
  });

  it('answer the same as sorted rows', () => {
    const conditions = [
      'id > 3',
      'id >= 4',
      'id < 9',
      'id <= 8',
      'id is 5',
      'id is_not 5',
      'action is add',
      'id > x',
    ];
    const condition = fc.constantFrom(...conditions);
    const where = fc.oneof(
      condition,
      fc.tuple(condition, condition).map((terms) => terms.join(' and ')),
      fc.tuple(condition, condition).map((terms) => terms.join(' or ')),
      condition.map((term) => `not ${term}`),
    );
    const tail = fc.constantFrom('id', 'id desc', 'id desc limit 3', 'id limit 2 offset 2', 'action, id');
    fc.assert(
      fc.property(where, tail, (where, tail) => {
        const query = parseQuery(`Event where ${where} order by ${tail}`);
        const rows = events(12);
        const ordered = evaluateQuery(query, new OrderedSource(rows));
        expect(ordered).toEqual(evaluateQuery(query, new MemorySource(TYPES, rows)));
      }),
    );
  });
});
