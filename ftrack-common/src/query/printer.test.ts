import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryQuery } from './arbitrary-query.fixture.ts';
import { QueryError } from './errors.ts';
import { parseQuery } from './parser.ts';
import { printQuery } from './printer.ts';

describe('printQuery', () => {
  it.each([
    [
      'SELECT  id,name FROM Task WHERE name="a" AND(bid>1 or not parent[Shot].x has())LIMIT 1 OFFSET 2',
      'select id, name from Task where name is "a" and (bid > 1 or not parent[Shot].x has ()) offset 2 limit 1',
    ],
    [
      "Task where id in ('a',) order by name desc, bid asc",
      'Task where id in ("a") order by name descending, bid',
    ],
    [
      'Task where parent_id not_in (Shot where x is none)',
      'Task where parent_id not_in (Shot where x is None)',
    ],
    ['Task where a is 1 and b is True and c is "None"', 'Task where a is 1 and b is True and c is "None"'],
    ['Task where not (a is x and b is y)', 'Task where not (a is "x" and b is "y")'],
    ['select count(id) from Task group by status_id', 'select count(id) from Task group by status_id'],
  ])('%s', (text, printed) => {
    expect(printQuery(parseQuery(text))).toBe(printed);
  });

  it('prints any tree as text that parses to the same tree', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        const printed = printQuery(query);
        expect(parseQuery(printed)).toEqual(query);
        expect(printQuery(parseQuery(printed))).toBe(printed);
      }),
      { numRuns: 400 },
    );
  });

  it('marks a type alone in parentheses as a query', () => {
    const query = parseQuery('Task where id in (Shot limit 3)');
    const [before] = printQuery(query).split(' limit 3');
    expect(before).toBe('Task where id in (Shot');
    const where = { kind: 'in_query', path: [{ name: 'id', cast: null }], negated: false } as const;
    const printed = printQuery({ ...parseQuery('Task'), where: { ...where, query: parseQuery('Shot') } });
    expect(printed).toBe('Task where id in (Shot offset 0)');
  });

  it('refuses text that no quotes can hold', () => {
    const where = {
      kind: 'compare',
      path: [{ name: 'disk', cast: null }],
      operator: 'is',
      value: 'C:\\',
    } as const;
    expect(() => printQuery({ ...parseQuery('Task'), where })).toThrow(QueryError);
  });
});
