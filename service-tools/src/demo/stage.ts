import type { AyonEntity, SentChange } from './checker/index.ts';
import type { FtrackClient, FtrackOperation } from './ftrack-client.ts';
import type { LogView } from './log-view.ts';
import type { Observer } from './observe.ts';
import type { ContextFacts } from './project.ts';
import type { Screen } from './render/screen.ts';

/** A change as it is planned: what it is called is added when it is sent. */
export type PlannedChange = Omit<SentChange, 'step'>;

/** A step of the report. */
export interface StepResult {
  readonly name: string;
  /** From sending the request to ftrack until AYON was seen to hold all of it; null when it did not in time. */
  readonly ms: number | null;
}

/** What steps work with. */
export interface Stage {
  readonly screen: Screen;
  readonly client: FtrackClient;
  readonly facts: ContextFacts;
  readonly observer: Observer;
  readonly log: LogView;
  /** Everything that was sent, in order; for the checker. */
  readonly sent: SentChange[];
  readonly results: StepResult[];
}

/** One live change. All ids are chosen before anything is sent. */
export interface LiveStep {
  readonly name: string;
  /** What is done in ftrack, in few words. */
  readonly did: string;
  readonly operations: readonly FtrackOperation[];
  /** What AYON has to hold then. */
  readonly changes: readonly PlannedChange[];
  /** What arrived, in few words. */
  arrived(entities: ReadonlyMap<string, AyonEntity>): string;
}

/** A step did not come out as expected. */
export class DemoFailure extends Error {
  readonly code = 'demo_failed';
  readonly step: string;
  readonly expected: string;
  readonly found: string;

  constructor(step: string, ...[expected, found]: [string, string]) {
    super(`${step}: expected ${expected}; there is ${found}`);
    this.name = 'DemoFailure';
    this.step = step;
    this.expected = expected;
    this.found = found;
  }
}
