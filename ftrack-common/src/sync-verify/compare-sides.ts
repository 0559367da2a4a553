import type { MappingSettings } from '../attributes/index.ts';
import type { AyonSide, AyonSideEntity } from './ayon-side.ts';
import { compareProject } from './compare-project.ts';
import { labelOf, sameDay, sameText, sameThing } from './same.ts';
import type { FtrackSide, FtrackSideAttribute, FtrackSideEntity } from './ftrack-side.ts';
import { SidePairs } from './side-pairs.ts';
import type { Difference, DifferenceCode } from './verify-report.ts';

/** What the settings let sync do. */
export interface VerifyRules {
  readonly mapping: MappingSettings;
  /** ftrack decides over priorities. */
  readonly priorities: boolean;
}

/** Compares everything that sync is to keep equal. Answers what differs, in the order of the paths. */
export function compareSides(ftrack: FtrackSide, ayon: AyonSide, rules: VerifyRules): Difference[] {
  const comparison = new Comparison(ftrack, ayon, rules);
  return comparison.run().toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

class Comparison {
  readonly #ftrack: FtrackSide;
  readonly #ayon: AyonSide;
  readonly #rules: VerifyRules;
  readonly #differences: Difference[] = [];
  readonly #pairs: SidePairs;

  constructor(ftrack: FtrackSide, ayon: AyonSide, rules: VerifyRules) {
    this.#ftrack = ftrack;
    this.#ayon = ayon;
    this.#rules = rules;
    this.#pairs = new SidePairs(ftrack, ayon);
  }

  run(): Difference[] {
    this.#differences.push(...compareProject(this.#ftrack, this.#ayon));
    for (const entity of this.#ftrack.entities.values())
      if (this.#pairs.hasPlace(entity)) this.#compareEntity(entity);
    for (const [ftrackId, carriers] of this.#pairs.carriers) {
      if (this.#ftrack.entities.has(ftrackId)) continue;
      for (const { id, path, active } of carriers) {
        const base = { path, ftrackId, ayonId: id, field: null };
        if (active) this.#differences.push({ ...base, code: 'gone_in_ftrack', wanted: null, found: path });
      }
    }
    return this.#differences;
  }

  #compareEntity(entity: FtrackSideEntity): void {
    const carriers = this.#pairs.carriersOf(entity);
    const [twin] = carriers;
    const differ: Differ = (what, wanted, found) => {
      const { code, field } = typeof what === 'string' ? { code: what, field: null } : what;
      const path = this.#pairs.pathOf(entity);
      const base = { code, path, ftrackId: entity.id, ayonId: twin?.id ?? null };
      this.#differences.push({ ...base, wanted, found, field });
    };
    if (twin === undefined) {
      differ('missing_in_ayon', entity.name, null);
      return;
    }
    if (carriers.length > 1)
      differ(
        'several_in_ayon',
        1,
        carriers.map(({ path }) => path),
      );
    if (twin.isTask !== entity.isTask) {
      differ('wrong_kind', entity.isTask ? 'task' : 'folder', twin.isTask ? 'task' : 'folder');
      return;
    }
    if (!twin.active) differ('inactive', true, false);
    this.#comparePlace(entity, twin, differ);
    this.#compareFields(entity, twin, differ);
    this.#compareAttributes(entity, twin, differ);
    this.#compareStored(entity, twin, differ);
  }

  #comparePlace(entity: FtrackSideEntity, twin: AyonSideEntity, differ: Differ): void {
    const parent = twin.parentId === null ? undefined : this.#ayon.entities.get(twin.parentId);
    const found = parent === undefined ? this.#ftrack.projectId : parent.shown['ftrackId'];
    if (found !== entity.parentId) differ('parent', entity.parentId, parent?.path ?? '/');
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
    const mapped = new Set<string>();
    for (const [name, attribute] of this.#sourcesOf(entity)) {
      if (!this.#ayon.scopes.get(name)?.includes(kind)) continue;
      mapped.add(name);
      const wanted = this.#ftrack.values.get(`${attribute.id}|${entity.id}`) ?? null;
      if (isCleared(wanted)) {
        if (twin.own.includes(name)) differ({ code: 'attribute', field: name }, null, twin.shown[name]);
      } else if (!sameThing(wanted, twin.shown[name]))
        differ({ code: 'attribute', field: name }, wanted, twin.shown[name]);
    }
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
    const isKept = this.#ayon.scopes.get('priority')?.includes(isTask ? 'task' : 'folder') === true;
    if (priority === null || !isKept || !this.#rules.priorities) return;
    const found = twin.own.includes('priority') ? twin.shown['priority'] : null;
    const word = priority.toLowerCase();
    const choices = this.#ayon.priorities;
    const middle = word === 'medium' ? choices.get('normal') : undefined;
    const wanted = word === 'none' ? null : (choices.get(word) ?? middle);
    if (wanted !== undefined && wanted !== found) differ('priority', priority, found);
  }

  *#sourcesOf(entity: FtrackSideEntity): Generator<[string, FtrackSideAttribute]> {
    const { attributes } = this.#ftrack;
    const { mapping } = this.#rules;
    if (!mapping.enabled) return;
    for (const { name, attr_type, hierarchical, standard } of mapping.mapping) {
      const fits = (attribute: FtrackSideAttribute) =>
        attr_type === 'hierarchical'
          ? attribute.isHierarchical && attribute.key === hierarchical
          : attribute.objectTypeId === entity.objectTypeId && standard.includes(attribute.key);
      const attribute = attributes.find(fits);
      if (attribute !== undefined) yield [name, attribute];
    }
  }

  #compareStored(entity: FtrackSideEntity, twin: AyonSideEntity, differ: Differ): void {
    const stored = (key: string, id = entity.id) => {
      const attribute = this.#ftrack.attributes.find((item) => item.isHierarchical && item.key === key);
      return attribute && this.#ftrack.values.get(`${attribute.id}|${id}`);
    };
    if (stored('ayon_id') !== twin.id) differ('stored_id', twin.id, stored('ayon_id') ?? null);
    if (!entity.isTask && stored('ayon_path') !== twin.path)
      differ('stored_path', twin.path, stored('ayon_path') ?? null);
    if (stored('ayon_sync_failed') === true) differ('failed_flag', false, true);
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

function isCleared(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
