import type { GraphQLResolveInfo } from 'graphql';
import { FACTS, type EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { AyonError } from '../errors.ts';
import { ID_PATTERN } from '../validation/kinds.ts';
import { type Connection, paginate } from './connection.ts';
import type { ProjectContext } from './context.ts';
import type { EntityNode, NodeScope } from './entity-node.ts';
import { type EntityArguments, findEntities } from './entity-query.ts';
import { type Counted, countedFor, NOTHING_COUNTED } from './folder-counts.ts';
import { FolderNode } from './folder-node.ts';
import { ProductNode, RepresentationNode, VersionNode } from './product-nodes.ts';
import { TaskNode, WorkfileNode } from './task-nodes.ts';

type PlainType = Exclude<EntityType, 'folder' | 'version'>;

/** The types whose nodes are the same wherever they are met. */
const NODES: Readonly<Record<PlainType, new (scope: NodeScope, row: EntityRow) => EntityNode>> = {
  task: TaskNode,
  product: ProductNode,
  representation: RepresentationNode,
  workfile: WorkfileNode,
};

/** The node of a row that was reached from another node: from what stands in it, by a link, or in a list. */
export function entityNode(context: ProjectContext, row: EntityRow): EntityNode {
  return reachedNode(scopeOf(context), row);
}

/** A page of entities. `info`: where in a query they are asked for; without it folders tell nothing of what they hold. */
export function listEntities(
  context: ProjectContext,
  type: EntityType,
  { args, info }: { args: EntityArguments; info?: GraphQLResolveInfo },
): Connection<EntityNode> {
  const { rows, position } = findEntities(context, type, args);
  const scope = scopeOf(context);
  const counted = type === 'folder' && info ? countedFor(args, info) : NOTHING_COUNTED;
  return paginate(rows, args, { position, node: (row) => listedNode(scope, row, counted) });
}

/** One entity by id; an error with status 404 when there is none. */
export function oneEntity(
  context: ProjectContext,
  type: EntityType,
  { id, info }: { id: string; info?: GraphQLResolveInfo },
): EntityNode {
  if (!new RegExp(ID_PATTERN).test(id)) throw new Error(`Invalid entity ID ${id}`);
  const row = context.project.tables[type].get(id);
  if (!row) throw new AyonError(404, `${FACTS[type].title} not found`);
  return listedNode(scopeOf(context), row, info ? countedFor({ ids: [id] }, info) : NOTHING_COUNTED);
}

function listedNode(scope: NodeScope, row: EntityRow, counted: Counted): EntityNode {
  const { type } = row;
  if (type === 'folder') return new FolderNode(scope, row, counted);
  return type === 'version' ? new VersionNode(scope, row, { isListed: true }) : new NODES[type](scope, row);
}

function reachedNode(scope: NodeScope, row: EntityRow): EntityNode {
  const { type } = row;
  if (type === 'folder') return new FolderNode(scope, row, NOTHING_COUNTED);
  return type === 'version' ? new VersionNode(scope, row) : new NODES[type](scope, row);
}

function scopeOf(context: ProjectContext): NodeScope {
  const scope: NodeScope = {
    ...context,
    make: {
      reached: (row) => reachedNode(scope, row),
      list: (type, args) => listEntities(context, type, { args }),
    },
  };
  return scope;
}
