import { expect, it } from 'vitest';
import { parseQuery } from './parser.ts';
import { type ProjectionNode, projectionTree } from './projection.ts';

/** A tree as an object: casts in brackets. */
function show(node: ProjectionNode): unknown {
  return Object.fromEntries([
    ...[...node.attributes].map(([name, child]) => [name, show(child)]),
    ...[...node.casts].map(([type, child]) => [`[${type}]`, show(child)]),
  ]);
}

it.each([
  [
    'select id, status.name, status.state.short from Task',
    { id: {}, status: { name: {}, state: { short: {} } } },
  ],
  ['select status, status.name from Task', { status: { name: {} } }],
  [
    'select parent.name, parent[Shot].fstart, parent[Sequence] from Task',
    { parent: { name: {}, '[Shot]': { fstart: {} }, '[Sequence]': {} } },
  ],
  ['select count(id), status_id from Task group by status_id', { status_id: {} }],
  ['Task', { id: {}, name: {} }],
])('%s', (text, expected) => {
  expect(show(projectionTree(parseQuery(text), ['id', 'name']))).toEqual(expected);
});
