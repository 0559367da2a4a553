import { type Clock, systemClock } from '../clock/index.ts';
import { scrubSecrets } from './secrets.ts';

/**
 * `ok`; `starting` (not yet in use); `degraded` (works, but a person should look); `failed` (does not work now and is
 * being retried).
 */
export type HealthState = 'ok' | 'starting' | 'degraded' | 'failed';

/**
 * What a component that does not work costs: `ready` the service cannot do its work (an outage of a neighbour);
 * `live` the process itself is broken and should be replaced; `nothing` it is only shown.
 */
export type HealthEffect = 'live' | 'ready' | 'nothing';

export type HealthDetail = string | number | boolean;

export interface ComponentHealth {
  /** For people, e.g. `ftrack event hub`. */
  readonly name: string;
  readonly effect: HealthEffect;
  readonly state: HealthState;
  /** What is wrong and what to do, or empty. */
  readonly message: string;
  /** When `state` began, ISO 8601, UTC. */
  readonly since: string;
  readonly details: Readonly<Record<string, HealthDetail>>;
}

export interface HealthReport {
  /** The worst state of all components. */
  readonly state: HealthState;
  readonly live: boolean;
  readonly ready: boolean;
  readonly components: readonly ComponentHealth[];
}

/** A component's own handle on its state. Setting the state it has keeps `since`. */
export interface HealthReporter {
  ok(message?: string): void;
  starting(message?: string): void;
  degraded(message: string): void;
  failed(message: string): void;
  /** Numbers and words for people, shown beside the state; later values replace earlier ones of the same name. */
  setDetails(details: Readonly<Record<string, HealthDetail>>): void;
  /** Takes the component off the report. */
  remove(): void;
}

export interface HealthRegistryOptions {
  readonly clock?: Clock;
  /** Called after a component changed its state or message, with both reports of it. */
  readonly onChange?: (now: ComponentHealth, before: ComponentHealth) => void;
}

interface Entry {
  component: ComponentHealth;
}

/** The named components of a service and how they are. */
export class HealthRegistry {
  readonly #clock: Clock;
  readonly #onChange: HealthRegistryOptions['onChange'];
  readonly #entries = new Map<string, Entry>();

  constructor(options: HealthRegistryOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#onChange = options.onChange;
  }

  /**
   * Adds a component, `starting` at first.
   *
   * @throws Error when the name is taken
   */
  add(name: string, effect: HealthEffect = 'ready'): HealthReporter {
    if (this.#entries.has(name)) throw new Error(`The health component "${name}" is there already`);
    const entry: Entry = {
      component: { name, effect, state: 'starting', message: '', since: this.#now(), details: {} },
    };
    this.#entries.set(name, entry);
    return {
      ok: (message = '') => this.#set(entry, 'ok', message),
      starting: (message = '') => this.#set(entry, 'starting', message),
      degraded: (message) => this.#set(entry, 'degraded', message),
      failed: (message) => this.#set(entry, 'failed', message),
      setDetails: (details) => {
        entry.component = {
          ...entry.component,
          details: { ...entry.component.details, ...scrubDetails(details) },
        };
      },
      remove: () => {
        this.#entries.delete(name);
      },
    };
  }

  report(): HealthReport {
    const components = [...this.#entries.values()].map((entry) => entry.component);
    return {
      state: worstOf(components),
      live: components.every(({ effect, state }) => effect !== 'live' || state !== 'failed'),
      ready: components.every(isReady),
      components,
    };
  }

  #set(entry: Entry, state: HealthState, message: string): void {
    const before = entry.component;
    const text = scrubSecrets(message);
    if (before.state === state && before.message === text) return;
    const since = before.state === state ? before.since : this.#now();
    entry.component = { ...before, state, message: text, since };
    this.#onChange?.(entry.component, before);
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

/** From best to worst. */
export const HEALTH_STATES: readonly HealthState[] = ['ok', 'degraded', 'starting', 'failed'];

/** Whether the service can do its work as far as this component is concerned. */
export function isReady({ effect, state }: ComponentHealth): boolean {
  return effect === 'nothing' || state === 'ok' || state === 'degraded';
}

function scrubDetails(details: Readonly<Record<string, HealthDetail>>): Record<string, HealthDetail> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'string' ? scrubSecrets(value) : value,
    ]),
  );
}

function worstOf(components: readonly ComponentHealth[]): HealthState {
  const worst = Math.max(0, ...components.map((component) => HEALTH_STATES.indexOf(component.state)));
  return HEALTH_STATES[worst] ?? 'failed';
}
