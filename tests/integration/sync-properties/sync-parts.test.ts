import type { SyncSettings } from '@ynput/ftrack-common/sync';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FtrackEdit, ftrackEdits } from './edits.ts';
import { type RunFaults, runFaults, runWithFaults } from './faulty-run.ts';
import { type GeneratedProject, PROPERTY_SETTINGS, PropertyStudio } from './generated-project.ts';
import { editAll, type PartEdit, partEdits } from './part-edits.ts';
import { openSimulatedAyon, type PropertyAyon } from './property-ayon.ts';

const NAMES = Array.from({ length: 30 }, (_, number) => `shot${number}`);
const SETTINGS: SyncSettings = {
  ...PROPERTY_SETTINGS,
  linkType: 'breakdown',
  versions: { ...PROPERTY_SETTINGS.versions, statuses: true, create: true },
};
interface Burst {
  readonly edits: readonly (FtrackEdit | PartEdit)[];
  /** What goes wrong in the run that follows; it is done again then. */
  readonly faults: RunFaults;
}

const bursts: fc.Arbitrary<Burst[]> = fc.array(
  fc.record({
    edits: fc.array(
      fc.oneof(
        { weight: 2, arbitrary: ftrackEdits(NAMES) },
        { weight: 3, arbitrary: partEdits as fc.Arbitrary<FtrackEdit | PartEdit> },
      ),
      { minLength: 4, maxLength: 10, size: 'max' },
    ),
    faults: runFaults,
  }),
  { minLength: 2, maxLength: 6, size: 'max' },
);

let studio: PropertyStudio;
beforeAll(async () => {
  studio = await PropertyStudio.open();
});
afterAll(() => studio[Symbol.asyncDispose]());

/** Edits in ftrack, each burst followed by what its events would name, and again when the run broke off. */
async function follow(
  project: GeneratedProject,
  first: readonly FtrackEdit[],
  then: readonly Burst[],
): Promise<void> {
  editAll(project, first);
  await project.reconcile('project', { settings: SETTINGS });
  for (const { edits, faults } of then) {
    const { ids, parts } = editAll(project, edits);
    const fresh = new Set<string>();
    const onFresh = async (found: readonly string[]) => {
      for (const id of found) fresh.add(id);
    };
    const options = { settings: SETTINGS, parts, onFresh };
    const report = await runWithFaults(project, ids, { ...faults, options });
    if (report === null) await project.reconcile(ids, { ...options, fresh });
  }
}

/** What a full run would still do. */
async function leftOf(project: GeneratedProject) {
  const { plan, parts } = await project.reconcile('project', { settings: SETTINGS, dryRun: true });
  return { writes: plan?.writes, operations: parts.flatMap(({ operations }) => operations) };
}

const NOTHING = { writes: [], operations: [] };

describe('links, lists and versions', () => {
  it('that are followed live leave nothing for a full run to do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ftrackEdits(NAMES), { minLength: 6, maxLength: 12, size: 'max' }),
        bursts,
        async (first, then) => {
          const project = await studio.createProject();
          await follow(project, first, then);
          expect(await leftOf(project)).toEqual(NOTHING);
        },
      ),
      { numRuns: 25 },
    );
  });

  describe('in AYON behind its public API', () => {
    let ayon: PropertyAyon & AsyncDisposable;
    beforeAll(async () => {
      ayon = await openSimulatedAyon();
    });
    afterAll(() => ayon[Symbol.asyncDispose]());

    it('leave nothing either', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(ftrackEdits(NAMES), { minLength: 6, maxLength: 12, size: 'max' }),
          bursts,
          async (first, then) => {
            const project = await studio.createProject(ayon);
            await follow(project, first, then);
            expect(await leftOf(project)).toEqual(NOTHING);
          },
        ),
        { numRuns: 3 },
      );
    });
  });
});
