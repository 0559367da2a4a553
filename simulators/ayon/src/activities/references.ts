import type { EntityRow } from '../entities/table.ts';
import { parentOf } from '../entities/tree.ts';
import { type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { Activity, ActivityType } from './activity.ts';

/** Why an activity concerns an entity or a person; of each target only the first of these counts. */
export type ReferenceType = 'origin' | 'author' | 'mention' | 'watching' | 'relation';

/** That an activity concerns an entity (by id) or a person (by name). Listings of activities list these. */
export interface ActivityReference {
  id: string;
  order: number;
  referenceType: ReferenceType;
  entityType: string;
  entityId: string | null;
  entityName: string | null;
  data: JsonObject;
  /** False: put aside by the person it is for. */
  active: boolean;
  read: boolean;
}

type Draft = Pick<ActivityReference, 'referenceType' | 'entityType' | 'entityId' | 'entityName' | 'data'>;

/** Kinds that concern nobody but their entity and their author. */
const PLAIN: readonly ActivityType[] = ['watch', 'attrib.change', 'reviewable'];

/** What an activity about a row concerns, the most direct first. */
export function referencesOf(
  project: Project,
  row: EntityRow,
  { activityType, body, author }: { activityType: ActivityType; body: string; author: string },
): Draft[] {
  const drafts: Draft[] = [toEntity('origin', row), toPerson('author', author)];
  for (const [, type = '', target = ''] of body.matchAll(/\]\((folder|task|version|user):([^)\s]+)\)/g))
    drafts.push(
      type === 'user'
        ? toPerson('mention', target)
        : { ...toPerson('mention', ''), entityType: type, entityId: target, entityName: null },
    );
  if (!PLAIN.includes(activityType)) {
    drafts.push(...watchersOf(project, row.id).map((name) => toPerson('watching', name)));
    drafts.push(...relatedEntities(project, row).map((related) => toEntity('relation', related)));
    const assignees = new Set(tasksAt(project, row).flatMap(({ values }) => values['assignees'] ?? []));
    drafts.push(
      ...[...assignees].map((name) => ({
        ...toPerson('relation', textOf(name)),
        data: { role: 'assignee' },
      })),
    );
  }
  const seen = new Set<string>();
  return drafts.filter(({ entityType, entityId, entityName }) => {
    const target = `${entityType} ${entityId ?? entityName ?? ''}`;
    if (seen.has(target)) return false;
    seen.add(target);
    return true;
  });
}

/** Names of those who watch an entity, those that began last first. */
export function watchersOf(project: Project, entityId: string): string[] {
  const found = (project.watches.get(entityId) ?? []).map(({ data }) => textOf(data['watcher']));
  return [...new Set(found.reverse())];
}

/** The references to entities, as events tell them. */
export function toldReferences({ references }: Activity): JsonObject[] {
  return references
    .filter(({ entityId }) => entityId !== null)
    .map(({ entityId, entityType, referenceType }) => ({
      entity_id: entityId,
      entity_type: entityType,
      reference_type: referenceType,
    }));
}

/** What a task or a version hangs together with: its folder, the task of a version, the versions of a task. */
function relatedEntities(project: Project, row: EntityRow): EntityRow[] {
  if (row.type === 'task')
    return [...present(parentOf(project, row)), ...project.tables.version.having('taskId', row.id)];
  if (row.type !== 'version') return [];
  const product = parentOf(project, row);
  return [...tasksAt(project, row), ...present(product && parentOf(project, product))];
}

/** The task itself, that of a version, those of a folder. */
function tasksAt(project: Project, row: EntityRow): EntityRow[] {
  const { task } = project.tables;
  if (row.type === 'task') return [row];
  if (row.type === 'folder') return [...task.having('folderId', row.id)];
  return row.type === 'version' ? present(task.get(textOf(row.values['taskId']))) : [];
}

function toEntity(referenceType: ReferenceType, { type, id }: EntityRow): Draft {
  return { referenceType, entityType: type, entityId: id, entityName: null, data: {} };
}

function toPerson(referenceType: ReferenceType, name: string): Draft {
  return { referenceType, entityType: 'user', entityId: null, entityName: name, data: {} };
}

function present(row: EntityRow | undefined): EntityRow[] {
  return row ? [row] : [];
}
