import { identityOf } from '../auth/identity.ts';
import type { User } from '../auth/users.ts';
import { AyonError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { Connection } from './connection.ts';
import type { QueryContext } from './context.ts';
import type { EntityNode } from './entity-node.ts';
import { listEntities } from './entity-nodes.ts';

/** A user. Fields of the schema are properties, those with arguments methods. */
export class UserNode {
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
    const args = { assigneesAny: [this.#user.name] };
    return listEntities({ ...this.#context, project }, 'task', { args });
  }

  #flag(name: string): boolean {
    return this.#user.data[name] === true;
  }
}

/** The project, or an error with status 404. */
export function findProject({ state }: QueryContext, name: string): Project {
  const project = state.projects.get(name);
  if (!project) throw new AyonError(404, 'Project not found');
  return project;
}
