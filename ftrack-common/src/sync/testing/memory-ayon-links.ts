import { AyonError } from '@ynput/ayon-api';
import type { AyonLink, AyonLinks } from '../parts/links/ayon-links.port.ts';

/** Links of a project in memory, with the rules of a real server. */
export class MemoryAyonLinks implements AyonLinks {
  readonly types = ['breakdown', 'template'];
  /** By type and id. */
  readonly stored = new Map<string, Map<string, AyonLink>>();
  /** Called before links are made or deleted; what it throws is what the caller gets. */
  beforeWrite: (() => void) | null = null;
  readonly #hasFolder: (id: string) => boolean;

  constructor(hasFolder: (id: string) => boolean = () => true) {
    this.#hasFolder = hasFolder;
  }

  async listTypes(): Promise<readonly string[]> {
    return this.types;
  }

  async read(type: string, folderIds?: readonly string[]): Promise<readonly AyonLink[]> {
    const links = [...(this.stored.get(type)?.values() ?? [])];
    if (!folderIds) return links;
    return links.filter(
      ({ inputId, outputId }) => folderIds.includes(inputId) || folderIds.includes(outputId),
    );
  }

  async create(type: string, links: readonly AyonLink[]): Promise<void> {
    this.beforeWrite?.();
    const stored = this.stored.get(type) ?? new Map<string, AyonLink>();
    if (links.some(({ id }) => [...this.stored.values()].some((one) => one.has(id))))
      throw new AyonError({ code: 'ayon_conflict', message: 'Link already exists.', status: 409 });
    if (links.some(({ inputId, outputId }) => !this.#hasFolder(inputId) || !this.#hasFolder(outputId)))
      throw new AyonError({ code: 'ayon_not_found', message: 'Folder not found.', status: 404 });
    for (const link of links) stored.set(link.id, link);
    this.stored.set(type, stored);
  }

  async delete(id: string): Promise<void> {
    this.beforeWrite?.();
    for (const links of this.stored.values()) links.delete(id);
  }
}
