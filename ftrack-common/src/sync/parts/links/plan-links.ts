import { ayonIdOf } from '../../ayon-id.ts';
import type { Twin } from '../twins.ts';
import type { AyonLink } from './ayon-links.port.ts';
import type { FtrackLink } from './read-ftrack-links.ts';

export interface LinkSides {
  readonly ftrack: readonly FtrackLink[];
  /** AYON links of the type that is synced. */
  readonly ayon: readonly AyonLink[];
  /** Twins of all ends, by ftrack id. */
  readonly twins: ReadonlyMap<string, Twin>;
}

export interface LinkPlan {
  readonly create: readonly AyonLink[];
  /** A link that somebody made by hand, or an older version of the addon, and that one of `create` takes the place of. */
  readonly replaced: readonly AyonLink[];
  /** Links we made whose ftrack link was not listed. Deleted only when ftrack, asked for it by itself, does not have it. */
  readonly gone: readonly AyonLink[];
}

/**
 * Compares the links between folders. An AYON link belongs to the ftrack link whose id it has; it remembers that id, so what people
 * linked in AYON is never taken away. Links that end at something AYON does not have, or at a task, have no place in AYON.
 */
export function planLinks({ ftrack, ayon, twins }: LinkSides): LinkPlan {
  const present = new Map(ayon.map((link) => [link.id, link]));
  const unmarked = new Map(
    ayon.filter(({ ftrackId }) => ftrackId === null).map((link) => [endsOf(link), link]),
  );
  const listed = new Set<string>();
  const create: AyonLink[] = [];
  const replaced: AyonLink[] = [];
  for (const { id: ftrackId, fromId, toId } of ftrack) {
    listed.add(ftrackId);
    const from = twins.get(fromId);
    const to = twins.get(toId);
    if (from?.kind !== 'folder' || to?.kind !== 'folder' || from.id === to.id) continue;
    const link = { id: ayonIdOf(ftrackId), inputId: from.id, outputId: to.id, ftrackId };
    const known = present.get(link.id);
    if (known && endsOf(known) === endsOf(link)) continue;
    if (known) replaced.push(known);
    const older = unmarked.get(endsOf(link));
    if (older) {
      replaced.push(older);
      unmarked.delete(endsOf(link));
    }
    create.push(link);
  }
  const gone = ayon.filter(({ ftrackId }) => ftrackId !== null && !listed.has(ftrackId));
  return { create, replaced, gone };
}

function endsOf({ inputId, outputId }: Pick<AyonLink, 'inputId' | 'outputId'>): string {
  return `${inputId}|${outputId}`;
}
