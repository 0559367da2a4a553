import type { AyonSide, AyonSideEntity } from './ayon-side.ts';
import type { FtrackSide, FtrackSideEntity } from './ftrack-side.ts';

/** Deeper than any project: it keeps a circle of parents, which a torn answer could hold, from going on for ever. */
const MOST_LEVELS = 100;
const NONE: readonly AyonSideEntity[] = [];

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

  /** Those that carry the id of a ftrack entity; the first one is its twin. */
  carriersOf({ id }: FtrackSideEntity): readonly AyonSideEntity[] {
    return this.#carriers.get(id) ?? NONE;
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
