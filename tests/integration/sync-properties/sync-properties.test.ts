import type { SyncReport } from '@ynput/ftrack-common/sync';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AyonEdit,
  ayonEdits,
  editAyon,
  editFtrack,
  type FtrackEdit,
  ftrackEdits,
  harmlessAyonEdits,
} from './edits.ts';
import { type RunFaults, runFaults, runWithFaults } from './faulty-run.ts';
import { type GeneratedProject, PropertyStudio } from './generated-project.ts';
import { openSimulatedAyon, type PropertyAyon } from './property-ayon.ts';

/** What AYON takes for different names, and what it takes for the same. */
const NAMES = Array.from({ length: 30 }, (_, number) => `shot${number}`);
const COLLIDING_NAMES = ['sh 010', 'sh_010', 'SH010', 'sh010', 'sh020', '日本', "Bob's", 'a;b', 'seq'];

const NOTHING_LEFT = { writes: [], writeBacks: [], anatomy: null };

let studio: PropertyStudio;
beforeAll(async () => {
  studio = await PropertyStudio.open();
});
afterAll(() => studio[Symbol.asyncDispose]());

async function planOf(project: GeneratedProject) {
  const { plan } = await project.reconcile('project', { dryRun: true });
  return { writes: plan?.writes, writeBacks: plan?.writeBacks, anatomy: plan?.anatomy };
}

/** Both sides are equal but for what the report says, and there is nothing left to do. */
async function expectEqual(project: GeneratedProject, report: SyncReport): Promise<void> {
  const told = new Set([...report.skipped, ...report.failed].map(({ ftrackId }) => ftrackId));
  const differences = (await project.verify()).filter(({ ftrackId }) => !told.has(ftrackId));
  expect(differences).toEqual([]);
  expect(report.failed).toEqual([]);
  expect(await planOf(project)).toEqual(NOTHING_LEFT);
}

/** Edits on both sides and runs over some of what changed, in any order. */
type Step =
  | { do: 'ftrack'; edit: FtrackEdit }
  | { do: 'ayon'; edit: AyonEdit }
  | {
      do: 'run';
      /** Which of the waiting events are looked at, or all of the project. */
      order: readonly number[] | 'project';
      /** Those that are not looked at are lost for good. */
      loses: boolean;
      faults: RunFaults;
    };

function steps(
  names: readonly string[],
  inAyon: fc.Arbitrary<AyonEdit> = ayonEdits(names),
): fc.Arbitrary<Step[]> {
  const order = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 6 });
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('ftrack' as const), edit: ftrackEdits(names) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('ayon' as const), edit: inAyon }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('run' as const),
          order: fc.oneof({ weight: 4, arbitrary: order }, fc.constant('project' as const)),
          loses: fc.boolean(),
          faults: runFaults,
        }),
      },
    ),
    { maxLength: 30, size: 'max' },
  );
}

/** Takes all steps. Returns the reports of the runs that came to their end. */
async function take(project: GeneratedProject, all: readonly Step[]): Promise<SyncReport[]> {
  const reports: (SyncReport | null)[] = [];
  let waiting: string[] = [];
  for (const step of all) {
    if (step.do === 'ftrack') waiting.push(...editFtrack(project, step.edit));
    else if (step.do === 'ayon') await editAyon(project, step.edit);
    else {
      const { order, loses, faults } = step;
      const taken = new Set(order === 'project' ? waiting : order.flatMap((at) => waiting[at] ?? []));
      if (loses) waiting = waiting.filter((id) => !taken.has(id));
      if (order === 'project') reports.push(await runWithFaults(project, 'project', faults));
      else if (taken.size > 0) reports.push(await runWithFaults(project, taken, faults));
    }
  }
  return reports.flatMap((report) => report ?? []);
}

/** Told of, although it ends as ftrack says. */
const HARMLESS: ReadonlySet<string> = new Set(['copied_ayon_id', 'unknown_user']);

describe('both sides', () => {
  it('are equal after one run, whatever was edited, lost, reordered and broken off before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ftrackEdits(NAMES), { maxLength: 15, size: 'max' }),
        steps(NAMES, harmlessAyonEdits(NAMES)),
        async (first, then) => {
          const project = await studio.createProject();
          for (const edit of first) editFtrack(project, edit);
          const reports = await take(project, then);
          reports.push(await project.reconcile('project'));
          expect(await project.verify()).toEqual([]);
          expect(await planOf(project)).toEqual(NOTHING_LEFT);
          // No answer that was lost made anybody think that a change was refused.
          for (const { failed, skipped } of reports) {
            expect(failed).toEqual([]);
            expect(skipped.filter(({ code }) => !HARMLESS.has(code))).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are equal but for what the report says when AYON cannot have it as ftrack says', async () => {
    await fc.assert(
      fc.asyncProperty(steps(COLLIDING_NAMES), async (all) => {
        const project = await studio.createProject();
        await take(project, all);
        await expectEqual(project, await project.reconcile('project'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('both sides, AYON behind its public API,', () => {
  let ayon: PropertyAyon & AsyncDisposable;
  beforeAll(async () => {
    ayon = await openSimulatedAyon();
  });
  afterAll(() => ayon[Symbol.asyncDispose]());

  it('are equal after one run, too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ftrackEdits(NAMES), { maxLength: 15, size: 'max' }),
        steps(NAMES, harmlessAyonEdits(NAMES)),
        async (first, then) => {
          const project = await studio.createProject(ayon);
          for (const edit of first) editFtrack(project, edit);
          await take(project, then);
          await project.reconcile('project');
          expect(await project.verify()).toEqual([]);
          expect(await planOf(project)).toEqual(NOTHING_LEFT);
        },
      ),
      { numRuns: 6 },
    );
  });
});

describe('live runs', () => {
  it('leave nothing for a full run to do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ftrackEdits(COLLIDING_NAMES), { maxLength: 15, size: 'max' }),
        fc.array(fc.array(ftrackEdits(COLLIDING_NAMES), { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        async (first, bursts) => {
          const project = await studio.createProject();
          for (const edit of first) editFtrack(project, edit);
          await project.reconcile('project');
          for (const burst of bursts) {
            const ids = new Set(burst.flatMap((edit) => editFtrack(project, edit)));
            if (ids.size > 0) await project.reconcile(ids);
          }
          expect(await planOf(project)).toEqual(NOTHING_LEFT);
          await expectEqual(project, await project.reconcile('project'));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a locked folder', () => {
  it('keeps name, parent, type and activity whatever is edited', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ftrackEdits(NAMES), { maxLength: 20, size: 'max' }),
        fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
        steps(NAMES),
        async (first, published, then) => {
          const project = await studio.createProject();
          for (const edit of first) editFtrack(project, edit);
          await project.reconcile('project');
          for (const at of published) await editAyon(project, { do: 'publish', at });
          const placesOf = async () =>
            [...(await project.entities()).values()]
              .filter(({ id }) => locked.has(id))
              .map(({ id, name, parentId, type, active }) => ({ id, name, parentId, type, active }));
          const locked = new Set(
            [...(await project.entities()).values()].filter((entity) => entity.locked).map(({ id }) => id),
          );
          const before = await placesOf();
          await take(
            project,
            then.filter((step) => step.do !== 'ayon'),
          );
          const report = await project.reconcile('project');
          expect(await placesOf()).toEqual(before);
          await expectEqual(project, report);
        },
      ),
      { numRuns: 30 },
    );
  });
});
