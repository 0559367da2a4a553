import { AyonError } from '@ynput/ayon-api';
import { FtrackError, type FtrackSession } from '@ynput/ftrack-common/ftrack';
import type {
  AyonProject,
  AyonServer,
  AyonWrite,
  ReconcileOptions,
  SyncReport,
  SyncScope,
} from '@ynput/ftrack-common/sync';
import * as fc from 'fast-check';
import type { GeneratedProject } from './generated-project.ts';

/** What goes wrong during one run; numbers count from 0, null stands for never. */
export interface RunFaults {
  /** The right to write is lost at this write, as when the process dies there. */
  readonly crashAt: number | null;
  /** This batch is saved in AYON, but its answer is lost. */
  readonly lostAyonAnswer: number | null;
  /** This batch never arrives, and nobody can tell. */
  readonly lostAyonRequest: number | null;
  /** These values are stored in ftrack, but the answer is lost. */
  readonly lostFtrackAnswer: number | null;
  /** AYON takes no batch that is larger, so that a small project is written in many. */
  readonly largestBatch: number;
}

const never = { nil: null, freq: 2 };
export const runFaults: fc.Arbitrary<RunFaults> = fc.record({
  crashAt: fc.option(fc.nat({ max: 12 }), never),
  lostAyonAnswer: fc.option(fc.nat({ max: 6 }), never),
  lostAyonRequest: fc.option(fc.nat({ max: 6 }), never),
  lostFtrackAnswer: fc.option(fc.nat({ max: 2 }), never),
  largestBatch: fc.integer({ min: 1, max: 6 }),
});

class Crash extends Error {}

/** One run that may end anywhere. Whatever ends it is one of the faults; then there is no report. */
export async function runWithFaults(
  project: GeneratedProject,
  scope: SyncScope,
  { options, ...faults }: RunFaults & { readonly options?: Partial<ReconcileOptions> },
): Promise<SyncReport | null> {
  const count = { lease: 0, sent: 0, saved: 0, stored: 0 };
  const apply = async (target: AyonProject, batch: readonly AyonWrite[]): Promise<void> => {
    if (batch.length > faults.largestBatch)
      throw new AyonError({ code: 'ayon_validation', message: 'That is too much at once.', status: 422 });
    count.sent += 1;
    if (count.sent - 1 === faults.lostAyonRequest) throw lostOnTheWay();
    await target.apply(batch);
    count.saved += 1;
    if (count.saved - 1 === faults.lostAyonAnswer) throw lostOnTheWay();
  };
  const ayon = serverWith(project.ayon.server, apply);
  const session: FtrackSession = {
    ...project.studio.session,
    execute: async (operations) => {
      const answer = await project.studio.session.execute(operations);
      count.stored += 1;
      if (count.stored - 1 !== faults.lostFtrackAnswer) return answer;
      throw new FtrackError('ftrack_timeout', { message: 'no answer', outcomeUnknown: true });
    },
  };
  const lease = {
    assertHeld: async () => {
      count.lease += 1;
      if (count.lease - 1 === faults.crashAt) throw new Crash();
    },
  };
  try {
    return await project.reconcile(scope, { ...options, ayon, session, lease });
  } catch (error) {
    if (!(error instanceof Crash) && !(error instanceof FtrackError && error.outcomeUnknown)) throw error;
    return null;
  }
}

/** The same server, where batches go another way. */
function serverWith(
  server: AyonServer,
  apply: (project: AyonProject, batch: readonly AyonWrite[]) => Promise<void>,
): AyonServer {
  return {
    listProjects: () => server.listProjects(),
    createProject: (project) => server.createProject(project),
    listAttributes: () => server.listAttributes(),
    listUsers: () => server.listUsers(),
    readNewAnatomy: () => server.readNewAnatomy(),
    openProject: (name) => {
      const project = server.openProject(name);
      return new Proxy(project, {
        get: (target, key) => {
          if (key === 'apply') return (batch: readonly AyonWrite[]) => apply(target, batch);
          const member: unknown = Reflect.get(target, key, target);
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
    },
  };
}

function lostOnTheWay(): AyonError {
  return new AyonError({ code: 'ayon_timeout', message: 'No answer.', outcomeUnknown: true });
}
