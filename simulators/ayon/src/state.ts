import { randomUUID } from 'node:crypto';
import type { AddonOptions } from './settings/addons.ts';
import { Addons } from './settings/addons.ts';
import type { AttributeOptions } from './attributes/definition.ts';
import { AttributeLibrary } from './attributes/library.ts';
import { Sessions } from './auth/sessions.ts';
import { makeUser, type UserOptions, Users } from './auth/users.ts';
import { EventStore } from './events/store.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import { anatomyToProject, builtinAnatomy } from './projects/anatomy.ts';
import type { NamedItem } from './projects/project.ts';
import { ProjectRegistry } from './projects/registry.ts';
import { Services } from './system/services.ts';
import { type Clock, toServerTime } from './time.ts';

/** What a server starts with. */
export interface StateOptions {
  clock: Clock;
  users: readonly UserOptions[];
  addons: readonly AddonOptions[];
  attributes: readonly AttributeOptions[];
  faults: Faults;
}

/** A workstation that told about itself. */
export interface Site {
  id: string;
  platform: string;
  hostname: string;
  version: string;
  users: string[];
}

/** A flag that counts only after it has stood this long. */
const RESTART_FLAG_DELAY_MS = 2000;

/** Everything the server knows; what survives a restart and what does not. */
export class ServerState {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly users = new Users();
  readonly sessions: Sessions;
  readonly events: EventStore;
  readonly attributes: AttributeLibrary;
  readonly projects: ProjectRegistry;
  readonly addons: Addons;
  readonly services: Services;
  readonly secrets = new Map<string, string>();
  readonly sites = new Map<string, Site>();
  /** Grows with every start: what was made of the attributes before is void. */
  generation = 0;
  startedAt: number;
  #restartRequiredSince: number | undefined;

  constructor(options: StateOptions) {
    this.clock = options.clock;
    this.faults = options.faults;
    this.sessions = new Sessions(options.clock);
    this.events = new EventStore(options.clock, () => this.newId());
    this.attributes = new AttributeLibrary([
      ...options.attributes,
      ...options.addons.flatMap(({ attributes = [] }) => attributes),
    ]);
    this.projects = new ProjectRegistry(this);
    this.addons = new Addons(options.addons, this.now());
    this.services = new Services(options.clock);
    this.startedAt = options.clock();
    for (const user of options.users) this.users.add(makeUser(user, this.now()));
    this.#tellStart();
  }

  /** The present time as the server writes it. */
  now(): string {
    return toServerTime(this.clock());
  }

  /** A new id: 32 hex digits. */
  newId(): string {
    return randomUUID().replaceAll('-', '');
  }

  /** What a restart does to the server: attributes become known, uptime starts anew. */
  restart(): void {
    this.attributes.load();
    this.generation += 1;
    this.startedAt = this.clock();
    this.#restartRequiredSince = undefined;
    for (const project of this.projects.list()) {
      project.attribGeneration += 1;
      project.pathGeneration += 1;
      for (const table of Object.values(project.tables)) for (const row of table.ordered()) row.cache = {};
    }
    this.#tellStart();
  }

  /** Notes that a restart is needed and tells it; the same note is told once. */
  requireRestart(description: string, user: string | null): void {
    this.#restartRequiredSince = this.clock();
    this.events.dispatch({
      topic: 'server.restart_required',
      hash: 'server.restart_required',
      reuse: true,
      description,
      user,
    });
  }

  /** The folder types of the built-in anatomy. */
  defaultFolderTypes(): NamedItem[] {
    return anatomyToProject(builtinAnatomy(this))['folderTypes'] as NamedItem[];
  }

  /** Sets or takes back the flag without an event. */
  flagRestart(required: boolean): void {
    this.#restartRequiredSince = required ? this.clock() : undefined;
  }

  /** Whether a restart is required; a flag younger than two seconds does not count. */
  get restartRequired(): boolean {
    const since = this.#restartRequiredSince;
    return since !== undefined && this.clock() - since >= RESTART_FLAG_DELAY_MS;
  }

  /** The site of the headers X-Ayon-Version, -Platform, -Hostname and -Site-Id, noted for the user. */
  noteSite(site: Omit<Site, 'users'>, user: string): void {
    const known = this.sites.get(site.id);
    this.sites.set(site.id, { ...site, users: [...new Set([...(known?.users ?? []), user])] });
  }

  /** A site as the server shows it. */
  siteViews(filter: (site: Site) => boolean = () => true): JsonObject[] {
    return [...this.sites.values()].filter(filter).map((site) => ({ ...site }));
  }

  #tellStart(): void {
    this.events.dispatch({ topic: 'server.started', description: 'Server started' });
    this.events.dispatch({ topic: 'server.log_collector_started' });
  }
}
