import { addWatcher, removeWatcher } from './watch.ts';
import type { EventDraft } from '../entities/change-events.ts';
import type { EntityRow } from '../entities/table.ts';
import { parentOf, pathOf } from '../entities/tree.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { pythonText } from '../python.ts';
import type { ServerState } from '../state.ts';
import { addActivity, mention, type Origin } from './activity.ts';

/** Entities whose changes become activities. */
const OBSERVED = ['folder', 'task', 'version'];

/** Makes the activities the server makes by itself when it sends an event about an entity. */
export function recordActivities(
  state: ServerState,
  event: EventDraft,
  { project, origin }: { project: Project; origin: Origin },
): void {
  const [, type = '', what = ''] = event.topic.split('.');
  if (!OBSERVED.includes(type)) return;
  const row = project.tables[type as 'folder' | 'task' | 'version'].get(textOf(event.summary['entityId']));
  if (!row) return;
  const place = { project, row, origin };
  const { newValue, oldValue } = event.payload ?? {};
  if (what === 'created' && type === 'version') {
    addActivity(state, place, { activityType: 'watch', data: { watcher: origin.user } });
    const data = { context: publishContext(project, row) };
    addActivity(state, place, { activityType: 'version.publish', body: `Published ${mention(row)}`, data });
  } else if (what === 'status_changed') {
    const body = `${mention(row)} status changed from ${textOf(oldValue)} to ${textOf(newValue)}`;
    const data: JsonObject = { newValue: newValue ?? null, oldValue: oldValue ?? null };
    addActivity(state, place, { activityType: 'status.change', body, data });
  } else if (what === 'attrib_changed' && isObject(newValue)) {
    for (const [name, value] of Object.entries(newValue)) {
      const before = isObject(oldValue) ? (oldValue[name] ?? null) : null;
      const isFloat = state.attributes.ofScope(row.type).get(name)?.type === 'float';
      const body = `${mention(row)} attrib '${name}' changed from '${shown(before, isFloat)}' to '${shown(value, isFloat)}'`;
      addActivity(state, place, {
        activityType: 'attrib.change',
        body,
        data: { key: name, newValue: value, oldValue: before },
      });
    }
  } else if (what === 'assignees_changed') {
    recordAssignees(state, place, { before: names(oldValue), after: names(newValue) });
  }
}

function recordAssignees(
  state: ServerState,
  place: { project: Project; row: EntityRow; origin: Origin },
  { before, after }: { before: string[]; after: string[] },
): void {
  const person = (name: string): string =>
    `[${textOf(state.users.get(name)?.attrib['fullName']) || name}](user:${name})`;
  for (const user of after.filter((name) => !before.includes(name))) {
    const body = `Added ${person(user)} to ${mention(place.row)}`;
    addActivity(state, place, { activityType: 'assignee.add', body, data: { assignee: user } });
    const origin = { ...place.origin, user };
    addWatcher(state, { ...place, origin }, user);
  }
  for (const user of before.filter((name) => !after.includes(name))) {
    const body = `Removed ${person(user)} from ${mention(place.row)}`;
    addActivity(state, place, { activityType: 'assignee.remove', body, data: { assignee: user } });
    removeWatcher(place, user);
  }
}

function publishContext(project: Project, version: EntityRow): JsonObject {
  const product = parentOf(project, version);
  const folder = product ? parentOf(project, product) : undefined;
  const taskId = version.values['taskId'];
  const task = typeof taskId === 'string' ? project.tables.task.get(taskId) : undefined;
  return {
    folderId: folder?.id ?? null,
    folderName: folder?.values['name'] ?? null,
    folderLabel: folder?.values['label'] ?? null,
    folderPath: folder ? pathOf(project, folder).slice(1) : null,
    productId: product?.id ?? null,
    productName: product?.values['name'] ?? null,
    productType: product?.values['productType'] ?? null,
    taskId: task?.id ?? null,
    taskName: task?.values['name'] ?? null,
    taskLabel: task?.values['label'] ?? null,
    taskType: task?.values['taskType'] ?? null,
  };
}

function shown(value: Json, isFloat: boolean): string {
  return isFloat && Number.isInteger(value) ? `${textOf(value)}.0` : pythonText(value);
}

function names(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}
