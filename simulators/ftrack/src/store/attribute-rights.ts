import { type Entity, joinKey, textOf } from './entity.ts';
import type { Store } from './store.ts';

type RoleTable = 'ConfigurationReadRole' | 'ConfigurationWriteRole';

/** Everywhere, or on the entities of these projects. */
type Reach = 'everywhere' | ReadonlySet<string>;

/**
 * Which custom attributes one user may read and set: those whose configuration names a security role the user has, for
 * all projects or for that of the entity. One that names no role nobody may read or set. Good for one batch: what was
 * worked out is not worked out again.
 */
export class AttributeRights {
  readonly #store: Store;
  readonly #userId: string;
  readonly #known = new Map<string, Reach>();
  #readsAll: boolean | null = null;

  constructor(store: Store, userId: string) {
    this.#store = store;
    this.#userId = userId;
  }

  /** Whether no custom attribute is out of the user's sight. */
  readsAll(): boolean {
    this.#readsAll ??= [...this.#store.rows('CustomAttributeConfiguration')].every(
      ({ key }) => this.#reach('ConfigurationReadRole', key[0] ?? '') === 'everywhere',
    );
    return this.#readsAll;
  }

  /** @param value a row of a custom attribute's values, stored or not */
  mayRead(value: Entity): boolean {
    return this.#isWithin('ConfigurationReadRole', value.key);
  }

  /** @param key ids of configuration and entity */
  mayWrite(key: readonly string[]): boolean {
    return this.#isWithin('ConfigurationWriteRole', key);
  }

  #isWithin(table: RoleTable, [configurationId = '', entityId = '']: readonly string[]): boolean {
    const reach = this.#reach(table, configurationId);
    if (reach === 'everywhere') return true;
    const entity = reach.size === 0 ? undefined : this.#store.findAnywhere(entityId);
    const project = entity && this.#store.parentsOf(entity).at(-1);
    return project !== undefined && reach.has(project.id);
  }

  #reach(table: RoleTable, configurationId: string): Reach {
    const key = joinKey([table, configurationId]);
    let reach = this.#known.get(key);
    if (reach === undefined) this.#known.set(key, (reach = this.#workOut(table, configurationId)));
    return reach;
  }

  #workOut(table: RoleTable, configurationId: string): Reach {
    const roles = new Set(
      this.#store
        .list(table, 'configuration_id', configurationId)
        .map((row) => textOf(row, 'security_role_id')),
    );
    const projects = new Set<string>();
    for (const held of this.#store.list('UserSecurityRole', 'user_id', this.#userId)) {
      if (!roles.has(textOf(held, 'security_role_id'))) continue;
      if (held.row['is_all_projects'] === true) return 'everywhere';
      const grants = this.#store.list('UserSecurityRoleProject', 'user_security_role_id', joinKey(held.key));
      for (const grant of grants) projects.add(textOf(grant, 'project_id') ?? '');
    }
    return projects;
  }
}
