import type { AyonSide, AyonSideAttribute, AyonSideEntity } from '../ayon-side.ts';
import type { FtrackSideStatus } from '../ftrack-offer.ts';
import type { FtrackSide, FtrackSideEntity } from '../ftrack-side.ts';

/** A shot of ftrack with a task, both with their twins in AYON. */
export const SHOT: FtrackSideEntity = {
  id: 'shot',
  parentId: 'project',
  name: "Shot's 1",
  isTask: false,
  type: 'Shot',
  status: 'Done',
  startDate: null,
  endDate: null,
  description: '',
  priority: 'None',
  tags: [],
  thumbnailId: null,
  objectTypeId: 'type-shot',
};
export const TASK: FtrackSideEntity = {
  ...SHOT,
  id: 'task',
  parentId: 'shot',
  name: 'anim',
  isTask: true,
  type: 'Animation',
};

export const DONE: FtrackSideStatus = {
  name: 'Done',
  color: '#00FF00',
  sort: 1,
  state: 'DONE',
  offeredFor: ['folder', 'task'],
};

export const FOLDER: AyonSideEntity = {
  id: 'a1',
  isTask: false,
  parentId: null,
  name: 'Shots_1',
  label: 'Shot’s 1',
  type: 'Shot',
  status: 'done',
  active: true,
  path: '/Shots_1',
  assignees: [],
  tags: [],
  thumbnailId: null,
  shown: { ftrackId: 'shot', fps: 25 },
  own: ['ftrackId'],
};
export const AYON_TASK: AyonSideEntity = {
  ...FOLDER,
  id: 'a2',
  isTask: true,
  parentId: 'a1',
  name: 'anim',
  label: null,
  type: 'Animation',
  path: '/Shots_1/anim',
  assignees: ['ada'],
  shown: { ftrackId: 'task' },
};

/** A project of ftrack that is as AYON's. */
export function ftrackSide(change: Partial<FtrackSide> = {}): FtrackSide {
  return {
    projectId: 'project',
    name: 'Project',
    code: 'pro-1',
    isArchived: false,
    startDate: null,
    endDate: null,
    offer: { folderTypes: ['Shot'], taskTypes: ['Animation'], statuses: [DONE] },
    tags: new Set(['fx']),
    entities: new Map([SHOT, TASK].map((entity) => [entity.id, entity])),
    attributes: ['ayon_id', 'ayon_path', 'ayon_sync_failed', 'fps'].map((key) => ({
      id: key,
      key,
      objectTypeId: null,
      isHierarchical: true,
      isOfProject: false,
      group: null,
    })),
    values: new Map<string, unknown>([
      ['ayon_id|shot', 'a1'],
      ['ayon_path|shot', '/Shots_1'],
      ['ayon_id|task', 'a2'],
    ]),
    assignees: new Map([['task', [{ names: ['ada@example.com', 'ada'] }]]]),
    ...change,
  };
}

/** An attribute of everything. */
export function sampleAttribute(choices: readonly (readonly [string, string])[] = []): AyonSideAttribute {
  return { scope: ['project', 'folder', 'task'], isBuiltin: true, choices: new Map(choices) };
}

/** The AYON project of these entities. */
export function ayonSide(...entities: AyonSideEntity[]): AyonSide {
  return {
    name: 'Project',
    label: null,
    code: 'pro_1',
    active: true,
    isEnded: false,
    isPublished: false,
    folderTypes: [{ name: 'Shot' }],
    taskTypes: [{ name: 'Animation' }],
    statuses: [{ name: 'Done', color: '#00ff00', state: 'done' }],
    tags: [{ name: 'FX' }],
    attrib: {},
    entities: new Map(entities.map((entity) => [entity.id, entity])),
    users: new Map([
      ['ada', 'ada'],
      ['bob', 'bob'],
    ]),
    attributes: new Map([
      ['fps', sampleAttribute()],
      [
        'priority',
        sampleAttribute([
          ['high', 'high'],
          ['normal', 'normal'],
        ]),
      ],
    ]),
  };
}
