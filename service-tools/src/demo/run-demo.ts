import { VERSION } from '@ynput/ftrack-common/service';
import { check, type CheckResult } from './checker/index.ts';
import { FtrackClient } from './ftrack-client.ts';
import { listenForInterrupt } from './interrupt.ts';
import { LogView } from './log-view.ts';
import { Observer } from './observe.ts';
import { PEOPLE } from './people.ts';
import { buildProject } from './project.ts';
import { Screen, type Terminal } from './render/screen.ts';
import { count } from './render/style.ts';
import { type Example, showAddresses, showFailure, showSummary } from './report.ts';
import { DemoFailure, type Stage, type StepResult } from './stage.ts';
import { castProject } from './steps/cast.ts';
import { performSteps } from './steps/index.ts';
import { planProject } from './studio.ts';
import { World } from './world.ts';

export interface DemoOptions {
  /** About how many folders and tasks the ftrack project gets. */
  readonly entities: number;
  /** End after the last step, instead of staying up until Ctrl-C. */
  readonly once: boolean;
  /** False: the leecher does not look into the Event table, so that changes get lost and the check has something to find. */
  readonly backfill: boolean;
  /** Where it is shown. */
  readonly terminal: Terminal;
}

/** What a run measured. */
export interface DemoReport {
  readonly ok: boolean;
  /** Folders and tasks in ftrack after the first sync. */
  readonly entities: number;
  readonly fullSyncMs: number;
  /** Hints from the Event table about what happened while the leecher was dead. */
  readonly backfilled: number;
  readonly steps: readonly StepResult[];
  /** Values sent to ftrack that are not in AYON, by the checker. */
  readonly lost: number;
}

/** How a run ended. */
export interface DemoResult {
  readonly report: DemoReport;
  /** Somebody wished it to end before all was shown. */
  readonly interrupted: boolean;
}

const SYNC_LIMIT_MS = 180_000;

/** A run while it goes on. */
interface Progress {
  entities: number;
  fullSyncMs: number;
  backfilled: number;
  readonly steps: StepResult[];
  lost: number;
  checked: CheckResult | null;
}

/**
 * Shows the whole product on simulated servers: a first sync, live changes, killed services, and a check that nothing was lost.
 * Ends by itself with `once`, else at Ctrl-C; never leaves a process behind. Does not reject: a failure is shown, and `ok` is false.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const screen = new Screen({ terminal: options.terminal, env: process.env });
  using interrupt = listenForInterrupt();
  const run: Progress = { entities: 0, fullSyncMs: 0, backfilled: 0, steps: [], lost: 0, checked: null };
  screen.title('ayon-ftrack', VERSION, 'A change in ftrack arrives in AYON: live, and with nothing lost.');
  const world = await World.open(options);
  let failure: unknown = null;
  try {
    const example = await Promise.race([play(screen, { world, options, run }), interrupt.asked]);
    if (example !== undefined && !options.once) {
      showAddresses(screen, world, example);
      await interrupt.asked;
    }
  } catch (error) {
    failure = error;
    await showFailure(screen, world, error);
  }
  const interrupted = interrupt.signal.aborted && run.checked === null;
  const phase = screen.lastPhase('Stopping');
  await world.close({ keepLogs: failure !== null });
  phase.done(
    failure === null ? 'everything is stopped, nothing is left behind' : `logs are in ${world.logFolder}`,
  );
  screen.line();
  const { entities, fullSyncMs, backfilled, steps, lost } = run;
  const ok = failure === null && !interrupted && lost === 0;
  return { report: { ok, entities, fullSyncMs, backfilled, steps, lost }, interrupted };
}

interface Play {
  readonly world: World;
  readonly options: DemoOptions;
  readonly run: Progress;
}

/** The whole play. Answers an entity to try something on; rejects when something does not come out as expected. */
async function play(screen: Screen, { world, options, run }: Play): Promise<Example> {
  await startWorld(screen, world);
  const client = await FtrackClient.open(world.ftrack);
  const names = await client.readNames();
  const project = planProject(
    options.entities,
    PEOPLE.map(({ ftrackName }) => ftrackName),
  );
  const building = screen.phase('ftrack project');
  const userIds = await doing(building, () =>
    buildProject({
      client,
      names,
      project,
      onProgress: (done, total) => building.update(`${count(done)} of ${count(total)}`, done / total),
    }),
  );
  building.done(`${project.fullName}: ${count(project.contexts.length)} entities, made with @ftrack/api`);

  await using observer = new Observer(world.ayon);
  await using log = await LogView.open(world.redisUrl);
  const projectName = await syncFirst(screen, { world, log, projectId: project.id, run });
  await observer.follow(projectName);
  const stage: Stage = {
    screen,
    client,
    facts: { project, names, userIds },
    observer,
    log,
    sent: [],
    results: run.steps,
  };
  const judge = async (): Promise<CheckResult> => {
    const { ftrack, ayon } = world;
    const result = await check({ ftrack, ayon, projectId: project.id, projectName, changes: stage.sent });
    run.lost = result.lost.length;
    run.checked = result;
    return result;
  };
  try {
    run.backfilled = await performSteps(stage, world, options);
  } catch (error) {
    await judge().catch(() => undefined);
    throw error;
  }
  const checking = screen.phase('Check');
  const { lost, checked, different, entities } = await doing(checking, judge);
  checking.clear();
  showSummary(screen, {
    ...run,
    ok: lost.length + different.length === 0,
    checked,
    different: different.length,
    compared: entities,
  });
  const [first] = lost;
  if (first !== undefined) {
    const why = options.backfill
      ? ''
      : ' (backfill is off: what happened while the leecher was dead is lost)';
    throw new DemoFailure(
      first.step,
      `all ${count(checked)} values in AYON`,
      `${count(lost.length)} lost${why}, the first: ${first.field} of ${first.entityId} is ${JSON.stringify(first.found)} instead of ${JSON.stringify(first.expected)}`,
    );
  }
  const [difference] = different;
  if (difference !== undefined) throw differing(difference, different.length);
  const shotId = castProject(project).valued.shot.id;
  return { projectName, shotId, folderId: observer.ayonIdOf(shotId) ?? '' };
}

async function startWorld(screen: Screen, world: World): Promise<void> {
  const redis = screen.phase('Redis');
  const version = await doing(redis, () => world.startRedis((line) => redis.update(line)));
  redis.done(`${version}, private; every write is on disk before it is answered`);
  const simulators = screen.phase('Simulators');
  await doing(simulators, () => world.startSimulators());
  simulators.done(`ftrack ${world.ftrack.url}   AYON ${world.ayon.url}`);
  const services = screen.phase('Leecher, processor');
  services.update('waiting until they are ready');
  await doing(services, () => world.startServices());
  services.done('ready; full syncs on schedule and after gaps are off here');
}

interface FirstSync {
  readonly world: World;
  readonly log: LogView;
  readonly projectId: string;
  readonly run: Progress;
}

/** Asks for the one full sync, and lets the checker compare the whole project. Answers the name of the AYON project. */
async function syncFirst(screen: Screen, { world, log, projectId, run }: FirstSync): Promise<string> {
  const phase = screen.phase('First sync');
  return doing(phase, async () => {
    const began = performance.now();
    const entry = await log.syncProject(
      { projectId, createProject: true, enableAutoSync: true },
      { timeoutMs: SYNC_LIMIT_MS, onProgress: (text, share) => phase.update(text, share) },
    );
    run.fullSyncMs = Math.round(performance.now() - began);
    const projectName = entry.projectName ?? '';
    const { ftrack, ayon } = world;
    const { different, entities } = await check({ ftrack, ayon, projectId, projectName, changes: [] });
    run.entities = entities;
    const [difference] = different;
    if (difference !== undefined) throw differing(difference, different.length);
    const requests = (entry.requests?.ftrack ?? 0) + (entry.requests?.ayon ?? 0);
    phase.done(
      `${count(entities)} entities, equal on both sides; ${count(requests)} requests`,
      run.fullSyncMs,
    );
    return projectName;
  });
}

function differing(
  { step, entityId, field, expected, found }: CheckResult['different'][number],
  all: number,
): DemoFailure {
  return new DemoFailure(
    step,
    `${field} of ${entityId} to be ${JSON.stringify(expected)}`,
    `${JSON.stringify(found)} in AYON; ${count(all)} values differ altogether`,
  );
}

/** Marks the phase as failed when the work fails. */
async function doing<Result>(
  phase: { fail(text: string): void },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    phase.fail('failed');
    throw error;
  }
}
