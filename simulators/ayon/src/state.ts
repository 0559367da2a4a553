import { randomUUID } from 'node:crypto';
import type { AddonOptions } from './addons/declared-addon.ts';
import { AddonInstaller } from './addons/installer.ts';
import { Addons } from './addons/library.ts';
import type { AnswerAddon } from './addons/python-host.ts';
import { AccessGroups } from './access/permissions.ts';
import type { AttributeOptions } from './attributes/definition.ts';
import { AttributeLibrary } from './attributes/library.ts';
import { Sessions } from './auth/sessions.ts';
import { makeUser, type UserOptions, Users } from './auth/users.ts';
import { EventStore, eventView } from './events/store.ts';
import type { Faults } from './faults.ts';
import { type JsonObject, textOf } from './json.ts';
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
  readonly installer: AddonInstaller;
  /** Topics of events that code of addons hears; one that ends in `.*` stands for all that begin so. */
  readonly addonTopics = new Set<string>();
  readonly services: Services;
  readonly accessGroups = new AccessGroups();
  readonly secrets = new Map<string, string>();
  readonly sites = new Map<string, Site>();
  /** Grows with every start: what was made of the attributes before is void. */
  generation = 0;
  startedAt: number;
  #restartFlag: { since: number; reason: string } | undefined;

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
    this.installer = new AddonInstaller(this);
    this.services = new Services(options.clock);
    this.events.subscribe(({ message }) => this.#tellAddons(message));
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

  /** What a restart does to the server: addons are loaded, attributes become known, uptime starts anew. */
  async restart(answerAddon: AnswerAddon): Promise<void> {
    this.installer.stop();
    this.addonTopics.clear();
    const { failures, restartRequested } = await this.addons.load(answerAddon);
    this.#begin();
    for (const description of failures) this.events.dispatch({ topic: 'log.error', description });
    if (!restartRequested) return;
    this.events.dispatch({
      topic: 'server.restart_requested',
      description: 'Server restart requested during addon setup',
    });
    await this.addons.load(answerAddon);
    this.#begin();
  }

  #begin(): void {
    this.attributes.load();
    this.generation += 1;
    this.startedAt = this.clock();
    this.#restartFlag = undefined;
    for (const project of this.projects.list()) {
      project.attribGeneration += 1;
      project.pathGeneration += 1;
      for (const table of Object.values(project.tables)) for (const row of table.ordered()) row.cache = {};
    }
    this.#tellStart();
  }

  /** Notes that a restart is needed and tells it; the same note is told once. */
  requireRestart(description: string, user: string | null, reason = 'Server restart is required'): void {
    this.#restartFlag = { since: this.clock(), reason };
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
    this.#restartFlag = required ? { since: this.clock(), reason: 'Server restart is required' } : undefined;
  }

  /** Why a restart is required, or null; a flag younger than two seconds does not count. */
  get restartReason(): string | null {
    const flag = this.#restartFlag;
    return flag && this.clock() - flag.since >= RESTART_FLAG_DELAY_MS ? flag.reason : null;
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

  /** Hands an event to the code of addons that asked for its topic. */
  #tellAddons({ id, topic }: JsonObject): void {
    if (this.addonTopics.size === 0) return;
    const hears = [...this.addonTopics].some((wanted) =>
      wanted.endsWith('.*') ? textOf(topic).startsWith(wanted.slice(0, -1)) : wanted === topic,
    );
    const event = hears ? this.events.get(textOf(id)) : undefined;
    if (event) this.addons.tellEvent(eventView(event));
  }

  #tellStart(): void {
    this.events.dispatch({ topic: 'server.started', description: 'Server started' });
    this.events.dispatch({ topic: 'server.log_collector_started' });
  }
}
