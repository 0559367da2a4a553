import type { Stage } from '../stage.ts';
import type { World } from '../world.ts';
import { castProject } from './cast.ts';
import { crashLeecher, crashProcessor } from './crash.ts';
import { createShot, deleteShot, moveShot, planNewShot, renameShot } from './hierarchy.ts';
import { performStep } from './perform.ts';
import { changeAssignees, changeAttribute, changeStatus, clearAttribute } from './values.ts';

/**
 * All live changes, in order, with both crashes in their middle.
 * @returns number of hints about what happened while the leecher was dead.
 * @throws {DemoFailure} a change did not arrive; those made while the leecher was dead are left to the checker.
 */
export async function performSteps(
  stage: Stage,
  world: World,
  { backfill }: { readonly backfill: boolean },
): Promise<number> {
  const { facts } = stage;
  const cast = castProject(facts.project);
  const newShot = planNewShot(cast);
  const assignees = changeAssignees(cast, facts);
  stage.screen.stepHeads();
  for (const step of [
    createShot(newShot, facts),
    renameShot(cast),
    moveShot(cast),
    changeStatus(cast, facts),
    changeAttribute(cast, facts),
  ]) {
    await performStep(stage, step);
  }
  await crashProcessor(stage, world, cast);
  for (const step of [clearAttribute(cast, facts), assignees.add]) await performStep(stage, step);
  const hints = await crashLeecher(stage, world, { cast, backfill });
  for (const step of [assignees.take, deleteShot(newShot)]) await performStep(stage, step);
  return hints;
}
