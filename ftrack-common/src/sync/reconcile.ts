import { randomUUID } from 'node:crypto';
import { AYON_ID_KEY, AYON_PATH_KEY, createAttributeMapping, SYNC_FAILED_KEY } from '../attributes/index.ts';
import { type ApplyContext, assertMayWrite } from './apply/apply-context.ts';
import { applyPlan } from './apply/apply-plan.ts';
import { undoForbidden } from './apply/undo-forbidden.ts';
import { endProject } from './apply/write-project.ts';
import { Counters } from './counters.ts';
import { DryAyonServer } from './dry-run/dry-ayon-server.ts';
import { missingAttributes, withMissingAttributes } from './dry-run/missing-attributes.ts';
import { ensureFtrackAttributes } from './ensure-attributes.ts';
import { SyncError } from './errors.ts';
import { reconcileGoneProject } from './gone-project.ts';
import {
  assertAyonAttributes,
  assertFtrackAttributes,
  isAutoSyncOn,
  ownAttributeIds,
  requiredId,
} from './own-attributes.ts';
import { pairProject } from './pairing.ts';
import { freshIds } from './parts/fresh-ids.ts';
import { partMark } from './parts/part-marks.ts';
import type { PartPlan } from './parts/part.ts';
import { reconcileParts } from './parts/run-parts.ts';
import { Twins } from './parts/twins.ts';
import { mapUsers } from './plan/map-users.ts';
import type { PlanInput, SyncPlan } from './plan/plan.ts';
import { planInSlices } from './plan/plan-sync.ts';
import { readSnapshots, type Snapshots } from './read-snapshots.ts';
import type { ReconcileOptions, SyncProgress } from './reconcile-options.ts';
import type { RunSoFar, SetUp, SyncReport } from './report.ts';
import type { SyncSettings } from './settings.ts';
import type { FtrackProject, SyncScope } from './snapshot/ftrack-snapshot.ts';
import { readAutoSync } from './snapshot/read-auto-sync.ts';
import { readCatalog } from './snapshot/read-catalog.ts';
import { readFtrackProject } from './snapshot/read-ftrack-project.ts';
import { type ProjectMemory, SyncCache } from './sync-cache.ts';

/**
 * Makes AYON say what ftrack says about one project or some of its entities: reads both sides, plans, writes, stores ids in ftrack.
 * A full sync and a live change are the same run with another scope. When the ftrack project cannot be read but an AYON project carries
 * its id, the report says what becomes of that.
 *
 * @throws SyncError when it cannot be done at all; AyonError and FtrackError when a server is away or refuses us; what `lease` and
 * `signal` throw. It may be run again after any of them.
 */
export async function reconcileProject(options: ReconcileOptions): Promise<SyncReport> {
  const now = options.now ?? (() => performance.now());
  const started = now();
  const counters = new Counters();
  const run = new Run({
    ...options,
    session: counters.session(options.session),
    ayon: counters.ayon(options.ayon),
    now,
  });
  try {
    const outcome = await run.reconcile();
    return { ...outcome, ms: Math.round(now() - started), requests: counters.requests };
  } catch (error) {
    options.onBroken?.({ ...run.soFar, requests: counters.requests });
    throw error;
  }
}

/** How long the settings of a project are taken for what they were. */
const SETTINGS_TRUST_MS = 30_000;

type RunOptions = ReconcileOptions & { readonly now: () => number };
type Outcome = Omit<SyncReport, 'ms' | 'requests'>;

class Run {
  readonly #options: RunOptions;
  readonly #cache: SyncCache;
  readonly #apply: ApplyContext;
  #undone = false;
  #freshProject: FtrackProject | null = null;
  #setUp: SetUp | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#cache = options.cache ?? new SyncCache();
    if (options.dryRun === true) this.#options = { ...options, ayon: new DryAyonServer(options.ayon) };
    const { lease, signal, now } = options;
    this.#apply = { lease, signal, now, operations: [], failed: [], skipped: [] };
  }

  get soFar(): Omit<RunSoFar, 'requests'> {
    const { operations, skipped, failed } = this.#apply;
    return { operations, skipped, failed };
  }

  async reconcile(): Promise<Outcome> {
    const { projectId, scope } = this.#options;
    if (scope === 'project') this.#cache.forget(projectId);
    const known = this.#cache.get(projectId, this.#options.now());
    try {
      if (!known && (await this.#isSwitchedOff())) {
        return this.#outcome(
          { project: { id: projectId }, ayonProjectName: '' },
          { scope, note: 'auto_sync_off' },
        );
      }
      const memory = known ? await this.#withSettings(known) : await this.#prepare();
      return await this.#reconcile(memory, scope);
    } catch (error) {
      // Nobody can tell what made it fail: the next run reads everything anew.
      this.#cache.forget(projectId);
      if (!(error instanceof SyncError)) throw error;
      if (known && error.code === 'ayon_project_missing') {
        return await this.#reconcile(await this.#prepare(), scope);
      }
      if (error.code !== 'ftrack_project_missing') throw error;
      const gone = await reconcileGoneProject(this.#options, this.#apply);
      if (gone === null) throw error;
      const { projectName: ayonProjectName, plan } = gone;
      return this.#outcome({ project: { id: projectId }, ayonProjectName }, { scope: 'project', plan });
    }
  }

  /** Asked before all else: a studio has many projects that are not synced, and their events must cost little and fail nowhere. */
  async #isSwitchedOff(): Promise<boolean> {
    const { session, projectId, onlyIfAutoSync } = this.#options;
    return onlyIfAutoSync === true && (await readAutoSync(session, projectId)) === false;
  }

  #settingsOf({ settings }: ProjectMemory): SyncSettings {
    return settings ?? this.#options.settings;
  }

  /** People expect a changed setting to count at once; all else that is kept shows by itself when it is out of date. */
  async #withSettings(memory: ProjectMemory): Promise<ProjectMemory> {
    const { projectSettings, now, projectId } = this.#options;
    if (!projectSettings || now() - memory.settingsReadAt < SETTINGS_TRUST_MS) return memory;
    const settings = await projectSettings(memory.ayonProjectName);
    const fresh = { ...memory, settings, settingsReadAt: now() };
    this.#cache.set(projectId, fresh);
    return fresh;
  }

  /**
   * Reads what rarely changes, and checks what has to be right before anything is written.
   *
   * @param tolerated Ids for which the catalog is read anew; those that are still not in it are none to wait for.
   */
  async #prepare(tolerated: readonly string[] = []): Promise<ProjectMemory> {
    const { session, ayon, settings, projectId, dryRun } = this.#options;
    const [project, ayonAttributes, ayonUsers] = await Promise.all([
      readFtrackProject(session, projectId),
      ayon.listAttributes(),
      ayon.listUsers(),
    ]);
    assertAyonAttributes(ayonAttributes);
    if (!dryRun) {
      await assertMayWrite(this.#apply);
      await ensureFtrackAttributes(session, settings);
    }
    const stored = await readCatalog(session, { projectId, schemaId: project.schemaId });
    const missing = dryRun === true ? missingAttributes(stored) : [];
    const catalog = withMissingAttributes(stored, missing);
    assertFtrackAttributes(catalog.attributes);
    const { name: ayonProjectName, made } = await pairProject(ayon, project, {
      createProject: this.#options.createProject === true,
      assertMayWrite: dryRun === true ? async () => undefined : () => assertMayWrite(this.#apply),
    });
    if (made !== null || missing.length > 0) this.#setUp = { project: made, attributes: missing };
    const own = await this.#options.projectSettings?.(ayonProjectName);
    const readAt = this.#options.now();
    const memory: ProjectMemory = {
      readAt,
      project,
      catalog,
      ayonAttributes,
      ayonUsers,
      ayonProjectName,
      settings: own ?? null,
      settingsReadAt: readAt,
      tolerated: new Set(tolerated),
    };
    this.#cache.set(projectId, memory);
    this.#freshProject = project;
    return memory;
  }

  async #reconcile(memory: ProjectMemory, scope: SyncScope): Promise<Outcome> {
    const found = await this.#readAndPlan(memory, scope);
    if (found === 'stopped') return this.#outcome(memory, { scope, note: 'auto_sync_off' });
    if ('unknown' in found) return await this.#reconcile(await this.#prepare(found.unknown), scope);
    const { plan } = found;
    if (scope !== 'project' && plan.problems.some(({ code }) => code === 'removal_over_limit')) {
      // How much that is can be told only from the whole project.
      return await this.#reconcile(memory, 'project');
    }
    if (await this.#undo(plan, memory)) return await this.#reconcile(memory, scope);
    const fresh = freshIds(plan);
    if (this.#options.dryRun !== true) {
      if (plan.scope !== 'project' && fresh.length > 0) await this.#options.onFresh?.(fresh);
      await this.#write(plan, memory);
    }
    const parts = await this.#reconcileParts(memory, { plan, fresh });
    if (this.#options.dryRun !== true) await this.#end(plan, memory);
    return this.#outcome(memory, { scope: plan.scope, plan, parts });
  }

  /** The snapshots are gone when this returns: while a large plan is written, nothing else has to be in memory. */
  async #readAndPlan(
    memory: ProjectMemory,
    scope: SyncScope,
  ): Promise<{ readonly plan: SyncPlan } | { readonly unknown: readonly string[] } | 'stopped'> {
    const { session, ayon, signal, onlyIfAutoSync } = this.#options;
    const mapping = createAttributeMapping({
      settings: this.#settingsOf(memory).attributesMapping,
      ayonAttributes: memory.ayonAttributes,
      ftrackAttributes: memory.catalog.attributes,
    });
    const snapshots = await readSnapshots({
      session,
      project: ayon.openProject(memory.ayonProjectName),
      memory,
      scope,
      signal,
      takeProject: () => {
        const project = this.#freshProject;
        this.#freshProject = null;
        return project;
      },
      attributeIds: [
        ...ownAttributeIds(memory.catalog.attributes),
        ...mapping.ftrackAttributes.map(({ id }) => id),
      ],
      goOn: (ftrack) => onlyIfAutoSync !== true || isAutoSyncOn(ftrack),
    });
    if (snapshots === 'stopped') return snapshots;
    const { ftrack, unknown } = snapshots;
    if (unknown.some((id) => !memory.tolerated.has(id))) return { unknown };
    this.#progress({ phase: 'read', done: ftrack.contexts.size, total: ftrack.contexts.size });
    return { plan: await this.#plan({ memory, mapping, snapshots }) };
  }

  async #plan({ memory, mapping, snapshots }: PlanParts): Promise<SyncPlan> {
    const input: PlanInput = {
      ...snapshots,
      mapping,
      settings: this.#settingsOf(memory),
      users: mapUsers(memory.catalog.users.values(), memory.ayonUsers),
      newId: this.#options.newId ?? (() => randomUUID().replaceAll('-', '')),
      ...(this.#options.orders && { orders: this.#options.orders }),
    };
    const { signal } = this.#options;
    const plan = await planInSlices(input, signal ? { signal } : {});
    this.#progress({ phase: 'plan', done: plan.writes.length, total: plan.writes.length });
    return plan;
  }

  /** True when something was taken back in ftrack, so that the plan does not hold any more. Once in a run. */
  async #undo({ undos }: SyncPlan, memory: ProjectMemory): Promise<boolean> {
    const { session, dryRun } = this.#options;
    if (!this.#settingsOf(memory).undoForbidden || dryRun === true || this.#undone) return false;
    this.#undone = true;
    return (await undoForbidden(undos, session, this.#apply)) > 0;
  }

  async #write(plan: SyncPlan, { project, catalog, ayonProjectName }: ProjectMemory): Promise<void> {
    const { attributes } = catalog;
    await applyPlan(plan, {
      session: this.#options.session,
      project: this.#options.ayon.openProject(ayonProjectName),
      projectId: project.id,
      attributes: {
        ayon_id: requiredId(attributes, AYON_ID_KEY),
        ayon_path: requiredId(attributes, AYON_PATH_KEY),
        ayon_sync_failed: requiredId(attributes, SYNC_FAILED_KEY),
      },
      context: this.#apply,
      onProgress: (progress) => this.#progress(progress),
    });
  }

  /** Last of all: nobody may have to write to an inactive project. */
  async #end({ anatomy }: SyncPlan, { project, ayonProjectName }: ProjectMemory): Promise<void> {
    if (anatomy === null) return;
    await endProject(anatomy, {
      project: this.#options.ayon.openProject(ayonProjectName),
      projectId: project.id,
      context: this.#apply,
    });
  }

  async #reconcileParts(
    memory: ProjectMemory,
    { plan, fresh: found }: { readonly plan: SyncPlan; readonly fresh: readonly string[] },
  ): Promise<readonly PartPlan[]> {
    const { session, ayon, orders, dryRun, parts, fresh = [] } = this.#options;
    const project = ayon.openProject(memory.ayonProjectName);
    const isWhole = plan.scope === 'project';
    return await reconcileParts({
      session,
      project,
      ftrackProject: memory.project,
      catalog: memory.catalog,
      users: mapUsers(memory.catalog.users.values(), memory.ayonUsers),
      statuses: plan.statuses,
      settings: this.#settingsOf(memory),
      orders: orders ?? {},
      scope: isWhole ? 'all' : { marked: parts ?? new Map(), fresh: new Set([...fresh, ...found]) },
      twins: new Twins(project, { known: plan.twins, isWhole, former: plan.removals }),
      apply: this.#apply,
      dryRun: dryRun === true,
    });
  }

  #outcome({ project, ayonProjectName }: OutcomeOf, { scope, plan, parts = [], note }: Found): Outcome {
    const { operations, failed, skipped } = this.#apply;
    return {
      projectId: project.id,
      projectName: ayonProjectName,
      scope: scope === 'project' ? scope : [...scope],
      note: note ?? null,
      setUp: this.#setUp,
      plan: plan ?? null,
      parts,
      thumbnails: [
        ...(plan?.thumbnails ?? []),
        ...parts.flatMap(({ part, thumbnails = [] }) => thumbnails.map((id) => partMark(part, id))),
      ],
      operations,
      skipped: [...(plan?.problems ?? []), ...parts.flatMap(({ problems }) => problems), ...skipped],
      failed,
      removedCandidates: plan?.removals ?? [],
    };
  }

  #progress(progress: SyncProgress): void {
    this.#options.onProgress?.(progress);
  }
}

interface Found {
  readonly scope: SyncScope;
  readonly plan?: SyncPlan;
  readonly parts?: readonly PartPlan[];
  readonly note?: 'auto_sync_off';
}

interface OutcomeOf {
  readonly project: { readonly id: string };
  readonly ayonProjectName: string;
}

interface PlanParts {
  readonly memory: ProjectMemory;
  readonly mapping: PlanInput['mapping'];
  readonly snapshots: Pick<Snapshots, 'ftrack' | 'ayon'>;
}
