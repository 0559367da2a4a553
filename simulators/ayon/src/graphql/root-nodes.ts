import { accessGroupsIn, type User } from '../auth/users.ts';
import { AyonError } from '../errors.ts';
import { likePattern } from '../events/query-filter.ts';
import { type JsonObject, textOf } from '../json.ts';
import { type Connection, type PageArguments, paginate } from './connection.ts';
import type { Caller, QueryContext } from './context.ts';
import { entityNode } from './entity-nodes.ts';
import { type EventArguments, type EventNode, listEvents } from './event-nodes.ts';
import { inbox, type InboxArguments } from './inbox.ts';
import { kanban, type KanbanArguments } from './kanban.ts';
import { ProjectNode } from './project-node.ts';
import { findProject, UserNode } from './user-node.ts';

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

  constructor(caller: Caller) {
    const userNode = (name: string): UserNode | null => {
      const user = caller.state.users.get(name);
      return user ? new UserNode(this.#context, user) : null;
    };
    this.#context = { ...caller, userNode };
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
    const namesProjects = [args.projectName, args.projects].some(
      (given) => given !== null && given !== undefined,
    );
    if (!identity.isManager && !namesProjects)
      throw new AyonError(403, 'You are not allowed to access list_all_users');
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
    const { isManager, user } = this.#context.identity;
    if (!project || (!isManager && !accessGroupsIn(user, project.name)))
      throw new AyonError(404, 'Project not found');
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

  inbox(args: InboxArguments): Connection<object> {
    return inbox(this.#context, args, (row, project) => entityNode({ ...this.#context, project }, row));
  }

  get productTypes(): JsonObject[] {
    const names = this.#context.state.projects
      .list()
      .flatMap(({ tables }) => tables.product.ordered().map(({ values }) => textOf(values['productType'])));
    return [...new Set(names)].sort().map((name) => ({ name, icon: null, color: null }));
  }
}

function acceptsUser(user: User, { name, names, emails, projectName, projects }: UserArguments): boolean {
  if (name && !likePattern(name, { ignoreCase: true }).test(user.name)) return false;
  if (names && !names.includes(user.name)) return false;
  const email = textOf(user.attrib['email']).toLowerCase();
  if (emails && !emails.some((wanted) => wanted.toLowerCase() === email)) return false;
  const wanted = [...(projects ?? []), ...(projectName ? [projectName] : [])];
  if (wanted.length === 0) return true;
  const { isAdmin, isManager } = user.data;
  return isAdmin === true || isManager === true || wanted.some((project) => accessGroupsIn(user, project));
}
