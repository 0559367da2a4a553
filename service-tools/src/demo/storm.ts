import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FtrackOperation, idOf, update } from './ftrack-client.ts';
import { assign, type ContextFacts, createContext } from './project.ts';
import { PEOPLE } from './people.ts';
import type { PlannedChange, Stage } from './stage.ts';
import type { CastShot } from './steps/cast.ts';
import { changesOfNew, emailsOf } from './steps/hierarchy.ts';
import { record } from './steps/perform.ts';
import { type PlannedContext, pick } from './studio.ts';

/** One change of a storm. */
export interface StormChange {
  readonly operations: readonly FtrackOperation[];
  readonly changes: readonly PlannedChange[];
}

const STATUSES = ['In progress', 'Pending Review', 'Approved', 'Completed'] as const;

/** Plans changes of many kinds, spread over these shots and their tasks. */
export function planStorm(shots: readonly CastShot[], facts: ContextFacts, size: number): StormChange[] {
  return Array.from({ length: size }, (_, index) => planChange(pick(shots, index), { facts, index }));
}

function planChange(
  { shot, tasks }: CastShot,
  { facts, index }: { readonly facts: ContextFacts; readonly index: number },
): StormChange {
  const { names, userIds } = facts;
  const [first, last] = [pick(tasks, 0), pick(tasks, tasks.length - 1)];
  switch (index % 6) {
    case 0: {
      const status = pick(STATUSES, index);
      const data = { status_id: idOf(names.statuses, status) };
      return {
        operations: [update('Task', [first.id], data)],
        changes: [{ entityId: first.id, field: 'status', value: status }],
      };
    }
    case 1: {
      const description = `Take ${index} of ${shot.name}`;
      return {
        operations: [update('Shot', [shot.id], { description })],
        changes: [{ entityId: shot.id, field: 'attrib.description', value: description }],
      };
    }
    case 2: {
      const key = [idOf(names.shotAttributes, 'fend'), shot.id];
      const value = 1_200 + index;
      return {
        operations: [update('ContextCustomAttributeValue', key, { value })],
        changes: [{ entityId: shot.id, field: 'attrib.frameEnd', value }],
      };
    }
    case 3: {
      const name = `${last.name} ${index}`;
      return {
        operations: [update('Task', [last.id], { name })],
        changes: [{ entityId: last.id, field: 'name', value: name }],
      };
    }
    case 4:
      return planNewTask(shot, { facts, index });
    default: {
      const task = pick(tasks, 1);
      const before = task.assignees ?? [];
      const person = PEOPLE.find(({ ftrackName }) => !before.includes(ftrackName)) ?? pick(PEOPLE, 0);
      return {
        operations: [
          update('Task', [task.id], { description: `With ${person.firstName}` }),
          ...(index < PEOPLE.length ? [assign(task.id, idOf(userIds, person.ftrackName))] : []),
        ],
        changes: [
          { entityId: task.id, field: 'attrib.description', value: `With ${person.firstName}` },
          ...(index < PEOPLE.length
            ? [
                {
                  entityId: task.id,
                  field: 'assignees' as const,
                  value: emailsOf([...before, person.ftrackName]),
                },
              ]
            : []),
        ],
      };
    }
  }
}

function planNewTask(
  shot: PlannedContext,
  { facts, index }: { readonly facts: ContextFacts; readonly index: number },
): StormChange {
  const task: PlannedContext = {
    id: randomUUID(),
    entityType: 'Task',
    name: `pickup ${index}`,
    parentId: shot.id,
    type: 'Compositing',
    status: 'Ready to start',
    assignees: [pick(PEOPLE, index).ftrackName],
  };
  return { operations: createContext(task, facts), changes: changesOfNew(task) };
}

/** Sends changes one by one, evenly over a time; each is noted for the checker before it is sent. */
export async function sendStorm(
  stage: Stage,
  changes: readonly StormChange[],
  options: { readonly step: string; readonly overMs: number; readonly onSent: (count: number) => void },
): Promise<void> {
  const began = performance.now();
  for (const [index, { operations, changes: wanted }] of changes.entries()) {
    const due = began + (options.overMs * index) / changes.length;
    await sleep(Math.max(0, due - performance.now()));
    record(stage, options.step, wanted);
    await stage.client.send(operations);
    options.onSent(index + 1);
  }
}
