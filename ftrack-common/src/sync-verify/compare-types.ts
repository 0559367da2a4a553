import type { AyonSide } from './ayon-side.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { groupBy } from './group-by.ts';
import { sameText } from './same.ts';
import type { Difference, DifferenceCode } from './verify-report.ts';

/**
 * Compares folder types, task types and tags of the project: AYON has each that ftrack's project offers or an entity in it has. Types
 * are spelled as in ftrack. Those that only AYON has are nobody's concern here.
 */
export function compareTypes({ entities, offer }: FtrackSide, ayon: AyonSide): Difference[] {
  const used = [...entities.values()];
  const typesOf = (tasks: boolean) =>
    used.flatMap(({ isTask, type }) => (isTask === tasks && type !== null ? [type] : []));
  const tags = lackingOf(
    used.flatMap((entity) => entity.tags),
    ayon.tags,
  );
  return [
    ...lackingOf([...offer.folderTypes, ...typesOf(false)], ayon.folderTypes).map(describe('folder_type')),
    ...lackingOf([...offer.taskTypes, ...typesOf(true)], ayon.taskTypes).map(describe('task_type')),
    ...tags.filter(({ found }) => found === null).map(describe('project_tag')),
  ];
}

interface Lacking {
  readonly wanted: string;
  /** How AYON spells it; null when it has none of that name. */
  readonly found: string | null;
}

/** Names that AYON does not have, or spells differently. Of names that differ only in case, AYON has one. */
function lackingOf(names: readonly string[], present: readonly { readonly name: string }[]): Lacking[] {
  const spellings = new Set(present.map(({ name }) => name));
  const wanted = groupBy(new Set(names), (name) => name.toLowerCase());
  return [...wanted.values()].flatMap((ones): Lacking[] => {
    const [name] = ones;
    if (name === undefined || name === '' || ones.some((one) => spellings.has(one))) return [];
    return [{ wanted: name, found: present.find((one) => sameText(one.name, name))?.name ?? null }];
  });
}

const PLACES = { folder_type: 'folder types', task_type: 'task types', project_tag: 'tags' } as const;

function describe(code: keyof typeof PLACES & DifferenceCode) {
  return ({ wanted, found }: Lacking): Difference => {
    const path = `${PLACES[code]}/${wanted}`;
    return { code, path, ftrackId: null, ayonId: null, wanted, found, field: null };
  };
}
