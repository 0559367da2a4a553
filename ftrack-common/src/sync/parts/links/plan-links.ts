import { ayonIdOf } from '../../ayon-id.ts';
import type { Problem } from '../../plan/plan.ts';
import { removalLimit, type RemovalRules } from '../removal-limit.ts';
import type { Twin } from '../twins.ts';
import type { AyonLink } from './ayon-links.port.ts';
import type { FtrackLink } from './read-ftrack-links.ts';

export interface LinkSides {
  readonly ftrack: readonly FtrackLink[];
  /** AYON links of the type that is synced. */
  readonly ayon: readonly AyonLink[];
  /** Links we made of other types, from when another one was synced. */
  readonly ofOtherTypes: readonly AyonLink[];
  /** Twins of all ends, by ftrack id. */
  readonly twins: ReadonlyMap<string, Twin>;
  /** ftrack ids of links that are not listed, and that ftrack, asked for them by themselves, does not have. */
  readonly absent: ReadonlySet<string>;
  /** AYON paths of the active folders at the ends of absent links, by id. */
  readonly activeEnds: ReadonlyMap<string, string>;
}

export interface LinkPlan {
  readonly create: readonly AyonLink[];
  /** What one of `create` takes the place of: made by hand, by an older version of the addon, or of another type. */
  readonly replaced: readonly AyonLink[];
  /** Links we made whose ftrack link is gone. */
  readonly gone: readonly AyonLink[];
  readonly problems: readonly Problem[];
}

/**
 * Compares the links between folders. An AYON link belongs to the ftrack link whose id it has; it remembers that id, so what people
 * linked in AYON is never taken away. Links that end at something AYON does not have, or at a task, have no place in AYON.
 */
export function planLinks(sides: LinkSides, removals: RemovalRules): LinkPlan {
  const { ftrack, ayon, ofOtherTypes, twins } = sides;
  const former = new Map(ofOtherTypes.map((link) => [link.id, link]));
  const present = new Map(ayon.map((link) => [link.id, link]));
  const unmarked = new Map(
    ayon.filter(({ ftrackId }) => ftrackId === null).map((link) => [endsOf(link), link]),
  );
  const create: AyonLink[] = [];
  const replaced: AyonLink[] = [];
  for (const { id: ftrackId, fromId, toId } of ftrack) {
    const from = twins.get(fromId);
    const to = twins.get(toId);
    if (from?.kind !== 'folder' || to?.kind !== 'folder' || from.id === to.id) continue;
    const link = { id: ayonIdOf(ftrackId), inputId: from.id, outputId: to.id, ftrackId };
    const known = present.get(link.id);
    if (known && endsOf(known) === endsOf(link)) continue;
    const taken = known ?? former.get(link.id);
    if (taken) replaced.push(taken);
    const older = unmarked.get(endsOf(link));
    if (older) {
      replaced.push(older);
      unmarked.delete(endsOf(link));
    }
    create.push(link);
  }
  return { create, replaced, ...planGone(sides, removals) };
}

/**
 * AYON knows no inactive links, so one that is gone is deleted under every policy but `ask`. Those of a folder that was removed go with
 * it, however many they are.
 */
function planGone(
  { ayon, ofOtherTypes, absent, activeEnds }: LinkSides,
  removals: RemovalRules,
): Pick<LinkPlan, 'gone' | 'problems'> {
  const linked = [...ayon, ...ofOtherTypes].filter(({ ftrackId }) => ftrackId !== null);
  const gone = linked.filter(({ ftrackId }) => absent.has(ftrackId ?? ''));
  const isShown = ({ inputId, outputId }: AyonLink) => activeEnds.has(inputId) && activeEnds.has(outputId);
  const shown = gone.filter(isShown);
  const count = { what: 'links', count: shown.length, linked: linked.length };
  const limited = removalLimit(count, removals);
  const rest = gone.filter((link) => !isShown(link));
  if (limited !== null) return { gone: rest, problems: [limited] };
  if (removals.policy !== 'ask' || removals.confirmed) return { gone, problems: [] };
  const problems = shown.map(({ ftrackId, inputId, outputId }): Problem => {
    const message = `The link to ${activeEnds.get(outputId)} is gone in ftrack. It stays in AYON until an admin confirms its removal.`;
    return { code: 'removal_waits', ftrackId, path: activeEnds.get(inputId) ?? inputId, message };
  });
  return { gone: rest, problems };
}

function endsOf({ inputId, outputId }: Pick<AyonLink, 'inputId' | 'outputId'>): string {
  return `${inputId}|${outputId}`;
}
