import { requireManager } from '../auth/identity.ts';
import { FACTS, type EntityType } from '../entities/facts.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import type { EntityRow } from '../entities/table.ts';
import { showThumbnail } from '../entities/thumbnail.ts';
import { parentOf } from '../entities/tree.ts';
import { AyonError, Crash } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Reply, Router } from '../http/router.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { pathId } from '../validation/kinds.ts';
import { EMPTY_PICTURE, isPicture } from './pictures.ts';
import type { Thumbnail } from './stored.ts';

const WITH_THUMBNAIL = {
  folders: 'folder',
  tasks: 'task',
  versions: 'version',
  workfiles: 'workfile',
} as const;
const FOR_A_YEAR = 'public, max-age=31536000, immutable';
const FOR_AN_HOUR = 'max-age=3600';

/** Pictures of entities, of projects, and by themselves. They are kept as they come: none is made smaller. */
export function addThumbnailRoutes(router: Router, state: ServerState): void {
  for (const [plural, type] of Object.entries(WITH_THUMBNAIL)) {
    const path = `/api/projects/{project_name}/${plural}/{entity_id}/thumbnail`;
    router.add('POST', path, (call) => {
      const project = findProject(state, call);
      const id = call.params['entity_id'] ?? '';
      const row = project.tables[type].get(id);
      if (!row) throw new AyonError(404, `Entity ${id} not found`);
      const thumbnail = keep(state, call, { project, id: state.newId() });
      showThumbnail(row.values, thumbnail.id);
      row.updatedAt = state.now();
      row.updatedBy = null;
      const hash = thumbnail.id.slice(0, 6);
      tell(state, call, { project, row });
      return ok({ id: thumbnail.id, affectedEntities: affected(project, row, hash) });
    });
    router.add('GET', path, (call) => {
      const project = readableProject(state, call);
      return shownThumbnail(call, { project, type, id: call.params['entity_id'] ?? '' });
    });
  }

  router.add('POST', '/api/projects/{project_name}/thumbnails', (call) => {
    const project = findProject(state, call);
    return ok({ id: keep(state, call, { project, id: state.newId() }).id, affectedEntities: [] });
  });

  const byId = '/api/projects/{project_name}/thumbnails/{thumbnail_id}';
  router.add('PUT', byId, (call) => {
    const project = findProject(state, call);
    requireManager(call.identity, 'Only managers can update arbitrary thumbnails');
    const { path } = call.check({ path: { thumbnail_id: { kind: pathId } } });
    return ok({ id: keep(state, call, { project, id: path['thumbnailId'] ?? '' }).id, affectedEntities: [] });
  });
  router.add('GET', byId, (call) => {
    const project = readableProject(state, call);
    requireManager(call.identity, 'Only managers can access arbitrary thumbnails');
    const thumbnail = project.thumbnails.get(call.params['thumbnail_id'] ?? '');
    if (thumbnail) return picture(thumbnail, { cache: FOR_AN_HOUR, withTime: true });
    if (call.query.get('placeholder') === 'none') throw new AyonError(404, 'Thumbnail not found');
    return placeholder(203, FOR_AN_HOUR);
  });

  router.add('POST', '/api/projects/{project_name}/thumbnail', (call) => {
    const project = findProject(state, call);
    const thumbnail = keep(state, call, { project, id: state.newId() });
    project.thumbnailId = thumbnail.id;
    return ok({ id: thumbnail.id, affectedEntities: null });
  });
  router.add('GET', '/api/projects/{project_name}/thumbnail', (call) => {
    const project = readableProject(state, call);
    const thumbnail = project.thumbnails.get(project.thumbnailId ?? '');
    if (thumbnail) return picture(thumbnail, { cache: FOR_AN_HOUR, withTime: true });
    if (call.query.get('placeholder') === 'none') throw new AyonError(404, 'No thumbnail available');
    return placeholder(203, FOR_AN_HOUR);
  });
}

/** Stores the picture in the body. */
function keep(state: ServerState, call: Call, { project, id }: { project: Project; id: string }): Thumbnail {
  const mime = call.header('content-type');
  if (!mime) throw new AyonError(400, 'Thumbnail content type is required');
  if (mime !== 'image/png' && mime !== 'image/jpeg')
    throw new AyonError(415, 'Thumbnail must be in png or jpeg format');
  if (!isPicture(call.body)) throw new AyonError(415, 'Thumbnail cannot be empty');
  const thumbnail: Thumbnail = { id, mime, bytes: call.body, createdAt: state.now() };
  project.thumbnails.set(id, thumbnail);
  return thumbnail;
}

/** The entities whose picture may have changed: of a version also its folder and its task. */
function affected(project: Project, row: EntityRow, thumbnailHash: string): object[] {
  const entries: EntityRow[] = [row];
  if (row.type === 'version') {
    const product = parentOf(project, row);
    const folder = product && parentOf(project, product);
    const taskId = row.values['taskId'];
    const task = typeof taskId === 'string' ? project.tables.task.get(taskId) : undefined;
    for (const other of [folder, task]) if (other) entries.push(other);
  }
  return entries.map(({ type, id }) => ({
    entityType: type,
    entityId: id,
    thumbnailHash,
    thumbnailId: null,
  }));
}

function shownThumbnail(
  call: Call,
  { project, type, id }: { project: Project; type: EntityType; id: string },
): Reply {
  const row = project.tables[type].get(id);
  if (!row) {
    const noun = type.charAt(0).toUpperCase() + type.slice(1);
    throw new AyonError(404, `${noun} not found`);
  }
  // The server asks for a column that workfiles do not have.
  if (type === 'workfile')
    throw new Crash('asyncpg.exceptions.UndefinedColumnError: column w.folder_id does not exist');
  const found = thumbnailOf(project, row);
  if (found) return picture(found, { cache: FOR_A_YEAR, withTime: false });
  if (call.query.get('placeholder') === 'none') throw new AyonError(404, 'No thumbnail available');
  return placeholder(200, `public, ${FOR_AN_HOUR}`);
}

/** An entity's own picture; of a folder or task without one that of the version with the newest reviewable in it. */
function thumbnailOf(project: Project, row: EntityRow): Thumbnail | undefined {
  const own = row.values['thumbnailId'];
  if (typeof own === 'string') return project.thumbnails.get(own);
  if (row.type !== 'folder' && row.type !== 'task') return undefined;
  for (const { versionId } of project.reviewables.toReversed()) {
    const version = project.tables.version.get(versionId);
    const product = version && parentOf(project, version);
    const isBelow =
      row.type === 'task' ? version?.values['taskId'] === row.id : product?.values['folderId'] === row.id;
    const id = version?.values['thumbnailId'];
    if (isBelow && typeof id === 'string') return project.thumbnails.get(id);
  }
  return undefined;
}

function picture(
  { id, mime, bytes, createdAt }: Thumbnail,
  { cache, withTime }: { cache: string; withTime: boolean },
): Reply {
  const headers = { 'content-type': mime, 'cache-control': cache, 'x-thumbnail-id': id };
  return { status: 200, bytes, headers: withTime ? { ...headers, 'x-thumbnail-time': createdAt } : headers };
}

function placeholder(status: number, cache: string): Reply {
  return { status, bytes: EMPTY_PICTURE, headers: { 'content-type': 'image/png', 'cache-control': cache } };
}

function tell(state: ServerState, call: Call, { project, row }: { project: Project; row: EntityRow }): void {
  const parentId = row.values[FACTS[row.type].parentField] ?? null;
  state.events.dispatch({
    topic: 'thumbnail.updated',
    store: false,
    description: `Thumbnail of ${row.type} ${row.id} updated`,
    summary: { entityId: row.id, entityType: row.type, parentId },
    project: project.name,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
