import { findProject, readableProject } from '../entities/routes.ts';
import type { EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { ownAttrib, parentOf, versionName } from '../entities/tree.ts';
import { versionNumber } from '../entities/version-facts.ts';
import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { toNaiveTime } from '../time.ts';
import { receiveFile } from './file-routes.ts';
import { pngSize } from './pictures.ts';
import type { Reviewable } from './stored.ts';

const REVIEWED = { products: 'product', tasks: 'task', folders: 'folder' } as const;

/** Pictures and videos of versions for review. What is in a video is not read: only that it looks like one. */
export function addReviewableRoutes(router: Router, state: ServerState): void {
  router.add('POST', '/api/projects/{project_name}/versions/{version_id}/reviewables', (call) => {
    const project = findProject(state, call);
    const version = requireRow(project, 'version', call.params['version_id']);
    const file = receiveFile(state, call);
    if (!/^(?:video|image)\/|^application\/mxf$/.test(file.mime))
      throw new AyonError(400, 'Only videos and images are supported for reviewables now');
    const mediaInfo = readMedia(file.bytes);
    if (!mediaInfo) throw new AyonError(400, 'Failed to extract media info');
    project.files.set(file.id, file);
    const { user } = call.identity;
    const reviewable: Reviewable = {
      versionId: version.id,
      fileId: file.id,
      activityId: state.newId(),
      filename: file.name,
      label: call.query.get('label'),
      mimetype: file.mime,
      availability: file.mime.startsWith('image/') ? 'ready' : 'conversionRecommended',
      mediaInfo,
      createdAt: state.now(),
      author: { name: user.name, fullName: user.attrib['fullName'] ?? '' },
    };
    project.reviewables.push(reviewable);
    tell(state, call, { project, version, reviewable, size: file.bytes.length });
    const time = toNaiveTime(reviewable.createdAt);
    return ok({ ...reviewableView(reviewable), createdAt: time, updatedAt: time });
  });

  router.add('GET', '/api/projects/{project_name}/versions/{version_id}/reviewables', (call) => {
    const project = readableProject(state, call);
    return ok(versionView(state, project, requireRow(project, 'version', call.params['version_id'])));
  });

  for (const [plural, type] of Object.entries(REVIEWED)) {
    router.add('GET', `/api/projects/{project_name}/${plural}/{entity_id}/reviewables`, (call) => {
      const project = readableProject(state, call);
      const { id } = requireRow(project, type, call.params['entity_id']);
      const versions = project.tables.version.ordered().filter((version) => {
        if (type === 'product') return version.values['productId'] === id;
        if (type === 'task') return version.values['taskId'] === id;
        return parentOf(project, version)?.values['folderId'] === id;
      });
      versions.sort((left, right) => versionNumber(left) - versionNumber(right));
      return ok(versions.map((version) => versionView(state, project, version)));
    });
  }
}

function requireRow(project: Project, type: EntityType, id = ''): EntityRow {
  const row = project.tables[type].get(id);
  if (!row) throw new AyonError(404, `Entity ${id} not found`);
  return row;
}

/** What the server's media tool would say of a PNG or an MP4; undefined for anything it could not read. */
function readMedia(bytes: Buffer): JsonObject | undefined {
  const common = { probeVersion: 1, videoTrackIndex: 0, frameRate: 25 };
  const size = pngSize(bytes);
  if (size) {
    const still = { majorBrand: '', pixelFormat: 'rgb24', duration: 0, codec: 'png', iframeOnly: true };
    return { ...common, ...size, ...still };
  }
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const video = { pixelFormat: 'yuv420p', duration: 1, codec: 'h264', iframeOnly: false };
  return { ...common, majorBrand: bytes.toString('latin1', 8, 12), ...videoSize(bytes), ...video };
}

/** Width and height of the first track of an MP4, in fixed-point numbers at the end of its header. */
function videoSize(bytes: Buffer): { width: number; height: number } {
  const header = bytes.indexOf('tkhd');
  if (header < 4) return { width: 0, height: 0 };
  const end = header - 4 + bytes.readUInt32BE(header - 4);
  return { width: bytes.readUInt16BE(end - 8), height: bytes.readUInt16BE(end - 4) };
}

function reviewableView(reviewable: Reviewable): JsonObject {
  const { versionId: _, createdAt, author, ...shown } = reviewable;
  return { ...shown, createdFrom: null, processing: null, createdAt, updatedAt: createdAt, author };
}

function versionView(state: ServerState, project: Project, version: EntityRow): JsonObject {
  const product = parentOf(project, version);
  const number = Number(version.values['version']);
  return {
    id: version.id,
    name: versionName(number),
    version: String(number),
    status: version.values['status'] ?? null,
    productId: version.values['productId'] ?? null,
    productName: product?.values['name'] ?? null,
    productType: product?.values['productType'] ?? null,
    attrib: ownAttrib(state.attributes, version),
    reviewables: project.reviewables.filter(({ versionId }) => versionId === version.id).map(reviewableView),
  };
}

function tell(
  state: ServerState,
  call: Call,
  {
    project,
    version,
    reviewable,
    size,
  }: { project: Project; version: EntityRow; reviewable: Reviewable; size: number },
): void {
  const { fileId, activityId, filename, label, mimetype } = reviewable;
  const productId = version.values['productId'] ?? null;
  state.events.dispatch({
    topic: 'reviewable.created',
    description: `Reviewable '${filename}' uploaded`,
    summary: { fileId, versionId: version.id, productId, activityId, size, filename, label, mimetype },
    project: project.name,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
