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

/** An AYON entity whose ftrack entity is gone, as the plan speaks of it. */
export interface FormerTwin {
  readonly kind: Twin['kind'];
  readonly ayonId: string;
  readonly ftrackId: string | null;
  /** What is done with it. */
  readonly action: 'deactivate' | 'delete' | 'unlink' | 'none';
}

export interface KnownTwins {
  /** Twins by ftrack id; null for an entity that has none and gets none. */
  readonly known: ReadonlyMap<string, Twin | null>;
  /** `known` holds every twin of the project. */
  readonly isWhole: boolean;
  readonly former: readonly FormerTwin[];
}

/** Tells the twins of ftrack entities: those the plan speaks of as they will be, others as AYON has them. */
export class Twins {
  readonly #project: TwinSource;
  readonly #known: Map<string, Twin | null>;
  readonly #isWhole: boolean;
  readonly #leaving: ReadonlySet<string>;
  readonly #formerFolders: ReadonlyMap<string, string>;

  constructor(project: TwinSource, { known, isWhole, former }: KnownTwins) {
    this.#project = project;
    this.#known = new Map(known);
    this.#isWhole = isWhole;
    const leaving = former.filter(({ action }) => action === 'deactivate' || action === 'delete');
    this.#leaving = new Set(leaving.map(({ ayonId }) => ayonId));
    this.#formerFolders = new Map(
      former.flatMap(({ kind, ftrackId, ayonId }) =>
        kind === 'folder' && ftrackId !== null ? [[ftrackId, ayonId] as const] : [],
      ),
    );
  }

  /** Whether the plan removes an AYON entity: where nothing is written it is there still. */
  isLeaving(ayonId: string): boolean {
    return this.#leaving.has(ayonId);
  }

  /** AYON ids of the folders that stood for these ftrack entities until now; they may carry no ftrack id any more. */
  formerFolders(ftrackIds: Iterable<string>): string[] {
    return [...ftrackIds].flatMap((id) => this.#formerFolders.get(id) ?? []);
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
