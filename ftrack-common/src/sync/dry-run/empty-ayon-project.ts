import type { Picture } from '@ynput/ayon-api';
import type { AyonAnatomy, AyonEntity, AyonProject, AyonSnapshot, NewAnatomy } from '../ayon-project.port.ts';
import type { AyonLinks } from '../parts/links/ayon-links.port.ts';
import type { AyonLists } from '../parts/lists/ayon-lists.port.ts';
import type { Twin } from '../parts/twins.ts';
import type { AyonVersions } from '../parts/versions/ayon-versions.port.ts';

/** The AYON project a first sync would make, as it is before anything is in it. Writing to it is a fault of the caller. */
export class EmptyAyonProject implements AyonProject {
  readonly name: string;
  readonly links: AyonLinks;
  readonly lists: AyonLists = {
    readAll: async () => [],
    readItems: async () => new Map(),
    readFolders: async () => [],
    createFolder: refuse,
    create: refuse,
    update: refuse,
    delete: refuse,
    addItems: refuse,
    removeItems: refuse,
  };
  readonly versions: AyonVersions = {
    read: async () => ({ products: [], versions: [] }),
    readVersions: async () => [],
    readProducts: async () => [],
    findVersions: async () => new Set(),
    findVersionTwins: async () => new Map(),
    withFiles: async () => new Set(),
    apply: refuse,
  };
  readonly #anatomy: AyonAnatomy;

  constructor(anatomy: AyonAnatomy, { linkTypes }: Pick<NewAnatomy, 'linkTypes'>) {
    this.name = anatomy.name;
    this.#anatomy = anatomy;
    this.links = { listTypes: async () => linkTypes, read: async () => [], create: refuse, delete: refuse };
  }

  async readSnapshot(): Promise<AyonSnapshot> {
    return { anatomy: this.#anatomy, entities: new Map() };
  }

  async readEntities(): Promise<ReadonlyMap<string, AyonEntity>> {
    return new Map();
  }

  async findTwins(): Promise<ReadonlyMap<string, Twin>> {
    return new Map();
  }

  readonly apply = refuse;
  readonly patchAnatomy = refuse;
  readonly putThumbnail: (id: string, picture: Picture) => Promise<void> = refuse;
}

async function refuse(): Promise<never> {
  throw new Error('A plan writes nothing.');
}
