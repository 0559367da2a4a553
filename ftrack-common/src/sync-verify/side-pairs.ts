import type { AyonSide, AyonSideEntity } from './ayon-side.ts';
import { type FtrackSide, type FtrackSideEntity, readStored } from './ftrack-side.ts';
import { plainId } from './same.ts';

/** Deeper than any project: it keeps a circle of parents, which a torn answer could hold, from going on for ever. */
const MOST_LEVELS = 100;
const NONE: readonly AyonSideEntity[] = [];

/** All that both sides of a project say, and who belongs to whom. */
export interface PairedSides {
  readonly ftrack: FtrackSide;
  readonly ayon: AyonSide;
  readonly pairs: SidePairs;
}

/** Pairs both sides of a project, once for all that is compared. */
export function pairSides(ftrack: FtrackSide, ayon: AyonSide): PairedSides {
  return { ftrack, ayon, pairs: new SidePairs(ftrack, ayon) };
}

/** Which AYON entities belong to which ftrack entity. */
export class SidePairs {
  readonly #ftrack: FtrackSide;
  readonly #carriers = new Map<string, AyonSideEntity[]>();
  readonly #paths = new Map<string, string>();

  constructor(ftrack: FtrackSide, ayon: AyonSide) {
    this.#ftrack = ftrack;
    for (const entity of ayon.entities.values()) {
      const id = entity.shown['ftrackId'];
      if (typeof id !== 'string' || id === '' || id === 'removed') continue;
      const others = this.#carriers.get(id);
      if (others) others.push(entity);
      else this.#carriers.set(id, [entity]);
    }
  }

  /** AYON entities by the ftrack id they carry. */
  get carriers(): ReadonlyMap<string, readonly AyonSideEntity[]> {
    return this.#carriers;
  }

  /**
   * The AYON entity that stands for a ftrack entity: of those of its kind that carry its id the one that ftrack points to, else an active
   * one, else the one with the lowest id.
   */
  twinOf(ftrackId: string): AyonSideEntity | undefined {
    const entity = this.#ftrack.entities.get(ftrackId);
    const carriers = this.#carriers.get(ftrackId) ?? NONE;
    const [first, ...others] = carriers.filter(({ isTask }) => isTask === entity?.isTask);
    if (first === undefined || others.length === 0) return first;
    const stored = plainId(readStored(this.#ftrack, 'ayon_id', ftrackId));
    const named = [first, ...others].find(({ id }) => id === stored);
    if (named !== undefined) return named;
    const isEligible = [first, ...others].some(({ active }) => active)
      ? ({ active }: AyonSideEntity) => active
      : () => true;
    return [first, ...others]
      .filter(isEligible)
      .reduce((lowest, other) => (other.id < lowest.id ? other : lowest));
  }

  /** AYON cannot have a task directly below a project, nor anything below a task. */
  hasPlace(entity: FtrackSideEntity): boolean {
    if (entity.parentId === this.#ftrack.projectId) return !entity.isTask;
    let parent = this.#ftrack.entities.get(entity.parentId);
    for (let steps = 0; parent !== undefined && steps < MOST_LEVELS; steps += 1) {
      if (parent.isTask) return false;
      parent = this.#ftrack.entities.get(parent.parentId);
    }
    return true;
  }

  /** Whether ftrack shows `ayon_sync_failed` on an entity, which shows that of what it stands below where it has none of its own. */
  showsFlag(entity: FtrackSideEntity): boolean {
    let id: string | undefined = entity.id;
    for (let steps = 0; id !== undefined && steps < MOST_LEVELS; steps += 1) {
      const flag = readStored(this.#ftrack, 'ayon_sync_failed', id);
      if (typeof flag === 'boolean') return flag;
      id = this.#ftrack.entities.get(id)?.parentId;
    }
    return false;
  }

  /** Names in ftrack below the project, joined by `/`. */
  pathOf(entity: FtrackSideEntity): string {
    const known = this.#paths.get(entity.id);
    if (known !== undefined) return known;
    this.#paths.set(entity.id, entity.name);
    const parent = this.#ftrack.entities.get(entity.parentId);
    const path = parent === undefined ? entity.name : `${this.pathOf(parent)}/${entity.name}`;
    this.#paths.set(entity.id, path);
    return path;
  }
}
