import type { MappingSettings } from '../attributes/index.ts';
import { AttributeSources } from './attribute-sources.ts';
import type { AyonSide, AyonSideEntity } from './ayon-side.ts';
import { compareProject } from './compare-project.ts';
import { compareStatuses } from './compare-statuses.ts';
import { compareLeftOut, compareStored } from './compare-stored.ts';
import { compareTypes } from './compare-types.ts';
import type { FtrackSide, FtrackSideEntity } from './ftrack-side.ts';
import { isCleared, labelOf, sameChoice, sameDay, sameText } from './same.ts';
import type { PairedSides, SidePairs } from './side-pairs.ts';
import type { Difference, DifferenceCode } from './verify-report.ts';

/** What the settings let sync do. */
export interface VerifyRules {
  readonly mapping: MappingSettings;
  /** ftrack decides over priorities. */
  readonly priorities: boolean;
}

/** Compares everything that sync is to keep equal. Answers what differs, in the order of the paths. */
export function compareSides(sides: PairedSides, rules: VerifyRules): Difference[] {
  const comparison = new Comparison(sides, rules);
  return comparison.run().toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

class Comparison {
  readonly #ftrack: FtrackSide;
  readonly #ayon: AyonSide;
  readonly #rules: VerifyRules;
  readonly #differences: Difference[] = [];
  readonly #pairs: SidePairs;
  readonly #sources: AttributeSources;

  constructor({ ftrack, ayon, pairs }: PairedSides, rules: VerifyRules) {
    this.#ftrack = ftrack;
    this.#ayon = ayon;
    this.#rules = rules;
    this.#pairs = pairs;
    this.#sources = new AttributeSources({ ftrack, ayon, mapping: rules.mapping });
  }

  get #sides(): { readonly ftrack: FtrackSide; readonly pairs: SidePairs } {
    return { ftrack: this.#ftrack, pairs: this.#pairs };
  }

  run(): Difference[] {
    this.#differences.push(
      ...compareProject(this.#ftrack, this.#ayon, this.#rules),
      ...compareTypes(this.#ftrack, this.#ayon),
      ...compareStatuses(this.#ftrack, this.#ayon),
    );
    for (const entity of this.#ftrack.entities.values())
      if (this.#pairs.hasPlace(entity)) this.#compareEntity(entity);
      else this.#compareLeftOut(entity);
    for (const [ftrackId, carriers] of this.#pairs.carriers) {
      if (this.#ftrack.entities.has(ftrackId)) continue;
      for (const { id, path, active } of carriers) {
        const base = { path, ftrackId, ayonId: id, field: null };
        if (active) this.#differences.push({ ...base, code: 'gone_in_ftrack', wanted: null, found: path });
      }
    }
    return this.#differences;
  }

  #compareLeftOut(entity: FtrackSideEntity): void {
    const path = this.#pairs.pathOf(entity);
    for (const difference of compareLeftOut(this.#sides, entity))
      this.#differences.push({ ...difference, path, ftrackId: entity.id, ayonId: null, field: null });
  }

  #compareEntity(entity: FtrackSideEntity): void {
    const carriers = this.#pairs.carriers.get(entity.id) ?? [];
    const twin = this.#pairs.twinOf(entity.id);
    const differ: Differ = (what, wanted, found) => {
      const { code, field } = typeof what === 'string' ? { code: what, field: null } : what;
      const path = this.#pairs.pathOf(entity);
      const base = { code, path, ftrackId: entity.id, ayonId: (twin ?? carriers[0])?.id ?? null };
      this.#differences.push({ ...base, wanted, found, field });
    };
    if (twin === undefined) {
      if (carriers.length === 0) differ('missing_in_ayon', entity.name, null);
      else
        differ(
          'wrong_kind',
          entity.isTask ? 'task' : 'folder',
          carriers[0]?.isTask === true ? 'task' : 'folder',
        );
      return;
    }
    if (carriers.length > 1)
      differ(
        'several_in_ayon',
        1,
        carriers.map(({ path }) => path),
      );
    if (!twin.active) differ('inactive', true, false);
    this.#comparePlace(entity, twin, differ);
    this.#compareFields(entity, twin, differ);
    this.#compareAttributes(entity, twin, differ);
    for (const { code, wanted, found } of compareStored(this.#sides, entity, twin))
      differ(code, wanted, found);
  }

  #comparePlace(entity: FtrackSideEntity, twin: AyonSideEntity, differ: Differ): void {
    const { parentId } = entity;
    const parent =
      parentId === this.#ftrack.projectId ? null : (this.#pairs.twinOf(parentId)?.id ?? parentId);
    if (parent !== twin.parentId) {
      const found = twin.parentId === null ? undefined : this.#ayon.entities.get(twin.parentId);
      differ('parent', parentId, found?.path ?? '/');
    }
    if (!isNameOf(twin.name, entity.name)) differ('name', entity.name, twin.name);
    const label = labelOf(entity.name);
    if ((twin.label ?? twin.name) !== label) differ('label', label, twin.label);
  }

  #compareFields(entity: FtrackSideEntity, twin: AyonSideEntity, differ: Differ): void {
    if (entity.type !== null && !sameText(entity.type, twin.type)) differ('type', entity.type, twin.type);
    if (entity.status !== null && !sameText(entity.status, twin.status))
      differ('status', entity.status, twin.status);
    const tags = twin.tags.filter((tag) => this.#ftrack.tags.has(tag.toLowerCase()));
    if (!sameWords(entity.tags, tags)) differ('tags', entity.tags, tags);
    if (!entity.isTask) return;
    const unmatched = new Set(twin.assignees.filter((name) => this.#isAnybody(name)));
    for (const { names } of this.#ftrack.assignees.get(entity.id) ?? []) {
      const user = names.map((name) => this.#ayon.users.get(name)).find((name) => name !== undefined);
      if (user === undefined) continue;
      if (!twin.assignees.includes(user)) differ('assignees', user, twin.assignees);
      unmatched.delete(user);
    }
    for (const user of unmatched) differ('assignees', null, user);
  }

  /** Whether some assigned ftrack user goes by this AYON user; others belong to AYON alone. */
  #isAnybody(name: string): boolean {
    this.#known ??= new Set(
      [...this.#ftrack.assignees.values()]
        .flat()
        .flatMap(({ names }) => names.map((other) => this.#ayon.users.get(other) ?? '')),
    );
    return this.#known.has(name);
  }
  #known: ReadonlySet<string> | undefined;

  #compareAttributes(entity: FtrackSideEntity, twin: AyonSideEntity, differ: Differ): void {
    const kind = entity.isTask ? 'task' : 'folder';
    const keeps = (name: string) => this.#ayon.attributes.get(name)?.scope.includes(kind) === true;
    const mapped = this.#sources.of({ kind, objectTypeId: entity.objectTypeId });
    for (const [name, { id }] of mapped) {
      const wanted = this.#ftrack.values.get(`${id}|${entity.id}`) ?? null;
      if (isCleared(wanted)) {
        if (twin.own.includes(name)) differ({ code: 'attribute', field: name }, null, twin.shown[name]);
      } else if (!sameChoice(wanted, twin.shown[name], this.#ayon.attributes.get(name)?.choices))
        differ({ code: 'attribute', field: name }, wanted, twin.shown[name]);
    }
    const path = this.#pairs.pathOf(entity);
    if (keeps('ftrackPath') && twin.shown['ftrackPath'] !== path)
      differ('ftrack_path', path, twin.shown['ftrackPath'] ?? null);
    for (const [name, code, value] of [
      ['startDate', 'start_date', entity.startDate],
      ['endDate', 'end_date', entity.endDate],
    ] as const) {
      if (mapped.has(name) || (value === null && !twin.own.includes(name))) continue;
      if (!sameDay(value, twin.shown[name])) differ(code, value, twin.shown[name]);
    }
    if (!mapped.has('priority')) this.#comparePriority(entity, twin, differ);
    const description = twin.shown['description'] ?? '';
    if (!mapped.has('description') && description !== entity.description)
      differ('description', entity.description, description);
  }

  /** A priority that AYON has no choice for is left alone. */
  #comparePriority({ priority, isTask }: FtrackSideEntity, twin: AyonSideEntity, differ: Differ): void {
    const attribute = this.#ayon.attributes.get('priority');
    const isKept = attribute?.scope.includes(isTask ? 'task' : 'folder') === true;
    if (priority === null || !isKept || !this.#rules.priorities) return;
    const found = twin.own.includes('priority') ? twin.shown['priority'] : null;
    const word = priority.toLowerCase();
    const { choices } = attribute;
    const middle = word === 'medium' ? choices.get('normal') : undefined;
    const wanted = word === 'none' ? null : (choices.get(word) ?? middle);
    if (wanted !== undefined && wanted !== found) differ('priority', priority, found);
  }
}

/** The same words, in whatever order and case. */
function sameWords(left: readonly string[], right: readonly string[]): boolean {
  const plain = (words: readonly string[]) => [...new Set(words.map((word) => word.toLowerCase()))].sort();
  return plain(left).join('\n') === plain(right).join('\n');
}

type Differ = (
  what: DifferenceCode | { readonly code: 'attribute'; readonly field: string },
  wanted: unknown,
  found: unknown,
) => void;

/** AYON names hold only ASCII letters, digits and separators, so of others only the presence of a name can be told. */
function isNameOf(name: string, typed: string): boolean {
  const plain = (text: string) => text.replaceAll(/[^a-zA-Z0-9]/g, '');
  if (/[^\x20-\x7e]/.test(typed) || plain(typed) === '') return name !== '';
  return plain(name) === plain(typed);
}
