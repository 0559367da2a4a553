import type { JsonObject } from '../json.ts';
import { type Clock, fromServerTime, toNaiveTime, toServerTime } from '../time.ts';

/** A service as a host was told to run it. */
export interface ServiceRow {
  name: string;
  hostname: string;
  addonName: string;
  addonVersion: string;
  service: string;
  shouldRun: boolean;
  isRunning: boolean;
  lastSeen: string | null;
  data: JsonObject;
}

/** A host that runs services. */
export interface HostRow {
  name: string;
  lastSeen: string;
  health: JsonObject;
}

/** Hosts and the services they run. */
export class Services {
  readonly #clock: Clock;
  readonly #services = new Map<string, ServiceRow>();
  readonly #hosts = new Map<string, HostRow>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hosts(): HostRow[] {
    return [...this.#hosts.values()];
  }

  hasHost(name: string): boolean {
    return this.#hosts.has(name);
  }

  get(name: string): ServiceRow | undefined {
    return this.#services.get(name);
  }

  set(service: ServiceRow): void {
    this.#services.set(service.name, service);
  }

  delete(name: string): void {
    this.#services.delete(name);
  }

  /** Notes what a host said and gives the services it shall run. */
  heartbeat(hostname: string, health: JsonObject, running: readonly string[]): ServiceRow[] {
    const now = toServerTime(this.#clock());
    this.#hosts.set(hostname, { name: hostname, lastSeen: now, health });
    const own = this.list().filter((service) => service.hostname === hostname);
    for (const service of own) {
      service.isRunning = running.includes(service.name);
      service.lastSeen = now;
    }
    return own.filter(({ shouldRun }) => shouldRun);
  }

  /** All services by name. */
  list(): ServiceRow[] {
    return [...this.#services.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** A service as the server shows it: `lastSeen` without a zone, `lastSeenDelta` in seconds. */
  view(service: ServiceRow): JsonObject {
    const { lastSeen } = service;
    const delta = lastSeen === null ? null : Math.max(0, (this.#clock() - fromServerTime(lastSeen)) / 1000);
    return { ...service, lastSeen: lastSeen === null ? null : toNaiveTime(lastSeen), lastSeenDelta: delta };
  }
}
