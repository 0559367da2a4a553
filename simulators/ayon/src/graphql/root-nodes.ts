import { identityOf, requireProjectAccess } from '../auth/identity.ts';
import { accessGroupsIn, type User } from '../auth/users.ts';
import type { EntityType } from '../entities/facts.ts';
import type { EntityTable } from '../entities/table.ts';
import { AyonError } from '../errors.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { NamedItem, Project } from '../projects/project.ts';
import { configView, projectAttrib } from '../projects/views.ts';
import { type ActivityArguments, listActivities } from './activity-nodes.ts';
import { type Connection, type PageArguments, paginate } from './connection.ts';
import { notSimulated, type ProjectContext, type QueryContext } from './context.ts';
import { projectLinks, type ProjectLinkArguments, type ProjectLinkConnection } from './project-links.ts';
import { type EntityNode, jsonText, listEntities, oneEntity, reachedNode } from './entity-nodes.ts';
import type { EntityArguments } from './entity-query.ts';
import { type EventArguments, type EventNode, listEvents } from './event-nodes.ts';
import { kanban, type KanbanArguments } from './kanban.ts';
import { type ListArguments, listEntityLists, oneEntityList } from './list-nodes.ts';

/** Arguments of the fields that list the types of a project. */
interface TypeArguments {
  activeOnly?: boolean | null;
}

class ProjectNode {
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
  folder({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'folder', id);
  }
  task({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'task', id);
  }
  product({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'product', id);
  }
  version({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'version', id);
  }
  representation({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'representation', id);
  }
  workfile({ id }: { id: string }): EntityNode {
    return oneEntity(this.#context, 'workfile', id);
  }
  folders(args: EntityArguments): Connection<EntityNode> {
    return this.#list('folder', args);
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
    return listActivities(this.#context, args, (name) => {
      const user = this.#context.state.users.get(name);
      return user ? new UserNode(this.#context, user) : null;
    });
  }
  links(args: ProjectLinkArguments): ProjectLinkConnection {
    return projectLinks(this.#project, args, (row) => reachedNode(this.#context, row));
  }
  entityList({ id }: { id: string }): object {
    return oneEntityList(this.#context, id);
  }
  entityLists(args: ListArguments): Connection<object> {
    return listEntityLists(this.#context, args);
  }

  #list(type: EntityType, args: EntityArguments): Connection<EntityNode> {
    return listEntities(this.#context, type, args);
  }
}

class UserNode {
  readonly #context: QueryContext;
  readonly #user: User;
  readonly #isCaller: boolean;

  /** `isCaller`: the flags are what they mean for the caller's rights; else as they are stored. */
  constructor(context: QueryContext, user: User, isCaller = false) {
    this.#context = context;
    this.#user = user;
    this.#isCaller = isCaller;
  }

  get name(): string {
    return this.#user.name;
  }
  get active(): boolean {
    return this.#user.active;
  }
  get deleted(): boolean {
    return false;
  }
  get createdAt(): string {
    return this.#user.createdAt;
  }
  get updatedAt(): string {
    return this.#user.updatedAt;
  }
  get attrib(): JsonObject {
    return this.#user.attrib;
  }
  get allAttrib(): string {
    return JSON.stringify(this.#user.attrib);
  }
  get accessGroups(): string {
    return JSON.stringify(this.#user.data['accessGroups'] ?? {});
  }
  get defaultAccessGroups(): Json {
    return this.#user.data['defaultAccessGroups'] ?? [];
  }
  get isAdmin(): boolean {
    return this.#isCaller ? identityOf(this.#user).isAdmin : this.#flag('isAdmin');
  }
  get isManager(): boolean {
    return this.#isCaller ? identityOf(this.#user).isManager : this.#flag('isManager');
  }
  get isService(): boolean {
    return this.#flag('isService');
  }
  get isGuest(): boolean {
    return this.#flag('isGuest');
  }
  get isDeveloper(): boolean {
    return this.#flag('isDeveloper');
  }
  get isStagingAllowed(): boolean {
    return this.#flag('isStagingAllowed');
  }
  get disablePasswordLogin(): boolean {
    return this.#flag('disablePasswordLogin');
  }
  get hasPassword(): boolean {
    return typeof this.#user.data['password'] === 'string';
  }
  get apiKeyPreview(): Json {
    return this.#user.data['apiKeyPreview'] ?? null;
  }
  get userPool(): Json {
    return this.#user.data['userPool'] ?? null;
  }
  tasks({ projectName }: { projectName: string }): Connection<EntityNode> {
    const project = findProject(this.#context, projectName);
    return listEntities({ ...this.#context, project }, 'task', { assigneesAny: [this.#user.name] });
  }

  #flag(name: string): boolean {
    return this.#user.data[name] === true;
  }
}

interface UserArguments extends PageArguments {
  name?: string | null;
  names?: string[] | null;
  emails?: string[] | null;
  projectName?: string | null;
  projects?: string[] | null;
}

interface ProjectArguments extends PageArguments {
  name?: string | null;
  code?: string | null;
  includeSkeleton?: boolean | null;
}

/** The fields of the query root. */
export class QueryRoot {
  readonly #context: QueryContext;

  constructor(context: QueryContext) {
    this.#context = context;
  }

  get me(): UserNode {
    return new UserNode(this.#context, this.#context.identity.user, true);
  }

  user({ name }: { name: string }): UserNode {
    const user = this.#context.state.users.get(name);
    if (!user) throw new AyonError(404, 'User not found');
    return new UserNode(this.#context, user);
  }

  users(args: UserArguments): Connection<UserNode> {
    const { state, identity } = this.#context;
    if (!identity.isManager) throw new AyonError(403, 'You are not allowed to access list_all_users');
    const found = state.users.list().filter((user) => acceptsUser(user, args));
    found.sort((left, right) => (left.name < right.name ? -1 : 1));
    return paginate(found, args, {
      position: ({ name }) => [name],
      node: (user) => new UserNode(this.#context, user),
    });
  }

  project({ name, code }: ProjectArguments): ProjectNode {
    if (!name && !code) throw new AyonError(400, 'Either name or code must be provided.');
    const project = name
      ? findProject(this.#context, name)
      : this.#context.state.projects.list().find((found) => found.code.toLowerCase() === code?.toLowerCase());
    if (!project) throw new AyonError(404, 'Project not found');
    requireProjectAccess(this.#context.identity, project.name);
    return new ProjectNode({ ...this.#context, project });
  }

  projects(args: ProjectArguments): Connection<ProjectNode> {
    const { state, identity } = this.#context;
    const found = state.projects
      .list()
      .filter(
        (project) =>
          (identity.isManager || accessGroupsIn(identity.user, project.name) !== undefined) &&
          (!args.name || project.name.toLowerCase() === args.name.toLowerCase()) &&
          (!args.code || project.code.toLowerCase() === args.code.toLowerCase()) &&
          (!project.skeleton || args.includeSkeleton === true),
      );
    found.sort((left, right) => (left.name < right.name ? -1 : 1));
    return paginate(found, args, {
      position: ({ name }) => [name],
      node: (project) => new ProjectNode({ ...this.#context, project }),
    });
  }

  events(args: EventArguments): Connection<EventNode> {
    return listEvents(this.#context, args);
  }

  kanban(args: KanbanArguments): Connection<JsonObject> {
    return kanban(this.#context, args);
  }

  /** Only what people say comes into inboxes; how it gets there is not simulated. */
  inbox(args: PageArguments): Connection<object> {
    const { projects } = this.#context.state;
    const isSaid = projects
      .list()
      .some(({ activities }) => activities.some(({ activityType }) => activityType === 'comment'));
    if (isSaid) notSimulated('an inbox after comments');
    return paginate([], args, { position: () => [], node: () => ({}) });
  }

  get productTypes(): JsonObject[] {
    const names = this.#context.state.projects
      .list()
      .flatMap(({ tables }) => tables.product.ordered().map(({ values }) => textOf(values['productType'])));
    return [...new Set(names)].sort().map((name) => ({ name, icon: null, color: null }));
  }
}

/** The types that at least one row has. */
function usedItems(items: readonly NamedItem[], table: EntityTable, field: string): NamedItem[] {
  const used = new Set(table.ordered().map(({ values }) => values[field]));
  return items.filter(({ name }) => used.has(name));
}

function findProject({ state }: QueryContext, name: string): Project {
  const project = state.projects.get(name);
  if (!project) throw new AyonError(404, 'Project not found');
  return project;
}

function acceptsUser(user: User, { name, names, emails, projectName, projects }: UserArguments): boolean {
  if (name && user.name !== name) return false;
  if (names && !names.includes(user.name)) return false;
  if (emails && !emails.includes(textOf(user.attrib['email']))) return false;
  const wanted = projectName ? [projectName] : projects;
  return !wanted || identityOf(user).isManager || wanted.some((project) => accessGroupsIn(user, project));
}
