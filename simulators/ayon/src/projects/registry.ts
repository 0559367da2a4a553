import { requireProjectAccess } from '../auth/identity.ts';
import { accessGroupsIn } from '../auth/users.ts';
import { AyonError, Crash } from '../errors.ts';
import type { Call } from '../http/call.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { NAME_PATTERN, PROJECT_NAME_PATTERN, projectName } from '../validation/kinds.ts';
import { anatomyToProject } from './anatomy.ts';
import { Project } from './project.ts';

/** What a new project is made of. */
export interface NewProject {
  name: string;
  code: string;
  label?: string | null;
  color?: string | null;
  library?: boolean;
  skeleton?: boolean;
  /** A complete anatomy. */
  anatomy: JsonObject;
  /** Users get their default access groups in the project. */
  assignUsers: boolean;
}

/** All projects, by name without regard to case. */
export class ProjectRegistry {
  readonly #state: ServerState;
  readonly #byName = new Map<string, Project>();

  constructor(state: ServerState) {
    this.#state = state;
  }

  list(): Project[] {
    return [...this.#byName.values()];
  }

  get(name: string): Project | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** The project named in the path; 403 to people without a group in it, whether it is there or not; else 404. */
  require(call: Call): Project {
    const name = call.params['project_name'] ?? '';
    const project = this.get(name);
    const identity = call.identityIfAny;
    if (identity) requireProjectAccess(identity, project?.name ?? name);
    if (project) return project;
    call.check({ path: { project_name: { kind: projectName } } });
    throw new AyonError(404, `Project ${name} not found`);
  }

  /** Makes a project. A skeleton of the same name becomes a whole project. */
  create(given: NewProject): { project: Project; promoted: boolean } {
    const { name, code } = given;
    const known = this.list().find((project) => same(project.name, name) || same(project.code, code));
    if (known?.skeleton && !given.skeleton && known.name === name) {
      known.skeleton = false;
      return { project: known, promoted: true };
    }
    if (known) throw new AyonError(409, `Project ${known.name} (${known.code}) already exists`);
    refuseBadNames(name, code);
    const project = new Project(name, code, this.#state.now());
    Object.assign(project, anatomyToProject(given.anatomy), {
      label: given.label ?? null,
      library: given.library ?? false,
      skeleton: given.skeleton ?? false,
      data: given.color ? { color: given.color } : {},
    });
    this.#byName.set(name.toLowerCase(), project);
    if (given.assignUsers) this.#assignUsers(name);
    return { project, promoted: false };
  }

  rename(project: Project, name: string): void {
    this.#byName.delete(project.name.toLowerCase());
    project.name = name;
    this.#byName.set(name.toLowerCase(), project);
  }

  delete(project: Project): void {
    this.#byName.delete(project.name.toLowerCase());
    for (const user of this.#state.users.list()) {
      const groups = user.data['accessGroups'];
      if (isObject(groups)) delete groups[project.name];
    }
  }

  #assignUsers(name: string): void {
    for (const user of this.#state.users.list()) {
      const defaults = user.data['defaultAccessGroups'];
      if (!Array.isArray(defaults) || defaults.length === 0 || accessGroupsIn(user, name)) continue;
      const groups = isObject(user.data['accessGroups']) ? user.data['accessGroups'] : {};
      user.data['accessGroups'] = { ...groups, [name]: defaults };
    }
  }
}

function refuseBadNames(name: string, code: string): void {
  const checks = [
    ['name', name, NAME_PATTERN],
    ['code', code, PROJECT_NAME_PATTERN],
  ] as const;
  for (const [field, value, pattern] of checks) {
    if (new RegExp(pattern).test(value)) continue;
    throw new Crash(
      `pydantic.error_wrappers.ValidationError: 1 validation error for ProjectModel\n${field}\n  string does not match regex "${pattern}" (type=value_error.str.regex; pattern=${pattern})`,
    );
  }
  if (!new RegExp(PROJECT_NAME_PATTERN).test(name)) throw new Crash(ABORTED_TRANSACTION);
}

/** What the server says when the database refused an earlier step of the same transaction. */
export const ABORTED_TRANSACTION =
  'asyncpg.exceptions.InFailedSQLTransactionError: current transaction is aborted, commands ignored until end of transaction block';

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
