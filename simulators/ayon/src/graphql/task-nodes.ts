import { nameOf, parentNames, parentOf } from '../entities/tree.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Connection } from './connection.ts';
import { EntityNode } from './entity-node.ts';
import type { EntityArguments } from './entity-query.ts';

export class TaskNode extends EntityNode {
  get taskType(): Json {
    return this.value('taskType');
  }
  get type(): Json {
    return this.value('taskType');
  }
  get assignees(): Json {
    return this.value('assignees');
  }
  get folderId(): Json {
    return this.value('folderId');
  }
  get folder(): EntityNode | null {
    return this.parentNode;
  }
  get Folder(): EntityNode | null {
    return this.folder;
  }
  get subtasks(): Json {
    const data = this.row.values['data'] as JsonObject;
    return Array.isArray(data['subtasks']) ? data['subtasks'] : [];
  }
  versions(args: EntityArguments): Connection<EntityNode> {
    return this.list('version', { ...args, taskIds: [this.row.id] });
  }
  workfiles(args: EntityArguments): Connection<EntityNode> {
    return this.list('workfile', { ...args, taskIds: [this.row.id] });
  }
}

export class WorkfileNode extends EntityNode {
  /** Those of the folder, as the server cuts them out of its path, and the task. */
  override get parents(): string[] {
    const { project } = this.scope;
    const task = parentOf(project, this.row);
    const folder = task && parentOf(project, task);
    return task && folder ? ['', ...parentNames(project, folder), nameOf(task)] : [];
  }
  get Parents(): string[] {
    return this.parents;
  }
  get taskId(): Json {
    return this.value('taskId');
  }
  get task(): EntityNode | null {
    return this.parentNode;
  }
}
