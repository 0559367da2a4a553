import type { AyonSide } from './ayon-side.ts';
import type { FtrackSideStatus, StatusKind } from './ftrack-offer.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { groupBy } from './group-by.ts';
import type { Difference, DifferenceCode } from './verify-report.ts';

/** AYON's states. Another state of ftrack says nothing about the one in AYON. */
const STATES: ReadonlySet<string> = new Set(['not_started', 'in_progress', 'done', 'blocked']);
/** Kinds of AYON entities that take a status which ftrack has for these. */
const SCOPES: Readonly<Record<StatusKind, readonly string[]>> = {
  folder: ['folder'],
  task: ['task'],
  version: ['version', 'product'],
};
/** They take every status that ftrack's project has. */
const EVERY_STATUS = ['representation', 'workfile'] as const;

type AyonStatus = AyonSide['statuses'][number];

/** Statuses of ftrack that AYON cannot tell apart: their names differ in case and punctuation only. */
interface Namesakes {
  /** Those that the project offers or an entity in it has; where there are none of these, all. */
  readonly statuses: readonly FtrackSideStatus[];
  /** What the project has them for. */
  readonly kinds: ReadonlySet<StatusKind>;
  readonly found: AyonStatus | undefined;
}

/**
 * Compares statuses: AYON has each that ftrack's project offers or an entity in it has, and each that ftrack knows by name is spelled and
 * looks as there, is for all that ftrack's project has it for, and stands in ftrack's order before those that only AYON has.
 */
export function compareStatuses(ftrack: FtrackSide, ayon: AyonSide): Difference[] {
  const known = readNamesakes(ftrack, ayon);
  const differences: Difference[] = [];
  for (const namesakes of known) compareLook(namesakes, differences);
  return [...differences, ...compareOrder(known, ayon)];
}

function readNamesakes({ entities, offer }: FtrackSide, ayon: AyonSide): Namesakes[] {
  const kinds = new Map<string, Set<StatusKind>>();
  const use = (name: string, kind: StatusKind) => {
    const of = kinds.get(name);
    if (of) of.add(kind);
    else kinds.set(name, new Set([kind]));
  };
  for (const { name, offeredFor } of offer.statuses) for (const kind of offeredFor) use(name, kind);
  for (const { status, isTask } of entities.values())
    if (status !== null) use(status, isTask ? 'task' : 'folder');
  return [...groupBy(offer.statuses, ({ name }) => wordsOf(name))].flatMap(([words, all]): Namesakes[] => {
    const used = all.filter(({ name }) => kinds.has(name));
    const named = (status: AyonStatus) => all.some(({ name }) => name === status.name);
    const found = ayon.statuses.find(named) ?? ayon.statuses.find(({ name }) => wordsOf(name) === words);
    if (used.length === 0 && found === undefined) return [];
    const scope = new Set(used.flatMap(({ name }) => [...(kinds.get(name) ?? [])]));
    return [{ statuses: used.length > 0 ? used : all, kinds: scope, found }];
  });
}

function compareLook({ statuses, kinds, found }: Namesakes, differences: Difference[]): void {
  const status = statuses.find(({ name }) => name === found?.name) ?? statuses[0];
  if (status === undefined) return;
  const differ = (code: DifferenceCode, wanted: unknown, present: unknown) => {
    const path = `statuses/${status.name}`;
    differences.push({ code, path, ftrackId: null, ayonId: null, wanted, found: present, field: null });
  };
  if (found?.name !== status.name) differ('status_name', status.name, found?.name ?? null);
  if (found === undefined) return;
  // Which of several namesakes AYON shows cannot be told, so it may look like any of them.
  const colours = statuses.flatMap(({ color }) => color?.toLowerCase() ?? []);
  if (colours.length === statuses.length && !colours.includes(found.color?.toLowerCase() ?? ''))
    differ('status_colour', status.color, found.color ?? null);
  const states = statuses.map(({ state }) => (state ?? '').toLowerCase().replaceAll(/[\s-]+/g, '_'));
  if (states.every((state) => STATES.has(state)) && !states.includes(found.state ?? ''))
    differ('status_state', status.state, found.state ?? null);
  if (kinds.size === 0 || !found.scope) return;
  const scope = found.scope;
  const lacking = [...[...kinds].flatMap((kind) => SCOPES[kind]), ...EVERY_STATUS].filter(
    (kind) => !scope.includes(kind),
  );
  if (lacking.length > 0) differ('status_scope', [...scope, ...lacking].toSorted(), scope.toSorted());
}

/** One difference for the whole order. Statuses that ftrack numbers alike may stand either way. */
function compareOrder(known: readonly Namesakes[], ayon: AyonSide): Difference[] {
  const sorts = new Map(
    known.flatMap(({ found, statuses }) =>
      found === undefined ? [] : [[found, statuses.map(({ sort }) => sort)] as const],
    ),
  );
  const highest = (status: AyonStatus) => Math.max(...(sorts.get(status) ?? [Number.NEGATIVE_INFINITY]));
  const lowest = (status: AyonStatus) => Math.min(...(sorts.get(status) ?? [Number.NEGATIVE_INFINITY]));
  const isOrdered = ayon.statuses.every((status, index) => {
    const next = ayon.statuses[index + 1];
    return next === undefined || highest(status) >= lowest(next);
  });
  if (isOrdered) return [];
  const wanted = ayon.statuses.toSorted((left, right) => compareNumbers(highest(right), highest(left)));
  const namesOf = (statuses: readonly AyonStatus[]) => statuses.map(({ name }) => name);
  return [
    {
      code: 'status_order',
      path: 'statuses',
      ftrackId: null,
      ayonId: null,
      wanted: namesOf(wanted),
      found: namesOf(ayon.statuses),
      field: null,
    },
  ];
}

function compareNumbers(left: number, right: number): number {
  return left === right ? 0 : left - right;
}

/** What is left of a name without case, accents and punctuation. */
function wordsOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  const words = plain
    .split(/[\s,./\\;:!|*^#@~+\-_=]+/u)
    .map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return (
    words
      .filter((word) => word !== '')
      .join('_')
      .toLowerCase() || name.toLowerCase()
  );
}
