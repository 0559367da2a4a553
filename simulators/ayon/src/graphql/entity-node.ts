import { FACTS, type EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { thumbnailHash, thumbnailInfo } from '../entities/thumbnail.ts';
import { effectiveAttrib, nameOf, parentNames, parentOf, pathOf } from '../entities/tree.ts';
import { hasReviewables } from '../entities/version-facts.ts';
import { ownAttribNames } from '../entities/views.ts';
import type { Json, JsonObject } from '../json.ts';
import { type ActivityArguments, latestComments, listActivities } from './activity-nodes.ts';
import type { Connection } from './connection.ts';
import type { ProjectContext } from './context.ts';
import type { EntityArguments } from './entity-query.ts';
import { entityLinks, type LinkArguments, type LinkConnection } from './link-nodes.ts';

/** How nodes make other nodes. */
export interface NodeMaker {
  /** The node of a row that was reached from another node. */
  reached: (row: EntityRow) => EntityNode;
  /** A page of entities. */
  list: (type: EntityType, args: EntityArguments) => Connection<EntityNode>;
}

/** What the nodes of entities need: who asks, in which project, and how other nodes are made. */
export interface NodeScope extends ProjectContext {
  make: NodeMaker;
}

/** What all entities of a project have in common. Fields of the schema are properties, those with arguments methods. */
export class EntityNode {
  protected readonly scope: NodeScope;
  protected readonly row: EntityRow;
  #attribWasRead = false;

  constructor(scope: NodeScope, row: EntityRow) {
    this.scope = scope;
    this.row = row;
  }

  get __typename(): string {
    return `${FACTS[this.row.type].title}Node`;
  }
  get projectName(): string {
    return this.scope.project.name;
  }
  get id(): string {
    return this.row.id;
  }
  get name(): string {
    return nameOf(this.row);
  }
  get active(): Json {
    return this.value('active');
  }
  get status(): Json {
    return this.value('status');
  }
  get tags(): Json {
    return this.value('tags');
  }
  get label(): Json {
    return this.value('label');
  }
  get createdBy(): string | null {
    return this.row.createdBy;
  }
  get updatedBy(): string | null {
    return this.row.updatedBy;
  }
  get createdAt(): string {
    return this.row.createdAt;
  }
  get updatedAt(): string {
    return this.row.updatedAt;
  }
  get data(): string | null {
    return jsonText(this.value('data'));
  }
  get path(): string {
    return pathOf(this.scope.project, this.row);
  }
  get parents(): string[] {
    return parentNames(this.scope.project, this.row);
  }
  get thumbnailId(): Json {
    return this.value('thumbnailId');
  }
  get thumbnail(): JsonObject | null {
    return thumbnailInfo(this.row);
  }
  get thumbnailHash(): string {
    return thumbnailHash(this.row);
  }
  get hasReviewables(): boolean {
    return hasReviewables(this.scope.project, this.row);
  }
  get latestComments(): object[] {
    return latestComments(this.scope.project, this.row.id);
  }
  get attrib(): JsonObject {
    this.#attribWasRead = true;
    return effectiveAttrib(this.scope.state.attributes, this.scope.project, this.row);
  }
  get allAttrib(): string {
    return JSON.stringify(this.attrib);
  }
  /**
   * Names of the attributes with an own value. Read after `attrib` or `allAttrib`, on an entity with at least one own
   * value, it names all attributes that have a value: a defect of the server that clients meet.
   */
  get ownAttrib(): string[] {
    const own = ownAttribNames(this.scope.state, this.row);
    if (!this.#attribWasRead || own.length === 0) return own;
    const others = Object.keys(this.attrib).filter((name) => !own.includes(name));
    return [...own, ...others];
  }
  links(args: LinkArguments): LinkConnection {
    return entityLinks(this.scope.project, this.row.id, {
      args,
      node: (row) => this.scope.make.reached(row),
    });
  }
  activities(args: ActivityArguments): Connection<object> {
    const { project, userNode } = this.scope;
    const { reached: entity } = this.scope.make;
    const ofThis = {
      ...args,
      ...(args.first ? { last: null } : {}),
      entityType: this.row.type,
      entityIds: [this.row.id],
    };
    return listActivities(project, ofThis, { user: userNode, entity });
  }

  protected get parentNode(): EntityNode | null {
    const parent = parentOf(this.scope.project, this.row);
    return parent ? this.scope.make.reached(parent) : null;
  }

  protected value(field: string): Json {
    return this.row.values[field] ?? null;
  }

  protected list(type: EntityType, args: EntityArguments): Connection<EntityNode> {
    return this.scope.make.list(type, args);
  }
}

/** JSON as text, null for nothing and for an empty object. */
export function jsonText(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' && Object.keys(value).length === 0 ? null : JSON.stringify(value);
}
