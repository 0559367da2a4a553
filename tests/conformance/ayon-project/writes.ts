import type { AyonWrite } from '@ynput/ftrack-common/sync';
import { idOf } from './subject.ts';

type Data = Readonly<Record<string, unknown>>;

/** What a test says of an entity: numbers stand for ids. */
interface Wanted {
  readonly number: number;
  readonly name: string;
  /** Number of the parent folder; null for below the project. */
  readonly parent?: number | null;
  readonly ftrackId?: string;
  readonly data?: Data;
}

export function createFolder({ number, name, parent = null, ftrackId, data }: Wanted): AyonWrite {
  return {
    type: 'create',
    entityType: 'folder',
    entityId: idOf(number),
    data: {
      name,
      folderType: 'Folder',
      parentId: parent === null ? null : idOf(parent),
      ...(ftrackId !== undefined && { attrib: { ftrackId } }),
      ...data,
    },
  };
}

export function createTask({ number, name, parent = null, ftrackId, data }: Wanted): AyonWrite {
  return {
    type: 'create',
    entityType: 'task',
    entityId: idOf(number),
    data: {
      name,
      taskType: 'Generic',
      folderId: parent === null ? null : idOf(parent),
      ...(ftrackId !== undefined && { attrib: { ftrackId } }),
      ...data,
    },
  };
}

export function update(entityType: 'folder' | 'task', number: number, data: Data): AyonWrite {
  return { type: 'update', entityType, entityId: idOf(number), data };
}

export function remove(entityType: 'folder' | 'task', number: number): AyonWrite {
  return { type: 'delete', entityType, entityId: idOf(number) };
}
