import type { GraphQLResolveInfo } from 'graphql';
import type { EntityType } from '../entities/facts.ts';
import type { EntityTable } from '../entities/table.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { NamedItem, Project } from '../projects/project.ts';
import { configView, projectAttrib } from '../projects/views.ts';
import { type ActivityArguments, listActivities } from './activity-nodes.ts';
import type { Connection } from './connection.ts';
import type { ProjectContext } from './context.ts';
import { type EntityNode, jsonText } from './entity-node.ts';
import { entityNode, listEntities, oneEntity } from './entity-nodes.ts';
import type { EntityArguments } from './entity-query.ts';
import { type ListArguments, listEntityLists, oneEntityList } from './list-nodes.ts';
import { projectLinks, type ProjectLinkArguments, type ProjectLinkConnection } from './project-links.ts';

/** Arguments of the fields that list the types of a project. */
interface TypeArguments {
  activeOnly?: boolean | null;
}

/** A project. Fields of the schema are properties, those with arguments methods. */
export class ProjectNode {
  readonly #context: ProjectContext;
  readonly #project: Project;

  constructor(context: ProjectContext) {
    this.#context = context;
    this.#project = context.project;
  }

  get name(): string {
    return this.#project.name;
  }
  get projectName(): string {
    return this.#project.name;
  }
  get label(): string | null {
    return this.#project.label;
  }
  get code(): string {
    return this.#project.code;
  }
  get color(): Json {
    return this.#project.data['color'] ?? null;
  }
  get projectFolder(): Json {
    return this.#project.data['projectFolder'] ?? null;
  }
  get data(): string | null {
    return jsonText(this.#project.data);
  }
  get config(): string {
    return JSON.stringify(configView(this.#project));
  }
  get active(): boolean {
    return this.#project.active;
  }
  get library(): boolean {
    return this.#project.library;
  }
  get skeleton(): boolean {
    return this.#project.skeleton;
  }
  get thumbnail(): null {
    return null;
  }
  get bundle(): JsonObject {
    return { production: null, staging: null };
  }
  get createdAt(): string {
    return this.#project.createdAt;
  }
  get updatedAt(): string {
    return this.#project.updatedAt;
  }
  get attrib(): JsonObject {
    return projectAttrib(this.#context.state, this.#project);
  }
  get allAttrib(): string {
    return JSON.stringify(this.attrib);
  }
  folderTypes({ activeOnly }: TypeArguments): NamedItem[] {
    const { folderTypes, tables } = this.#project;
    return activeOnly === true ? usedItems(folderTypes, tables.folder, 'folderType') : folderTypes;
  }
  taskTypes({ activeOnly }: TypeArguments): NamedItem[] {
    const { taskTypes, tables } = this.#project;
    return activeOnly === true ? usedItems(taskTypes, tables.task, 'taskType') : taskTypes;
  }
  get statuses(): JsonObject[] {
    return this.#project.statuses.map((status) => ({ ...status, scope: status['scope'] ?? [] }));
  }
  get tags(): NamedItem[] {
    return this.#project.tags;
  }
  linkTypes({ activeOnly }: TypeArguments): JsonObject[] {
    const used = new Set(this.#project.links.map(({ linkType }) => linkType));
    return this.#project.linkTypes
      .filter(({ name }) => activeOnly !== true || used.has(name))
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map(({ data, ...type }) => {
        const style = isObject(data) ? data : {};
        return { ...type, color: style['color'] ?? null, style: style['style'] ?? 'solid' };
      });
  }
  get productTypes(): JsonObject[] {
    const used = this.#project.tables.product.ordered().map(({ values }) => textOf(values['productType']));
    return [...new Set(used)].sort().map((name) => ({ name, icon: null, color: null }));
  }
  get productBaseTypes(): JsonObject[] {
    const types = configView(this.#project)['productBaseTypes'];
    const definitions = isObject(types) ? types['definitions'] : undefined;
    return Array.isArray(definitions) ? definitions.filter(isObject) : [];
  }
  get usedTags(): string[] {
    const tags = Object.values(this.#project.tables).flatMap((table) =>
      table
        .ordered()
        .flatMap(({ values }) => (Array.isArray(values['tags']) ? values['tags'].map(String) : [])),
    );
    return [...new Set(tags)].sort();
  }
  folder({ id }: { id: string }, _caller: unknown, info: GraphQLResolveInfo): EntityNode {
    return oneEntity(this.#context, 'folder', { id, info });
  }
  task({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'task', { id });
  }
  product({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'product', { id });
  }
  version({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'version', { id });
  }
  representation({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'representation', { id });
  }
  workfile({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'workfile', { id });
  }
  folders(args: EntityArguments, _caller: unknown, info: GraphQLResolveInfo): Connection<EntityNode> {
    return listEntities(this.#context, 'folder', { args, info });
  }
  tasks(args: EntityArguments): Connection<EntityNode> {
    return this.#list('task', args);
  }
  products(args: EntityArguments): Connection<EntityNode> {
    return this.#list('product', args);
  }
  versions(args: EntityArguments): Connection<EntityNode> {
    return this.#list('version', args);
  }
  representations(args: EntityArguments): Connection<EntityNode> {
    return this.#list('representation', args);
  }
  workfiles(args: EntityArguments): Connection<EntityNode> {
    return this.#list('workfile', args);
  }
  activities(args: ActivityArguments): Connection<object> {
    return listActivities(this.#project, args, {
      user: this.#context.userNode,
      entity: (row) => entityNode(this.#context, row),
    });
  }
  links(args: ProjectLinkArguments): ProjectLinkConnection {
    return projectLinks(this.#project, args, (row) => entityNode(this.#context, row));
  }
  entityList({ id }: { id: string }): object {
    return oneEntityList(this.#context, id);
  }
  entityLists(args: ListArguments): Connection<object> {
    return listEntityLists(this.#context, args);
  }

  #list(type: EntityType, args: EntityArguments): Connection<EntityNode> {
    return listEntities(this.#context, type, { args });
  }
}

/** The types that at least one row has. */
function usedItems(items: readonly NamedItem[], table: EntityTable, field: string): NamedItem[] {
  const used = new Set(table.ordered().map(({ values }) => values[field]));
  return items.filter(({ name }) => used.has(name));
}
