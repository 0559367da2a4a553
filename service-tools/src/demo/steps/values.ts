import { randomUUID } from 'node:crypto';
import { idOf, remove, update } from '../ftrack-client.ts';
import { PEOPLE } from '../people.ts';
import { assign, type ContextFacts } from '../project.ts';
import type { LiveStep } from '../stage.ts';
import { pick } from '../studio.ts';
import type { Cast } from './cast.ts';
import { emailsOf } from './hierarchy.ts';

export function changeStatus({ valued }: Cast, { names }: ContextFacts): LiveStep {
  const task = pick(valued.tasks, 0);
  const status = task.status === 'Pending Review' ? 'Approved' : 'Pending Review';
  return {
    name: 'status',
    did: `${valued.shot.name}/${task.name}: ${status}`,
    operations: [update('Task', [task.id], { status_id: idOf(names.statuses, status) })],
    changes: [{ entityId: task.id, field: 'status', value: status }],
    arrived: (entities) => `status ${entities.get(task.id)?.status}`,
  };
}

export function changeAttribute({ valued: { shot } }: Cast, { names }: ContextFacts): LiveStep {
  const key = [idOf(names.shotAttributes, 'fps'), shot.id];
  return {
    name: 'custom attribute',
    did: `${shot.name}: fps 24 → 48`,
    operations: [update('ContextCustomAttributeValue', key, { value: 48 })],
    changes: [{ entityId: shot.id, field: 'attrib.fps', value: 48 }],
    arrived: (entities) => `fps ${String(entities.get(shot.id)?.own['fps'])}`,
  };
}

export function clearAttribute({ valued: { shot } }: Cast, { names }: ContextFacts): LiveStep {
  const key = [idOf(names.shotAttributes, 'fend'), shot.id];
  return {
    name: 'cleared attribute',
    did: `${shot.name}: fend cleared`,
    operations: [remove('ContextCustomAttributeValue', key)],
    changes: [{ entityId: shot.id, field: 'attrib.frameEnd', value: null }],
    arrived: (entities) =>
      entities.get(shot.id)?.own['frameEnd'] === undefined
        ? 'frameEnd inherited again'
        : 'frameEnd of its own',
  };
}

/** The two steps of one task: somebody joins those who work on it, and leaves again. */
export function changeAssignees(
  { valued }: Cast,
  { userIds }: ContextFacts,
): { add: LiveStep; take: LiveStep } {
  const task = pick(valued.tasks, 1);
  const before = task.assignees ?? [];
  const person = PEOPLE.find(({ ftrackName }) => !before.includes(ftrackName)) ?? pick(PEOPLE, 0);
  const where = `${valued.shot.name}/${task.name}`;
  const id = randomUUID();
  const arrived: LiveStep['arrived'] = (entities) => {
    const names = entities.get(task.id)?.assignees ?? [];
    return names.length === 0 ? 'no assignees' : `assignees ${names.join(', ')}`;
  };
  return {
    add: {
      name: 'assignee added',
      did: `${where}: + ${person.firstName}`,
      operations: [assign(task.id, idOf(userIds, person.ftrackName), id)],
      changes: [{ entityId: task.id, field: 'assignees', value: emailsOf([...before, person.ftrackName]) }],
      arrived,
    },
    take: {
      name: 'assignee removed',
      did: `${where}: − ${person.firstName}`,
      operations: [remove('Appointment', [id])],
      changes: [{ entityId: task.id, field: 'assignees', value: emailsOf(before) }],
      arrived,
    },
  };
}
