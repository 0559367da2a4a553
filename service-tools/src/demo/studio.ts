import { randomUUID } from 'node:crypto';

/** A folder or task of the project to be made in ftrack. */
export interface PlannedContext {
  readonly id: string;
  /** Name of the class in ftrack's API. */
  readonly entityType: 'Folder' | 'Episode' | 'Sequence' | 'Shot' | 'AssetBuild' | 'Task';
  readonly name: string;
  readonly parentId: string;
  /** Name of a type; tasks and asset builds have one. */
  readonly type?: string;
  /** Name of a status; for what has one. */
  readonly status?: string;
  readonly description?: string;
  /** Days of work, `YYYY-MM-DD`. */
  readonly dates?: readonly [start: string, end: string];
  /** Custom attributes by key. */
  readonly values?: Readonly<Record<string, number>>;
  /** Names of ftrack users. */
  readonly assignees?: readonly string[];
}

/** A project of a small studio. */
export interface PlannedProject {
  readonly id: string;
  readonly name: string;
  readonly fullName: string;
  /** Parents stand before their children. */
  readonly contexts: readonly PlannedContext[];
}

const EPISODES = ['The Lighthouse', 'Low Water', 'Čerň a sůl'] as const;
const SHOT_TASKS = ['Layout', 'Animation', 'FX', 'Lighting', 'Compositing'] as const;
const ASSET_TASKS = ['Modeling', 'Texture', 'Rigging'] as const;
const TASK_STATUSES = ['Not started', 'Ready to start', 'In progress', 'Pending Review', 'Approved'] as const;
const SHOT_STATUSES = ['Not started', 'In progress', 'Completed'] as const;
const ASSETS = [
  ['Keeper', 'Character'],
  ["Fisherman's Wife", 'Character'],
  ['Gull', 'Character'],
  ['Rowing Boat', 'Vehicle'],
  ['Fog Horn', 'Prop'],
  ['Oil Lamp', 'Prop'],
  ['Old Pier', 'Environment'],
  ['Lantern Room', 'Environment'],
  ['Storm Sky', 'Matte Painting'],
] as const;
/** A project has at least this many sequences, however small it is. */
const SEQUENCES = 6;
const MOST_SHOTS = 20;
const FIRST_DAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

/**
 * Plans a project of about this many folders and tasks: asset builds, and episodes of sequences of shots with five tasks each.
 * @param assignees names of ftrack users, who take turns.
 */
export function planProject(entities: number, assignees: readonly string[]): PlannedProject {
  const id = randomUUID();
  const contexts: PlannedContext[] = [];
  const add = (context: Omit<PlannedContext, 'id'>): string => {
    const newId = randomUUID();
    contexts.push({ id: newId, ...context });
    return newId;
  };
  let taskCount = 0;
  const addTasks = (parentId: string, names: readonly string[]): void => {
    for (const name of names) {
      taskCount += 1;
      const first = FIRST_DAY + (taskCount % 200) * DAY_MS;
      add({
        entityType: 'Task',
        name: name.toLowerCase(),
        parentId,
        type: name,
        status: pick(TASK_STATUSES, taskCount),
        dates: [dayOf(first), dayOf(first + 7 * DAY_MS)],
        assignees: taskCount % 4 === 0 ? [] : [pick(assignees, taskCount)],
      });
    }
  };

  const library = add({ entityType: 'Folder', name: 'Assets', parentId: id });
  for (const [name, type] of ASSETS) {
    const build = add({
      entityType: 'AssetBuild',
      name,
      parentId: library,
      type,
      status: 'In progress',
      description: `${type} of the main cast`,
    });
    addTasks(build, ASSET_TASKS);
  }
  const episodes = EPISODES.map((name, index) =>
    add({
      entityType: 'Episode',
      name: `E${index + 1} ${name}`,
      parentId: id,
      description: `Episode ${index + 1}`,
    }),
  );
  const shots = Math.ceil((entities - contexts.length) / (1 + SHOT_TASKS.length));
  const shotsPerSequence = Math.min(MOST_SHOTS, Math.max(1, Math.floor(shots / SEQUENCES)));
  let sequence = 0;
  while (contexts.length < entities) {
    const parentId = pick(episodes, sequence);
    sequence += 1;
    const name = `sq${String(sequence * 10).padStart(4, '0')}`;
    const sequenceId = add({ entityType: 'Sequence', name, parentId });
    for (let shot = 1; shot <= shotsPerSequence && contexts.length < entities; shot += 1) {
      const shotId = add({
        entityType: 'Shot',
        name: `${name}_sh${String(shot * 10).padStart(4, '0')}`,
        parentId: sequenceId,
        status: pick(SHOT_STATUSES, shot),
        description: `Shot ${shot} of sequence ${sequence}`,
        values: { fps: 24, fstart: 1001, fend: 1001 + 24 * (2 + (shot % 6)) },
      });
      addTasks(shotId, SHOT_TASKS);
    }
  }
  return { id, name: 'tidewater', fullName: 'Tidewater', contexts };
}

/** The entry for a number, over and over. */
export function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('There is nothing to choose from.');
  return item;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
