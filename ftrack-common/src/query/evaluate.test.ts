import { describe, expect, it } from 'vitest';
import { QueryAttributeError, QueryError } from './errors.ts';
import { evaluateQuery, type QueryResult } from './evaluate.ts';
import { evaluateAggregateQuery } from './groups.ts';
import { type MemoryRow, MemorySource } from './memory-source.fixture.ts';
import { parseQuery } from './parser.ts';
import { studioRows, studioTypes } from './studio.fixture.ts';

const source = new MemorySource(studioTypes, studioRows);

function ids(text: string): string {
  const { rows } = evaluateQuery(parseQuery(text), source);
  return rows.map((row) => row['id'] ?? row['parent_id'] ?? row['entity_id']).join(' ');
}

describe('conditions', () => {
  it.each([
    // text, without regard to case
    ['Task where name is comp', 't1 t4'],
    ['Task where name = "COMP"', 't1 t4'],
    ['Task where name is_not comp', 't2 t3'],
    ['Task where name != "comp" and name != anim', 't3'],
    ['Task where name is 007', 't3'],
    ['Task where name is 7', ''],
    ['Task where name in (COMP, "007")', 't1 t3 t4'],
    ['Task where name not_in (comp)', 't2 t3'],
    ['Task where name in ()', ''],
    ['Task where name not_in ()', 't1 t2 t3 t4'],
    ['Task where bid not_in ()', 't1 t2 t3 t4'],
    ['Task where bid in (None)', 't3'],
    ['Task where name > b', 't1 t4'],
    ['Task where name <= ANIM', 't2 t3'],
    // numbers and booleans, bare or quoted
    ['Task where bid > 3600', 't2'],
    ['Task where bid >= "3600"', 't1 t2'],
    ['Task where bid greater_than 100 and bid less_than 4000', 't1'],
    ['Task where bid is 7200.50', 't2'],
    ['Task where bid in (10, 3600)', 't1 t4'],
    ['Task where bid is lots', ''],
    ['AssetVersion where version > 2', 'v10'],
    ['AssetVersion where is_published is True', 'v1 v10'],
    ['AssetVersion where is_published is "false"', 'v2'],
    ['AssetVersion where is_published is 0', 'v2'],
    ['Event where id is 42', '42'],
    ['Event where id in ("41", 042)', '41 42'],
    ['Event where insert is delete', '42'],
    // nothing
    ['Task where bid is None', 't3'],
    ['Task where bid != none', 't1 t2 t4'],
    ['Task where bid is_not 10', 't1 t2'],
    ['Task where not (bid is 10)', 't1 t2 t3'],
    ['Task where bid in (10, None)', 't3 t4'],
    ['Task where bid not_in (10, None)', 't1 t2'],
    ['Task where bid > None', ''],
    ['Task where bid < 10000', 't1 t2 t4'],
    ['Task where name is "None"', ''],
    ['TypedContext where status is None', 'q1 t3 t4'],
    ['TypedContext where status is_not None', 'h1 h2 t1 t2'],
    ['Context where parent is None', 'p1 p2'],
    ['TypedContext where assignments is None', 'q1 h1 h2 t2 t4'],
    ['TypedContext where assignments is_not None', 't1 t3'],
    ['AssetVersion where not (task_id is None) and is_published is True and date after 2023-01-01', 'v1'],
    // patterns
    ['Shot where name like "sh0%"', 'h1 h2'],
    ['Shot where name like "%20"', 'h2'],
    ['Shot where name like "s%1%"', 'h1'],
    ['Shot where name like "sh_10"', 'h1'],
    ['Shot where name like "sh"', ''],
    ['Shot where name not_like "%1%"', 'h2'],
    ['Shot where description like "50\\%%"', 'h1'],
    ['Shot where description like "%\\_done"', 'h1'],
    ['Shot where fstart like "10%"', 'h1'],
    // dates: without zone in UTC, a day is its midnight
    ['AssetVersion where date is 2024-01-01', 'v1'],
    ['AssetVersion where date after "2024-01-01"', 'v2'],
    ['AssetVersion where date >= "2024-01-01"', 'v1 v2'],
    ['AssetVersion where date before "2024-01-01T00:00:00.000Z"', 'v10'],
    ['AssetVersion where date is "2024-01-01T01:00:00+01:00"', 'v1'],
    ['AssetVersion where date is 2024-01-01 00:00:01', 'v2'],
    ['AssetVersion where date in (2024-01-01, 2023-12-31 23:59:59)', 'v1 v10'],
    ['Shot where start_date > 2024-02-01', 'h2'],
    ['Shot where start_date is "2024-03-01"', 'h2'],
    ['Shot where start_date is "2024-01-02T03:04:05.000Z"', 'h1'],
  ])('%s', (text, expected) => {
    expect(ids(text)).toBe(expected);
  });
});

describe('relations', () => {
  it.each([
    ['Task where parent.name is sh010', 't1 t2'],
    ['Task where parent.parent.name is sq010', 't1 t2 t3'],
    ['Task where status.state.short != DONE', 't1'],
    ['Task where not (status.state.short is DONE)', 't1 t3 t4'],
    ['Task where project is "p1" and parent is H1', 't1 t2'],
    ['Task where status has (name is "in progress")', 't1'],
    ['Task where status has ()', 't1 t2'],
    ['Task where assignments any (resource.username is "bob")', 't1'],
    ['Task where assignments.resource has (username is ANN)', 't1 t3'],
    ['Task where assignments any () and not assignments any (resource.username is bob)', 't3'],
    ['Shot where not children any (name is comp)', 'h2'],
    ['TypedContext where ancestors any (id is "h1")', 't1 t2'],
    ['TypedContext where ancestors.name is sq010', 'h1 h2 t1 t2 t3'],
    ['Project where descendants.name is "007"', 'p1'],
    // a path into a collection: each condition by itself; any: both on one row
    ['Shot where metadata.key is a and metadata.value is 2', 'h1 h2'],
    ['Shot where metadata any (key is a and value is 2)', 'h2'],
    ['Shot where metadata any (key=a and value="1")', 'h1'],
    ['Shot where custom_attributes any (key is fps and value is "24")', 'h1'],
    ['Shot where custom_attributes any (key is fps and value > 24.5)', 'h2'],
    ['Shot where custom_attributes any (key is tools and value is nuke)', 'h1'],
    ['Shot where custom_attributes any (key is tools and value not_like "n%")', ''],
    ['Shot where custom_attributes any (key is tools and value > n)', 'h1'],
    ['Shot where custom_attributes any (key is due and value is 2024-05-06)', 'h2'],
    ['Shot where custom_attributes any (key is due and value after 2024-05-05)', 'h2'],
    ['CustomAttributeValue where entity_id in (h1,h2) and configuration_id in ("c-fps")', 'h1 h2'],
    // casts
    ['Task where parent[Shot].fstart is 1001', 't1 t2'],
    ['Task where parent[Shot].name like "%"', 't1 t2 t3'],
    ['Task where parent[TypedContext].name is_not None', 't1 t2 t3'],
    ['Task where parent[Project].name is_not None', 't4'],
    ['Task where parent[Sequence] is None', 't1 t2 t3 t4'],
    ['Appointment where context[Task].parent[Shot].parent[Sequence].name is "sq010"', 'a1 a2 a3'],
    ['Sequence where children[Shot] any (fstart < 1000)', 'q1'],
    // base types
    ['TypedContext where name like "sh%" or name is comp', 'h1 h2 t1 t4'],
    ['Context where status is active', 'p1'],
    ['TypedContext where fstart is 900', 'h2'],
    // plain value of a project, reference of a task
    ['Task where parent.status.name is done', 't1 t2'],
    ['Context where children.status.name is done', 'q1 h1'],
    // sub-queries
    ['Task where parent_id in (select id from Shot where name is sh010)', 't1 t2'],
    ['Task where parent_id in (Shot where name is sh010)', 't1 t2'],
    ['Task where id in (select task_id from AssetVersion where version is 1)', 't1'],
    ['Task where id in (select task from AssetVersion where version > 0)', 't1'],
    ['Task where id not_in (select task_id from AssetVersion where version is 1)', 't2 t3 t4'],
    ['Shot where id in (select parent.id from Task where bid > 0 limit 1)', 'h1'],
    ['Task where assignments any (resource_id in (select id from User where is_active is false))', 't1 t3'],
    // both spellings of the key
    ['Task where (id is "t1"or id is "t3") and name is_not None', 't1 t3'],
    ['Metadata where (parent_id is "h1"and key is "b") or (parent_id is "h2"and key is "a")', 'h1 h2'],
    ['Task where ID is t1', null],
  ])('%s', (text, expected) => {
    if (expected === null) expect(() => ids(text)).toThrow(QueryAttributeError);
    else expect(ids(text)).toBe(expected);
  });
});

describe('order and pages', () => {
  it.each([
    ['Task order by name', 't3 t2 t1 t4'],
    ['Task order by name descending, bid ascending', 't4 t1 t2 t3'],
    ['Task order by bid', 't3 t4 t1 t2'],
    ['Task order by bid desc', 't2 t1 t4 t3'],
    ['Task order by status.name, name', 't3 t4 t2 t1'],
    ['Shot order by start_date desc', 'h2 h1'],
    ['Task where name is_not None order by parent.name, name limit 2 offset 1', 't2 t1'],
    ['AssetVersion order by version desc limit 1', 'v10'],
  ])('%s', (text, expected) => {
    expect(ids(text)).toBe(expected);
  });

  it.each([
    ['Task limit 2', 2, 2],
    ['Task limit 2 offset 2', 2, null],
    ['Task offset 3 limit 500', 1, null],
    ['Task offset 9 limit 1', 0, null],
    ['Task offset 1', 3, null],
    ['Task limit 0', 0, null],
    ['Task order by name offset 1 limit 2', 2, 3],
  ])('%s: %i rows, next %s', (text, count, nextOffset) => {
    const result = evaluateQuery(parseQuery(text), source);
    expect([result.rows.length, result.nextOffset]).toEqual([count, nextOffset]);
  });
});

describe('a query read page by page', () => {
  const shots = Array.from({ length: 1500 }, (_, at) => ({
    type: 'Shot',
    id: `x${at}`,
    name: `N${(at * 7) % 40}`,
  }));
  const many = new MemorySource(studioTypes, shots);

  it.each(['Shot', 'Shot order by name', 'Shot where name like "%1%" order by name descending, id'])(
    'answers every row once, in order: %s',
    (text) => {
      const query = parseQuery(text);
      const whole = evaluateQuery(query, many);
      const pages: unknown[] = [];
      let offset: number | null = 0;
      while (offset !== null) {
        const page: QueryResult<MemoryRow> = evaluateQuery({ ...query, offset, limit: 70 }, many);
        pages.push(...page.rows);
        offset = page.nextOffset;
      }
      expect(whole.nextOffset).toBeNull();
      expect(pages).toEqual(whole.rows);
    },
  );

  it('keeps the order of the source among equal keys', () => {
    const { rows } = evaluateQuery(parseQuery('Shot order by name limit 200'), many);
    const positions = rows.map((row) => shots.findIndex(({ id }) => id === row['id']));
    const sorted = rows.every((row, at) => {
      const before = rows[at - 1];
      return (
        before === undefined ||
        before['name'] !== row['name'] ||
        (positions[at - 1] ?? 0) < (positions[at] ?? 0)
      );
    });
    expect(sorted).toBe(true);
  });
});

describe('aggregates', () => {
  it.each([
    [
      'select count(id), status_id from Task group by status_id order by status_id',
      [
        { count_id: 2, status_id: null },
        { count_id: 1, status_id: 's-done' },
        { count_id: 1, status_id: 's-wip' },
      ],
    ],
    [
      'select sum(bid), avg(bid), min(bid), max(name) from Task where parent is h1',
      [{ sum_bid: 10800.5, avg_bid: 5400.25, min_bid: 3600, max_name: 'Comp' }],
    ],
    ['select count(bid) from Task where name is nobody', [{ count_bid: 0 }]],
    ['select count(id) from Task where name is nobody group by name', []],
    [
      'select count(id) from Task where bid > 0 group by parent order by count_id desc limit 1',
      [{ count_id: 2, parent: 'h1' }],
    ],
    ['select max(bid) from Task group by parent.name limit 1', [{ max_bid: 7200.5, 'parent.name': 'sh010' }]],
  ])('%s', (text, expected) => {
    expect(evaluateAggregateQuery(parseQuery(text), source).rows).toEqual(expected);
  });

  it('answers groups only when asked for groups', () => {
    expect(() => evaluateQuery(parseQuery('select count(id) from Task'), source)).toThrow(QueryError);
    expect(() => evaluateAggregateQuery(parseQuery('select name, count(id) from Task'), source)).toThrow(
      '"name" differs within a group',
    );
    expect(() => evaluateAggregateQuery(parseQuery('Task group by parent order by name'), source)).toThrow(
      'Groups cannot be ordered by "name"',
    );
  });
});

describe('queries that make no sense', () => {
  it.each([
    ['Shotgun', 'There is no type "Shotgun".'],
    ['Task where nmae is x', '"Task" has no attribute "nmae".'],
    ['select nmae from Task', '"Task" has no attribute "nmae".'],
    ['Task order by nmae', '"Task" has no attribute "nmae".'],
    ['Task where parent[Cat].name is x', 'There is no type "Cat".'],
    ['Task where status.state.long is x', '"State" has no attribute "long".'],
    ['Task where name.first is x', '"name" of "Task" is a plain value: no path leads through it.'],
    ['Task where children is x', '"children" is a collection: test its rows with "children any (…)".'],
    ['Task where assignments has ()', '"assignments" is a collection: write "assignments any (…)".'],
    ['Task where status any ()', '"status" is a reference: write "status has (…)".'],
    ['Project where created_at > soon', '"soon" is not a date.'],
    ['Task where id in (select id, name from Task)', 'must select one attribute, not 2.'],
    ['Task where id in (Metadata where key is a)', 'must select one attribute, not 2.'],
  ])('%s', (text, message) => {
    expect(() => evaluateQuery(parseQuery(text), source)).toThrow(message);
  });
});
