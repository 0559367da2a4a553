import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, Path, Query } from './ast.ts';
import { QuerySyntaxError } from './errors.ts';
import { parseQuery } from './parser.ts';

const bare: Omit<Query, 'type'> = {
  projections: null,
  where: null,
  orderBy: [],
  groupBy: [],
  offset: null,
  limit: null,
};

function path(text: string): Path {
  return text.split('.').map((name) => ({ name, cast: null }));
}

function where(text: string): Expression | null {
  return parseQuery(`Task where ${text}`).where;
}

const is = (name: string, value: string | null): Expression => ({
  kind: 'compare',
  path: path(name),
  operator: 'is',
  value,
});

describe('parseQuery', () => {
  it('reads a whole query', () => {
    const text = `select name, count(id) from Task
      where parent[Shot].status.name is "Done"
      order by parent.name, name descending group by type_id limit 20 offset 40`;
    expect(parseQuery(text)).toEqual({
      projections: [
        { kind: 'path', path: path('name') },
        { kind: 'aggregate', aggregate: 'count', path: path('id') },
      ],
      type: 'Task',
      where: {
        kind: 'compare',
        path: [{ name: 'parent', cast: 'Shot' }, ...path('status.name')],
        operator: 'is',
        value: 'Done',
      },
      orderBy: [
        { path: path('parent.name'), descending: false },
        { path: path('name'), descending: true },
      ],
      groupBy: [path('type_id')],
      limit: 20,
      offset: 40,
    });
  });

  it('reads a type alone', () => {
    expect(parseQuery(' ProjectSchema\n')).toEqual({ ...bare, type: 'ProjectSchema' });
  });

  it('binds not before and before or', () => {
    expect(where('not a is 1 and b is 2 or c is 3')).toEqual({
      kind: 'or',
      terms: [{ kind: 'and', terms: [{ kind: 'not', term: is('a', '1') }, is('b', '2')] }, is('c', '3')],
    });
    expect(where('a is 1 and (b is 2 or c is 3)')).toEqual({
      kind: 'and',
      terms: [is('a', '1'), { kind: 'or', terms: [is('b', '2'), is('c', '3')] }],
    });
  });

  it.each([
    ['is', 'is'],
    ['=', 'is'],
    ['!=', 'is_not'],
    ['IS_NOT', 'is_not'],
    ['after', '>'],
    ['greater_than', '>'],
    ['before', '<'],
    ['less_than', '<'],
    ['>=', '>='],
    ['<=', '<='],
    ['like', 'like'],
    ['not_like', 'not_like'],
  ])('reads %s as %s', (spelling, operator) => {
    expect(where(`a ${spelling} 1`)).toMatchObject({ operator, value: '1' });
  });

  it.each([
    ['x', 'x'],
    ['"x y"', 'x y'],
    ['\'x "y"\'', 'x "y"'],
    ['"a\\"b\\\'c"', 'a"b\'c'],
    ['"50\\% \\\\server"', '50\\% \\\\server'],
    ['""', ''],
    ['None', null],
    ['none', null],
    ['"None"', 'None'],
    ['-1.5', '-1.5'],
    ['7f0b1b3e-1d5b-11e4-8c21-0800200c9a66', '7f0b1b3e-1d5b-11e4-8c21-0800200c9a66'],
    ['bob@example.com', 'bob@example.com'],
    ['2026-11-22T10:50:20.914Z', '2026-11-22T10:50:20.914Z'],
    ['2012-01-01 10:00:00', '2012-01-01 10:00:00'],
    ['and', 'and'],
    ['select', 'select'],
  ])('reads the value %s', (text, value) => {
    expect(where(`name is ${text}`)).toEqual(is('name', value));
    expect(where(`name in (${text}, ${text},)`)).toMatchObject({ kind: 'in', values: [value, value] });
  });

  it('needs no space where a token cannot go on', () => {
    expect(where('(a is "b"and c="d")or(e!=f)')).toEqual(where('(a is "b" and c = "d") or (e != f)'));
    expect(where('a in("x","y")and b any(c>1)')).toEqual(where('a in ("x", "y") and b any (c > 1)'));
  });

  it('takes keywords as names of attributes', () => {
    expect(
      parseQuery('select from, to from TypedContextLink where from is any order by limit limit 1'),
    ).toEqual({
      ...bare,
      projections: [
        { kind: 'path', path: path('from') },
        { kind: 'path', path: path('to') },
      ],
      type: 'TypedContextLink',
      where: is('from', 'any'),
      orderBy: [{ path: path('limit'), descending: false }],
      limit: 1,
    });
    expect(where('group is 1 and select is 2')).toEqual({
      kind: 'and',
      terms: [is('group', '1'), is('select', '2')],
    });
  });

  it('tells sub-queries from lists', () => {
    expect(where('id in (select)')).toMatchObject({ kind: 'in', values: ['select'] });
    expect(where('id in (2012-01-01 10:00, b)')).toMatchObject({ values: ['2012-01-01 10:00', 'b'] });
    expect(where('id in ()')).toMatchObject({ kind: 'in', values: [] });
    expect(where('id not_in (Shot limit 1)')).toMatchObject({ kind: 'in_query', negated: true });
    expect(where('id in (select a.b from Shot where id in (select x from Y))')).toMatchObject({
      query: { type: 'Shot', where: { kind: 'in_query', query: { type: 'Y' } } },
    });
  });

  it.each([
    'select id, name, parent_id, link from TypedContext where project_id is "P" and object_type_id in ("A","B")',
    'select value, entity_id, configuration_id from CustomAttributeValue where entity_id in ("a","b") and configuration_id in ("c","d")',
    'select id from ContextCustomAttributeValue where configuration_id is "c" and value in ("x","y")',
    'select id, key, is_hierarchical, config, type.name, object_type_id, entity_type from CustomAttributeConfiguration where is_hierarchical is true or entity_type in ("show","task")',
    'Project where status is active and name is_not "x"',
    'Task where assignments any (resource.username is "bob")',
    'Task where project.name is "p" and status.state.short != DONE order by parent.name, name descending limit 20 offset 40',
    'AssetVersion where asset.parent.id is "s" and components any (component_locations.location.name in ("a","b")) order by version descending',
    'select id, username, email from User where user_security_roles.security_role.name is "Administrator"',
    'Job where status in ("queued", "running") and type is "api_job"',
    'Note where parent_id in (a, b) and author.username is_not "svc"',
    'Shot where name like "sh0%" and not children any (name is "x")',
    'TypedContext where ancestors any (id is "x")',
    'select from_id, to_id from TypedContextLink where from_id in (a) or to_id in (b)',
    'select project_schema._task_type_schema.types.name from Project where id is "P"',
    'Event where created_at > "2024-01-01" and insert is "delete" order by created_at asc',
    'AssetVersion where not (task_id is None) and is_published is True and date after 2024-01-01',
    'select context_type, id, name from Task where name is x offset 0 limit 500',
    'select context_type, id, name from Task where name is x limit 1',
    'select a from Task where (id is "0a-1") offset 0 limit 500',
    'select value from Metadata where (parent_id is "p" and key is "k") offset 500 limit 500',
    'select email from User where id in (a,b) offset 0 limit 500',
    'select value from Metadata where (parent_id is "a"and key is "x") or (parent_id is "b"and key is "y")',
    'select id from Timelog where start is "2024-01-02T03:04:05" and duration is 10 and context_id is None limit 2',
    'select parent_id, key from Metadata where parent_id is "a" and key is "k"',
    'select component_locations.location_id from FileComponent where id in (a)',
    'select component_id, resource_identifier from ComponentLocation where location_id is L and component_id in (a, b)',
    'select id from Timer where user_id = "U" limit 2',
    'select task_status from SchemaStatus where schema_id is 1a-2b limit 500 offset 500',
    "select id from Task where name in ('a',) and parent_id in ('a', 'b')",
    'Task where parent is None or asset.parent[Shot].parent[Sequence].name is "010"',
    'Note where note_components any ()',
  ])('takes what clients send: %s', (text) => {
    expect(() => parseQuery(text)).not.toThrow();
  });

  it.each([
    ['', 'Expected the name of a type but found the end of the query at line 1, column 1.'],
    ['select id, from Task', 'Expected "," or "from" but found "Task" at line 1, column 17.'],
    ['select id Task', 'Expected "," or "from" but found "Task" at line 1, column 11.'],
    [
      'Task were name is x',
      'Expected "where", "order by", "group by", "offset", "limit" or the end of the query but found "were" at line 1, column 6.',
    ],
    [
      'Task where\n  name iss x',
      'Expected an operator (is, is_not, =, !=, >, <, >=, <=, after, before, like, not_like, in, not_in, any, has) but found "iss" at line 2, column 8.',
    ],
    ['Task where name is', 'Expected a value but found the end of the query at line 1, column 19.'],
    [
      'Task where name is "u"1"',
      `Expected the closing " of the string that begins at offset 23 but found the end of the query at line 1, column 25.`,
    ],
    [
      'Task where (name is x',
      'Expected "and", "or" or ")" but found the end of the query at line 1, column 22.',
    ],
    [
      'Task where name is x)',
      'Expected "and", "or", "order by", "group by", "offset", "limit" or the end of the query but found ")" at line 1, column 21.',
    ],
    [
      'Task where name in (a b)',
      'Expected "where", "order by", "group by", "offset", "limit" or ")" but found "b" at line 1, column 23.',
    ],
    ['Task where name in (a', 'Expected "," or ")" but found the end of the query at line 1, column 22.'],
    ['Task where', 'Expected a condition but found the end of the query at line 1, column 11.'],
    ['Task where a..b is 1', 'Expected a condition but found "a..b" at line 1, column 12.'],
    [
      'Task where a is not None',
      'Expected "and", "or", "order by", "group by", "offset", "limit" or the end of the query but found "None" at line 1, column 21.',
    ],
    ['Task limit ten', 'Expected a whole number but found "ten" at line 1, column 12.'],
    [
      'Task limit 1 limit 2',
      'Expected "where", "order by", "group by", "offset", "limit" or the end of the query but found "limit" at line 1, column 14.',
    ],
    ['Task order name', 'Expected "by" but found "name" at line 1, column 12.'],
    ['Task where parent[.name is x', 'Expected the name of a type but found ".name" at line 1, column 19.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseQuery(text)).toThrow(message);
  });

  it('says where the text went wrong', () => {
    const text = 'Task\nwhere name iss x';
    const refuse = () => parseQuery(text);
    expect(refuse).toThrow(QuerySyntaxError);
    expect(refuse).toThrow(
      expect.objectContaining({ code: 'query_syntax', position: 16, line: 2, column: 12, found: '"iss"' }),
    );
  });

  it('refuses what is nested too deeply, instead of exhausting the stack', () => {
    const deep = 100_000;
    const nested = `Task where ${'('.repeat(deep)}a is 1${')'.repeat(deep)}`;
    expect(() => parseQuery(nested)).toThrow(/at most 200 levels/);
    expect(() => parseQuery(`Task where ${'not '.repeat(deep)}a is 1`)).toThrow(/at most 200 levels/);
    expect(() => parseQuery(`Task where ${'id in (T where '.repeat(deep)}`)).toThrow(/at most 200 levels/);
  });

  it('throws nothing but QuerySyntaxError, whatever the text', () => {
    const words = fc.constantFrom(
      ...`select from Task where a a.b is = ! "x 'y' ( ) [ ] , in any not and or order by limit 3 \\ . < None`.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join(' ')),
        ),
        (text) => {
          try {
            parseQuery(text);
          } catch (error) {
            expect(error).toBeInstanceOf(QuerySyntaxError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
