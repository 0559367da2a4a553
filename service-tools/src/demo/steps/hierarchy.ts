import { randomUUID } from 'node:crypto';
import { remove, update } from '../ftrack-client.ts';
import { type ContextFacts, createContext } from '../project.ts';
import { PEOPLE } from '../people.ts';
import type { LiveStep, PlannedChange } from '../stage.ts';
import type { PlannedContext } from '../studio.ts';
import type { Cast } from './cast.ts';

/** A shot with tasks that is made, and at the end deleted. */
export function planNewShot({ home }: Cast): PlannedContext[] {
  const shot: PlannedContext = {
    id: randomUUID(),
    entityType: 'Shot',
    name: `${home.name}_sh0995`,
    parentId: home.id,
    status: 'In progress',
    description: 'The lamp goes out',
    values: { fps: 24, fstart: 1001, fend: 1096 },
  };
  const tasks = ['Layout', 'Animation', 'Lighting'].map((type, index): PlannedContext => {
    const [person] = PEOPLE.slice(index);
    return {
      id: randomUUID(),
      entityType: 'Task',
      name: type.toLowerCase(),
      parentId: shot.id,
      type,
      status: 'Ready to start',
      assignees: person === undefined ? [] : [person.ftrackName],
    };
  });
  return [shot, ...tasks];
}

export function createShot(contexts: readonly PlannedContext[], facts: ContextFacts): LiveStep {
  const [shot, ...tasks] = contexts;
  return {
    name: 'new shot with tasks',
    did: `new shot ${shot?.name} with ${tasks.length} tasks`,
    operations: contexts.flatMap((context) => createContext(context, facts)),
    changes: contexts.flatMap(changesOfNew),
    arrived: (entities) => {
      const folder = entities.get(shot?.id ?? '');
      return `folder ${folder?.label ?? folder?.name}, ${entities.size - 1} tasks`;
    },
  };
}

export function renameShot({ renamed: { shot } }: Cast): LiveStep {
  const name = 'Last Light';
  return {
    name: 'rename',
    did: `rename ${shot.name} → ${name}`,
    operations: [update('Shot', [shot.id], { name })],
    changes: [{ entityId: shot.id, field: 'name', value: name }],
    arrived: (entities) => {
      const folder = entities.get(shot.id);
      return `name ${folder?.name}, label ${folder?.label}`;
    },
  };
}

export function moveShot({ moved: { shot }, away }: Cast): LiveStep {
  return {
    name: 'move',
    did: `move ${shot.name} → ${away.name}`,
    operations: [update('Shot', [shot.id], { parent_id: away.id })],
    changes: [{ entityId: shot.id, field: 'parent', value: away.id }],
    arrived: (entities) => `in …/${entities.get(shot.id)?.path.split('/').slice(-2).join('/')}`,
  };
}

export function deleteShot(contexts: readonly PlannedContext[]): LiveStep {
  const [shot, ...tasks] = contexts;
  return {
    name: 'delete',
    did: `delete ${shot?.name} with ${tasks.length} tasks`,
    operations: shot === undefined ? [] : [remove('Shot', [shot.id])],
    changes: contexts.map(({ id }) => ({ entityId: id, field: 'exists', value: false })),
    arrived: (entities) => {
      const inactive = [...entities.values()].filter(({ active }) => !active).length;
      return inactive === 0 ? 'deleted' : `folder and ${inactive - 1} tasks deactivated`;
    },
  };
}

/** All that AYON has to hold of a new folder or task. */
export function changesOfNew(context: PlannedContext): PlannedChange[] {
  const { id: entityId } = context;
  const changes: PlannedChange[] = [
    { entityId, field: 'exists', value: true },
    { entityId, field: 'name', value: context.name },
    { entityId, field: 'parent', value: context.parentId },
    {
      entityId,
      field: 'type',
      value: context.entityType === 'Task' ? (context.type ?? '') : context.entityType,
    },
  ];
  if (context.status !== undefined) changes.push({ entityId, field: 'status', value: context.status });
  if (context.description !== undefined)
    changes.push({ entityId, field: 'attrib.description', value: context.description });
  for (const [key, value] of Object.entries(context.values ?? {}))
    changes.push({ entityId, field: `attrib.${AYON_ATTRIBUTES[key] ?? key}`, value });
  if (context.assignees !== undefined)
    changes.push({ entityId, field: 'assignees', value: emailsOf(context.assignees) });
  return changes;
}

/** AYON attribute by the ftrack custom attribute that the default settings map to it. */
const AYON_ATTRIBUTES: Readonly<Record<string, string>> = {
  fps: 'fps',
  fstart: 'frameStart',
  fend: 'frameEnd',
};

/** E-mail addresses of ftrack users. */
export function emailsOf(ftrackNames: readonly string[]): string[] {
  return PEOPLE.filter(({ ftrackName }) => ftrackNames.includes(ftrackName)).map(({ email }) => email);
}
