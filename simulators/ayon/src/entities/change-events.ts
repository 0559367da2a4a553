import { isObject, type Json, type JsonObject, sameJson, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { pythonText } from '../python.ts';
import type { ServerState } from '../state.ts';
import { toSnakeCase } from '../validation/model.ts';
import { EVENT_ORDER, FACTS } from './facts.ts';
import type { EntityRow } from './table.ts';
import { nameOf, pathOf } from './tree.ts';
import { storedView } from './views.ts';

/** An event about an entity, before it is known who sends it. */
export interface EventDraft {
  topic: string;
  description: string;
  summary: JsonObject;
  payload?: JsonObject;
}

/** Values longer than this are left out of descriptions. */
const LONGEST_VALUE = 30;

/** `entity.T.created`. */
export function createdEvent(row: EntityRow): EventDraft {
  const { title, type } = FACTS[row.type];
  return {
    topic: `entity.${type}.created`,
    description: `${title} ${nameOf(row)} created`,
    summary: { entityId: row.id, parentId: parentId(row) },
  };
}

/** `entity.T.deleted`, with the entity as it was. */
export function deletedEvent(state: ServerState, project: Project, row: EntityRow): EventDraft {
  const { title, type } = FACTS[row.type];
  return {
    topic: `entity.${type}.deleted`,
    description: `${title} ${eventPath(project, row)} deleted`,
    summary: { entityId: row.id, parentId: parentId(row) },
    payload: { entityData: storedView(state, project, row) },
  };
}

/**
 * One event for each field that changed. They share one summary, so that `summary.value` of all of them is the value
 * of the field that came last: a defect of the server that clients meet.
 */
export function updateEvents(
  project: Project,
  { before, after, patch }: { before: EntityRow; after: EntityRow; patch: Readonly<Record<string, Json>> },
): EventDraft[] {
  const { type } = FACTS[before.type];
  const path = eventPath(project, before, after);
  const summary: JsonObject = { entityId: before.id, parentId: parentId(before), entityPath: path };
  const events: EventDraft[] = [];
  const what = `${type} ${path}`;
  for (const field of EVENT_ORDER) {
    if (field === 'tags-difference') {
      events.push(...tagDifferences(before, after, { what, summary }));
    } else if (field === 'attrib') {
      const event = attribEvent(before, after, { patch, what });
      if (event) events.push({ ...event, summary });
    } else {
      const event = fieldEvent(before, after, { field, patch, what });
      if (!event) continue;
      summary['value'] = event.value;
      events.push({ ...event.draft, summary });
    }
  }
  return events;
}

function fieldEvent(
  before: EntityRow,
  after: EntityRow,
  { field, patch, what }: { field: string; patch: Readonly<Record<string, Json>>; what: string },
): { draft: Omit<EventDraft, 'summary'>; value: Json } | undefined {
  const topic = FACTS[before.type].fields[field]?.topic;
  if (topic === undefined || patch[field] === undefined) return undefined;
  const oldValue = before.values[field] ?? null;
  const newValue = field === 'data' ? (patch[field] ?? null) : (after.values[field] ?? null);
  if (sameJson(oldValue, newValue)) return undefined;
  return {
    draft: {
      topic: `entity.${before.type}.${topic}`,
      description: describeChange(field, newValue, what),
      payload: { newValue, oldValue },
    },
    value: newValue,
  };
}

function describeChange(field: string, newValue: Json, what: string): string {
  if (field === 'name') return `Renamed ${what} to ${textOf(newValue)}`;
  if (field === 'active') {
    const [type = '', ...path] = what.split(' ');
    const title = type.charAt(0).toUpperCase() + type.slice(1);
    return `${title} ${path.join(' ')} ${newValue === true ? 'activated' : 'deactivated'}`;
  }
  const text = pythonText(newValue);
  return `Changed ${what} ${toSnakeCase(field)}${text.length < LONGEST_VALUE ? ` to ${text}` : ''}`;
}

function tagDifferences(
  before: EntityRow,
  after: EntityRow,
  { what, summary }: { what: string; summary: JsonObject },
): EventDraft[] {
  const oldValue = strings(before.values['tags']);
  const newValue = strings(after.values['tags']);
  const added = newValue.filter((tag) => !oldValue.includes(tag));
  const removed = oldValue.filter((tag) => !newValue.includes(tag));
  if (added.length + removed.length === 0) return [];
  const parts = [
    added.length > 0 ? `Added ${what} tag${added.length > 1 ? 's' : ''} ${added.join(', ')}` : '',
    removed.length > 0 ? `Removed ${what} tag${removed.length > 1 ? 's' : ''} ${removed.join(', ')}` : '',
  ];
  const description = parts.filter((part) => part !== '').join(', ');
  return [
    { topic: `entity.${before.type}.tags_changed`, description, summary, payload: { newValue, oldValue } },
  ];
}

function attribEvent(
  before: EntityRow,
  after: EntityRow,
  { patch, what }: { patch: Readonly<Record<string, Json>>; what: string },
): Omit<EventDraft, 'summary'> | undefined {
  if (!isObject(patch['attrib'])) return undefined;
  const newValue: JsonObject = {};
  const oldValue: JsonObject = {};
  for (const [name, value] of Object.entries(patch['attrib'])) {
    const old = before.attrib[name];
    if (sameJson(old ?? null, after.attrib[name] ?? null)) continue;
    newValue[name] = value;
    if (old !== undefined) oldValue[name] = old;
  }
  const names = Object.keys(newValue);
  if (names.length === 0) return undefined;
  return {
    topic: `entity.${before.type}.attrib_changed`,
    description: `Changed ${what} attributes: ${names.join(', ')}`,
    payload: { newValue, oldValue },
  };
}

/** The path in events: empty for products and representations; that of a version is the path after the change. */
function eventPath(project: Project, row: EntityRow, after: EntityRow = row): string {
  if (row.type === 'product' || row.type === 'representation') return '';
  return pathOf(project, row.type === 'version' ? after : row);
}

function parentId(row: EntityRow): string | null {
  const id = row.values[FACTS[row.type].parentField];
  return typeof id === 'string' ? id : null;
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
