import { buildSchema, type GraphQLSchema } from 'graphql';
import type { AttributeLibrary } from '../attributes/library.ts';
import type { Scope } from '../attributes/definition.ts';
import { ENTITY_TYPES_SDL } from './schema-entities.ts';
import { OTHER_TYPES_SDL } from './schema-others.ts';

/** Names of the types that are listed in connections of the usual form, by the node they list. */
const CONNECTIONS = [
  ['Activities', 'Activity'],
  ['Tasks', 'Task'],
  ['Versions', 'Version'],
  ['Representations', 'Representation'],
  ['Products', 'Product'],
  ['Workfiles', 'Workfile'],
  ['EntityLists', 'EntityList'],
  ['Folders', 'Folder'],
  ['Projects', 'Project'],
  ['Users', 'User'],
  ['Events', 'Event'],
  ['Kanban', 'Kanban'],
] as const;

const ATTRIB_SCOPES: readonly [string, Scope][] = [
  ['Project', 'project'],
  ['User', 'user'],
  ['Folder', 'folder'],
  ['Task', 'task'],
  ['Product', 'product'],
  ['Version', 'version'],
  ['Representation', 'representation'],
  ['Workfile', 'workfile'],
];

const SCALARS: Readonly<Record<string, string>> = {
  string: 'String',
  integer: 'Int',
  float: 'Float',
  boolean: 'Boolean',
  datetime: 'DateTime',
  list_of_strings: '[String!]',
  list_of_integers: '[Int!]',
};

/** The schema of a server that knows these attributes: they are the fields of the `…AttribType` types. */
export function makeSchema(attributes: AttributeLibrary): GraphQLSchema {
  const connections = CONNECTIONS.map(
    ([plural, singular]) => `
type ${plural}Connection { pageInfo: PageInfo! edges: [${singular}Edge!]! fieldStats: [ColumnStats!]! }
type ${singular}Edge { node: ${singular}Node! cursor: String }`,
  );
  const attribTypes = ATTRIB_SCOPES.map(([title, scope]) => {
    const fields = [...attributes.ofScope(scope).values()].map(
      ({ name, type }) => `${name}: ${SCALARS[type] ?? 'JSON'}`,
    );
    return `type ${title}AttribType { ${fields.join(' ') || '_: String'} }`;
  });
  const sdl = [
    'scalar DateTime\nscalar JSON',
    ENTITY_TYPES_SDL,
    OTHER_TYPES_SDL,
    ...connections,
    ...attribTypes,
  ];
  return buildSchema(sdl.join('\n'), { assumeValid: true });
}
