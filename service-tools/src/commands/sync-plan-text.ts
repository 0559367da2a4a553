import { styleText } from 'node:util';
import {
  describeWrite,
  describeWriteBack,
  type PartPlan,
  type PlannedOperation,
  type Problem,
  type SyncPlan,
  type SyncReport,
} from '@ynput/ftrack-common/sync';

export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  /** Values to be stored in ftrack. */
  readonly writeBack: number;
  readonly problems: number;
}

/** What a dry run found. */
export interface PlannedRun {
  /** What both sides lack before anything can be written. */
  readonly setUp: SyncReport['setUp'];
  readonly plan: SyncPlan;
  readonly parts: readonly PartPlan[];
  /** Name of the AYON project. */
  readonly projectName: string;
}

/** All changes of a plan in their order. */
export function operationsOf({ setUp, plan, parts, projectName }: PlannedRun): PlannedOperation[] {
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
  return [
    ...setUpOf(setUp),
    ...anatomy,
    ...plan.writes.map(describeWrite),
    ...plan.writeBacks.map(describeWriteBack),
    ...parts.flatMap(({ operations }) => operations),
  ];
}

function setUpOf(setUp: SyncReport['setUp']): PlannedOperation[] {
  const { project = null, attributes = [] } = setUp ?? {};
  const made = attributes.map(
    (key): PlannedOperation => ({
      system: 'ftrack',
      type: 'create',
      entityType: 'attribute',
      path: key,
      id: key,
      ftrackId: null,
      data: { key },
    }),
  );
  if (project === null) return made;
  const { name, ...data } = project;
  const create = { system: 'ayon', type: 'create', entityType: 'project' } as const;
  return [{ ...create, path: `/${name}`, id: name, ftrackId: null, data }, ...made];
}

/** Everything that is left out of a plan, and why. */
export function problemsOf({ plan, parts }: PlannedRun): Problem[] {
  return [...plan.problems, ...parts.flatMap(({ problems }) => problems)];
}

export function summaryOf(run: PlannedRun): PlanSummary {
  const operations = operationsOf(run);
  const count = (type: PlannedOperation['type']) =>
    operations.filter((operation) => operation.entityType !== 'value' && operation.type === type).length;
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    writeBack: operations.filter(({ system, entityType }) => system === 'ftrack' && entityType === 'value')
      .length,
    problems: problemsOf(run).length,
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
export function describePlan(run: PlannedRun, { colours }: { readonly colours: boolean }): string[] {
  const operations = operationsOf(run);
  const lines: string[] = [];
  for (const [folder, changes] of groupByFolder(operations)) {
    lines.push(folder);
    for (const change of changes.slice(0, LINES_PER_FOLDER)) lines.push(`  ${lineOf(change, colours)}`);
    if (changes.length > LINES_PER_FOLDER) lines.push(`  … ${changes.length - LINES_PER_FOLDER} more`);
  }
  const made = run.setUp?.attributes ?? [];
  if (made.length > 0) lines.push(`ftrack: custom attributes to be made: ${made.join(', ')}`);
  for (const { path, message } of problemsOf(run)) lines.push(`! ${path}: ${message}`);
  const { create, update, delete: gone, writeBack } = summaryOf(run);
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
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  return new Map(
    [...groups]
      .toSorted(([left], [right]) => byName(left, right))
      .map(([folder, changes]) => [folder, changes.toSorted((left, right) => byName(left.path, right.path))]),
  );
}

function lineOf({ type, entityType, path, data }: PlannedOperation, colours: boolean): string {
  const sign = colours ? styleText(COLOURS[type], SIGNS[type], { validateStream: false }) : SIGNS[type];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (entityType === 'link') return `${sign} link ${name} → ${String(data['to'])}`;
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
