import { styleText } from 'node:util';
import type { PlannedWrite, SyncPlan, WriteBack } from '@ynput/ftrack-common/sync';

/** One change of a plan, as `--json` prints it. */
export interface PlannedOperation {
  readonly system: 'ayon' | 'ftrack';
  readonly type: 'create' | 'update' | 'delete';
  readonly entityType: string;
  readonly path: string;
  readonly id: string;
  readonly ftrackId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  /** Values to be stored in ftrack. */
  readonly writeBack: number;
  readonly problems: number;
}

/** All changes of a plan in their order. */
export function operationsOf(plan: SyncPlan, projectName: string): PlannedOperation[] {
  const anatomy: PlannedOperation[] =
    plan.anatomy === null
      ? []
      : [
          {
            system: 'ayon',
            type: 'update',
            entityType: 'project',
            path: `/${projectName}`,
            id: projectName,
            ftrackId: null,
            data: { ...plan.anatomy },
          },
        ];
  return [...anatomy, ...plan.writes.map(writeOf), ...plan.writeBacks.map(writeBackOf)];
}

function writeOf({ write, ftrackId, path }: PlannedWrite): PlannedOperation {
  const { type, entityType, entityId: id } = write;
  return {
    system: 'ayon',
    type,
    entityType,
    path,
    id,
    ftrackId,
    data: write.type === 'delete' ? {} : write.data,
  };
}

function writeBackOf({ ftrackId, path, values }: WriteBack): PlannedOperation {
  return {
    system: 'ftrack',
    type: 'update',
    entityType: 'value',
    path,
    id: ftrackId,
    ftrackId,
    data: values,
  };
}

export function summaryOf({ problems }: SyncPlan, operations: readonly PlannedOperation[]): PlanSummary {
  const count = (type: PlannedOperation['type']) =>
    operations.filter((operation) => operation.system === 'ayon' && operation.type === type).length;
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    writeBack: operations.filter(({ system }) => system === 'ftrack').length,
    problems: problems.length,
  };
}

const SIGNS = { create: '+', update: '~', delete: '-' } as const;
const COLOURS = { create: 'green', update: 'yellow', delete: 'red' } as const;
/** Lines of one folder before the rest is only counted. */
const LINES_PER_FOLDER = 20;

/**
 * A plan for people: the changes of AYON below the folder they are in, what is left out and why, and the counts. Colours only where
 * `colours` says so. What is stored in ftrack is only counted.
 */
export function describePlan(
  plan: SyncPlan,
  { projectName, colours }: { readonly projectName: string; readonly colours: boolean },
): string[] {
  const operations = operationsOf(plan, projectName);
  const lines: string[] = [];
  for (const [folder, changes] of groupByFolder(operations)) {
    lines.push(folder);
    for (const change of changes.slice(0, LINES_PER_FOLDER)) lines.push(`  ${lineOf(change, colours)}`);
    if (changes.length > LINES_PER_FOLDER) lines.push(`  … ${changes.length - LINES_PER_FOLDER} more`);
  }
  for (const { path, message } of plan.problems) lines.push(`! ${path}: ${message}`);
  const { create, update, delete: gone, writeBack } = summaryOf(plan, operations);
  lines.push(
    operations.length === 0
      ? 'Nothing to do: AYON says what ftrack says.'
      : `${create} to create, ${update} to update, ${gone} to delete, ${writeBack} to store in ftrack.`,
  );
  return lines;
}

function groupByFolder(operations: readonly PlannedOperation[]): Map<string, PlannedOperation[]> {
  const groups = new Map<string, PlannedOperation[]>();
  for (const operation of operations) {
    if (operation.system === 'ftrack') continue;
    const folder = operation.path.slice(0, operation.path.lastIndexOf('/')) || '/';
    const group = groups.get(folder) ?? [];
    group.push(operation);
    groups.set(folder, group);
  }
  return new Map([...groups].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function lineOf({ type, entityType, path, data }: PlannedOperation, colours: boolean): string {
  const sign = colours ? styleText(COLOURS[type], SIGNS[type], { validateStream: false }) : SIGNS[type];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (type !== 'update') return `${sign} ${entityType} ${name}`;
  return `${sign} ${entityType} ${name}: ${changesOf(data).join(', ')}`;
}

function changesOf(data: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (key === 'attrib') return changesOf(value as Record<string, unknown>);
    if (Array.isArray(value) && value.some((item) => typeof item === 'object')) return [key];
    return [`${key} = ${value === null ? 'none' : JSON.stringify(value)}`];
  });
}
