import { findProject } from '../entities/routes.ts';
import { AyonError, DatabaseRefusal } from '../errors.ts';
import type { Call } from '../http/call.ts';
import { dashedId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { type EntityList, pruneItems } from './entity-list.ts';

/** The list a call wants to change. */
export function changeable(state: ServerState, call: Call): { project: Project; list: EntityList } {
  const project = findProject(state, call);
  return { project, list: requireList(project, call) };
}

/** The list a call names, or 404. */
export function requireList(
  project: Project,
  call: Call,
  complaint = (id: string): string => `Entity list ${id} not found`,
): EntityList {
  const { path } = call.check({ path: { entity_list_id: { kind: kinds.pathId } } });
  const id = path['entityListId'] ?? '';
  const list = project.lists.get(id);
  if (!list) throw new AyonError(404, complaint(id));
  pruneItems(project, list);
  return list;
}

/** The folders lists are kept in are checked by the database. */
export function refuseFolder(project: Project, column: string, id: unknown): void {
  if (typeof id !== 'string' || project.listFolders.some((known) => known['id'] === id)) return;
  throw new DatabaseRefusal(
    'foreign-key-violation',
    `${column} '${dashedId(id)}' is not present in table "entity_list_folders".`,
  );
}

/** What a change writes beside its own. */
export function touch(state: ServerState, call: Call): { updatedAt: string; updatedBy: string } {
  return { updatedAt: state.now(), updatedBy: call.identity.user.name };
}

/** Tells that a list was made, changed or deleted. */
export function tell(
  state: ServerState,
  call: Call,
  { project, list, what }: { project: Project; list: EntityList; what: 'created' | 'changed' | 'deleted' },
): void {
  const { id, entityListType, entityListFolderId, entityType, label, count } = list;
  const folder: JsonObject = what === 'deleted' ? { entity_list_folder_id: entityListFolderId } : {};
  state.events.dispatch({
    topic: `entity_list.${what}`,
    description: what === 'deleted' ? `Deleted entity list ${label}` : `Entity list ${label} ${what}`,
    summary: {
      id,
      entity_list_type: entityListType,
      ...folder,
      entity_type: entityType,
      label,
      count,
    },
    project: project.name,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
