import type { AyonEntity, Difference, FtrackEntity, SentChange } from './types.ts';

/** What is needed beside an entity to understand it. */
export interface AyonContext {
  /** E-mail address in lower case, by the name of the AYON user. */
  readonly emails: ReadonlyMap<string, string>;
  /** ftrack id, by AYON id. */
  readonly ftrackIds: ReadonlyMap<string, string>;
}

/** The changes that still count: the last one of each entity and field, and of an entity that is gone only that it is gone. */
export function finalChanges(changes: readonly SentChange[]): SentChange[] {
  const last = new Map<string, SentChange>();
  for (const change of changes) {
    const key = `${change.entityId} ${change.field}`;
    last.delete(key);
    last.set(key, change);
  }
  const gone = new Set<string>();
  for (const { entityId, field, value } of last.values()) {
    if (field === 'exists' && value === false) gone.add(entityId);
  }
  return [...last.values()].filter(({ entityId, field }) => field === 'exists' || !gone.has(entityId));
}

/** Compares one change with the entity it concerns; null when AYON holds what was sent. */
export function differenceOf(
  change: SentChange,
  entity: AyonEntity | undefined,
  context: AyonContext,
): Difference | null {
  const { step, entityId, field, value: expected } = change;
  const present = entity?.active === true;
  const found = field === 'exists' ? present : present ? fieldOf(entity, field, context) : undefined;
  return isSame(found, field === 'name' ? ayonText(String(expected)) : expected)
    ? null
    : { step, entityId, field, expected, found };
}

/** Every entity of ftrack with the one of AYON that carries its id: names, parents, types, statuses, assignees. */
export function compareProjects(
  ftrack: ReadonlyMap<string, FtrackEntity>,
  ayon: ReadonlyMap<string, AyonEntity>,
  context: AyonContext,
): Difference[] {
  const differences: Difference[] = [];
  const step = 'whole project';
  for (const entity of ftrack.values()) {
    const wanted: SentChange[] = [
      { step, entityId: entity.id, field: 'exists', value: true },
      { step, entityId: entity.id, field: 'name', value: entity.name },
      { step, entityId: entity.id, field: 'parent', value: entity.parentId },
      { step, entityId: entity.id, field: 'type', value: entity.type },
      { step, entityId: entity.id, field: 'assignees', value: entity.assignees },
    ];
    if (entity.status !== null)
      wanted.push({ step, entityId: entity.id, field: 'status', value: entity.status });
    const twin = ayon.get(entity.id);
    for (const change of twin?.active === true ? wanted : wanted.slice(0, 1)) {
      const difference = differenceOf(change, twin, context);
      if (difference) differences.push(difference);
    }
  }
  for (const { ftrackId, active, path } of ayon.values()) {
    if (ftrackId === null || !active || ftrack.has(ftrackId)) continue;
    differences.push({ step, entityId: ftrackId, field: 'exists', expected: false, found: path });
  }
  return differences;
}

function fieldOf(entity: AyonEntity, field: SentChange['field'], context: AyonContext): unknown {
  switch (field) {
    case 'name':
      return entity.label ?? entity.name;
    case 'parent':
      return entity.parentId === null ? context.ftrackIds.get('') : context.ftrackIds.get(entity.parentId);
    case 'type':
    case 'status':
      return entity[field];
    case 'assignees':
      return entity.assignees.map((name) => context.emails.get(name) ?? name);
    default:
      return entity.own[field.slice('attrib.'.length)] ?? null;
  }
}

/** AYON takes neither `'` nor `;` in a label; their look-alikes stand there. */
function ayonText(name: string): string {
  return name.replaceAll("'", '’').replaceAll(';', ',');
}

function isSame(found: unknown, expected: unknown): boolean {
  if (Array.isArray(found) && Array.isArray(expected))
    return found.length === expected.length && expected.every((item) => found.includes(item));
  return found === expected;
}
