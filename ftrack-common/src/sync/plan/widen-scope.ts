import {
  AYON_ID_KEY,
  AYON_PATH_KEY,
  FTRACK_PATH_ATTRIBUTE,
  SYNC_FAILED_KEY,
} from '../../attributes/index.ts';
import { readAyonId } from '../ayon-id.ts';
import type { AyonEntity, AyonScope, AyonSnapshot, WantedTwin } from '../ayon-project.port.ts';
import { type FtrackContext, type FtrackSnapshot, storedValue } from '../snapshot/ftrack-snapshot.ts';
import { ftrackPathOf } from './ftrack-path.ts';
import { attributeId, ftrackIdOf } from './match-hierarchy.ts';
import { placeKey } from './siblings.ts';
import { ayonNameOf } from './slugify.ts';

/** What of AYON is needed to plan for the entities of a ftrack snapshot. */
export function ayonScopeOf(ftrack: FtrackSnapshot): AyonScope {
  const idAttribute = attributeId(ftrack.attributes, AYON_ID_KEY);
  const twins = [...ftrack.contexts.values()].map(
    (context): WantedTwin => ({
      kind: context.kind,
      ftrackId: context.id,
      ayonId: readAyonId(storedValue(ftrack, idAttribute, context.id)),
      name: ayonNameOf(context),
      parentFtrackId: context.parentId === ftrack.project.id ? null : context.parentId,
    }),
  );
  return { twins, ftrackIds: [...ftrack.absent] };
}

/** What has to be looked at as well before a plan for a part of a project equals the plan for all of it. */
export interface Widening {
  /** Ids of ftrack entities. */
  readonly ids: ReadonlySet<string>;
  /** Ids of ftrack entities of which everything below counts too. */
  readonly below: ReadonlySet<string>;
  /** Places that become free: who stands there in ftrack and could not have the name so far can have it now. */
  readonly vacated: readonly VacatedPlace[];
}

export interface VacatedPlace {
  /** Id of the ftrack entity or project it is below. */
  readonly parentId: string;
  /** Name in AYON, lower-case. */
  readonly name: string;
}

/** Whether a ftrack entity would have the name of a vacated place. */
export function wantsPlace(
  entity: { readonly id: string; readonly name: string; readonly parentId: string },
  vacated: readonly VacatedPlace[],
): boolean {
  const name = ayonNameOf(entity).toLowerCase();
  return vacated.some((place) => place.parentId === entity.parentId && place.name === name);
}

/**
 * A change reaches further than the entity it was made on:
 *
 * - a parent that AYON does not have must come first;
 * - a new, renamed or moved folder changes the paths stored on everything below it, and so does a task below which ftrack has something;
 * - a folder that is to come below what is now below it has to let go of it;
 * - who holds a wanted name may be about to give it up;
 * - a copied AYON id belongs to another entity, which may be gone;
 * - below a folder that is gone stand entities that may be gone or moved;
 * - a name that is given up may be waited for.
 */
export function widenScope(ftrack: FtrackSnapshot, ayon: AyonSnapshot): Widening {
  const ids = new Set<string>();
  const below = new Set<string>();
  const twins = twinsByFtrackId(ayon);
  const holders = new Map([...ayon.entities.values()].map((entity) => [placeKey(entity), entity]));
  const add = (id: string | null) => {
    if (id !== null && !ftrack.contexts.has(id) && !ftrack.absent.has(id)) ids.add(id);
  };
  const idAttribute = attributeId(ftrack.attributes, AYON_ID_KEY);
  for (const context of ftrack.contexts.values()) {
    const twin = twins.get(`${context.kind}|${context.id}`);
    const parentTwin = twins.get(`folder|${context.parentId}`);
    if (context.parentId !== ftrack.project.id && !parentTwin) add(context.parentId);
    if (changesBelow(context, { ftrack, twin, parentTwin })) below.add(context.id);
    const name = ayonNameOf(context);
    const holder = holders.get(placeKey({ kind: context.kind, parentId: parentTwin?.id ?? null, name }));
    if (holder && holder.id !== twin?.id) add(ftrackIdOf(holder));
    if (twin && parentTwin) for (const id of foldersBetween(parentTwin, twin, ayon)) add(id);
    const stored = readAyonId(storedValue(ftrack, idAttribute, context.id));
    const owner = stored === null || stored === twin?.id ? undefined : ayon.entities.get(stored);
    if (owner) add(ftrackIdOf(owner));
  }
  for (const entity of ayon.entities.values()) {
    if (standsBelowGone(entity, { ftrack, ayon })) add(ftrackIdOf(entity));
  }
  return { ids, below, vacated: vacatedPlaces(ftrack, ayon) };
}

/** Ftrack ids of a folder and what is above it, when that leads to an entity which is to stand below the folder. */
function foldersBetween(folder: AyonEntity, entity: AyonEntity, { entities }: AyonSnapshot): string[] {
  const ids: string[] = [];
  const seen = new Set<string>();
  let current: AyonEntity | undefined = folder;
  while (current && !seen.has(current.id)) {
    if (current.id === entity.id) return ids;
    seen.add(current.id);
    ids.push(...[ftrackIdOf(current)].filter((id) => id !== null));
    current = current.parentId === null ? undefined : entities.get(current.parentId);
  }
  return [];
}

function vacatedPlaces(ftrack: FtrackSnapshot, ayon: AyonSnapshot): VacatedPlace[] {
  const places: VacatedPlace[] = [];
  for (const entity of ayon.entities.values()) {
    const id = ftrackIdOf(entity);
    if (id === null || !entity.active) continue;
    const context = ftrack.contexts.get(id);
    if (!context && !ftrack.absent.has(id)) continue;
    const parent = entity.parentId === null ? null : ayon.entities.get(entity.parentId);
    const parentId = parent === null ? ftrack.project.id : parent && ftrackIdOf(parent);
    const name = entity.name.toLowerCase();
    const stays = context?.parentId === parentId && context && ayonNameOf(context).toLowerCase() === name;
    if (parentId && !stays) places.push({ parentId, name });
  }
  return places;
}

function twinsByFtrackId(ayon: AyonSnapshot): Map<string, AyonEntity> {
  const twins = new Map<string, AyonEntity>();
  for (const entity of ayon.entities.values()) {
    const id = ftrackIdOf(entity);
    if (id !== null) twins.set(`${entity.kind}|${id}`, entity);
  }
  return twins;
}

interface ContextFacts {
  readonly ftrack: FtrackSnapshot;
  readonly twin: AyonEntity | undefined;
  readonly parentTwin: AyonEntity | undefined;
}

/** Whether paths or flags of what stands below an entity are not as they should be. */
function changesBelow(context: FtrackContext, { ftrack, twin, parentTwin }: ContextFacts): boolean {
  const failed = storedValue(ftrack, attributeId(ftrack.attributes, SYNC_FAILED_KEY), context.id) === true;
  // What was moved below a task before that had a twin was refused and flagged, as the task was.
  if (!twin && context.kind === 'task') return failed;
  if (failed || !twin?.active) return true;
  const storedPath = storedValue(ftrack, attributeId(ftrack.attributes, AYON_PATH_KEY), context.id);
  return (
    // A locked one stays so; a run that broke off may have left what is below it.
    twin.name !== ayonNameOf(context) ||
    twin.parentId !== (parentTwin?.id ?? null) ||
    twin.own[FTRACK_PATH_ATTRIBUTE] !== ftrackPathOf(context, ftrack) ||
    (typeof storedPath === 'string' && storedPath !== '' && storedPath !== twin.path)
  );
}

function standsBelowGone(
  entity: AyonEntity,
  { ftrack, ayon }: { readonly ftrack: FtrackSnapshot; readonly ayon: AyonSnapshot },
): boolean {
  const seen = new Set<string>();
  let parentId = entity.parentId;
  while (parentId !== null && !seen.has(parentId)) {
    seen.add(parentId);
    const parent = ayon.entities.get(parentId);
    const id = parent ? ftrackIdOf(parent) : null;
    if (id !== null && ftrack.absent.has(id)) return true;
    parentId = parent?.parentId ?? null;
  }
  return false;
}
