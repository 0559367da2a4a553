/** The AYON side of a ftrack entity. */
export interface Twin {
  readonly kind: 'folder' | 'task';
  /** AYON id. */
  readonly id: string;
  /** AYON path. */
  readonly path: string;
}

/** Where twins are asked for: the port `AyonProject`. */
export interface TwinSource {
  /** The entities that carry these ftrack ids, by ftrack id; of several with the same, an active one. */
  findTwins(ftrackIds: readonly string[]): Promise<ReadonlyMap<string, Twin>>;
}

/** Tells the twins of ftrack entities: those the plan speaks of as they will be, others as AYON has them. */
export class Twins {
  readonly #project: TwinSource;
  readonly #known: Map<string, Twin | null>;
  readonly #isWhole: boolean;
  readonly #leaving: ReadonlySet<string>;

  /**
   * @param known Twins by ftrack id; null for an entity that has none and gets none.
   * @param isWhole `known` holds every twin of the project.
   * @param leaving AYON ids of what the plan removes.
   */
  constructor(
    project: TwinSource,
    {
      known,
      isWhole,
      leaving = new Set(),
    }: { known: ReadonlyMap<string, Twin | null>; isWhole: boolean; leaving?: ReadonlySet<string> },
  ) {
    this.#project = project;
    this.#known = new Map(known);
    this.#isWhole = isWhole;
    this.#leaving = leaving;
  }

  /** Whether the plan removes an AYON entity: then it may be there still, as when nothing is written. */
  isLeaving(ayonId: string): boolean {
    return this.#leaving.has(ayonId);
  }

  /** ftrack ids of everything that is known to have a folder in AYON. */
  folders(): string[] {
    return [...this.#known].flatMap(([id, twin]) => (twin?.kind === 'folder' ? [id] : []));
  }

  /** Twins by ftrack id, without those that have none. Asks AYON once for each id it does not know. */
  async find(ftrackIds: Iterable<string>): Promise<ReadonlyMap<string, Twin>> {
    const wanted = new Set(ftrackIds);
    const unknown = this.#isWhole ? [] : [...wanted].filter((id) => !this.#known.has(id));
    if (unknown.length > 0) {
      const found = await this.#project.findTwins(unknown);
      for (const id of unknown) this.#known.set(id, found.get(id) ?? null);
    }
    const twins = new Map<string, Twin>();
    for (const id of wanted) {
      const twin = this.#known.get(id);
      if (twin) twins.set(id, twin);
    }
    return twins;
  }
}
