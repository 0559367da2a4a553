import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError, InvalidData } from '../errors.ts';
import { created, noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Reply, Router } from '../http/router.ts';
import type { ServerState } from '../state.ts';
import { pathId } from '../validation/kinds.ts';
import type { StoredFile } from './stored.ts';

/** Files of projects. Their ids are given in a header; those in the query, as ayon-python-api sends them, do not count. */
export function addFileRoutes(router: Router, state: ServerState): void {
  const find = (call: Call): StoredFile => {
    const { path } = call.check({ path: { file_id: { kind: pathId } } });
    const file = readableProject(state, call).files.get(path['fileId'] ?? '');
    if (!file) throw new AyonError(404, 'File not found');
    return file;
  };

  router.add('POST', '/api/projects/{project_name}/files', (call) => {
    const project = findProject(state, call);
    const file = receiveFile(state, call);
    project.files.set(file.id, file);
    return created({ id: file.id });
  });

  const one = '/api/projects/{project_name}/files/{file_id}';
  router.add('GET', one, (call) => {
    find(call);
    return { status: 302, headers: { location: `${call.path}/payload` } };
  });
  router.add('HEAD', one, (call) => ({ status: 200, headers: headersOf(find(call)) }));
  router.add('DELETE', one, (call) => {
    const file = find(call);
    const { identity } = call;
    if (!identity.isManager && file.author !== identity.user.name)
      throw new AyonError(403, 'User does not have permission to delete the file');
    findProject(state, call).files.delete(file.id);
    return noContent();
  });

  router.add('GET', `${one}/info`, (call) => {
    const project = readableProject(state, call);
    const { path } = call.check({ path: { file_id: { kind: pathId } } });
    const id = path['fileId'] ?? '';
    const file = project.files.get(id);
    if (!file) throw new AyonError(404, `File ${id} not found on ${project.name} local storage`);
    return ok({ size: file.bytes.length, filename: file.name, contentType: file.mime });
  });
  router.add('GET', `${one}/still`, (call) => {
    const { mime } = find(call);
    if (mime.startsWith('video/')) throw new AyonError(501, 'The simulator cuts no pictures out of videos');
    throw new AyonError(404, 'No still frame available');
  });
  router.add('GET', `${one}/payload`, (call) => payload(call, find(call)));
  router.add('GET', `${one}/thumbnail`, (call) => {
    const { id, mime, bytes } = find(call);
    if (mime.startsWith('image/')) return { status: 200, bytes, headers: { 'content-type': mime } };
    const place = `${readableProject(state, call).name}/${id}`;
    const reason = `Preview mode is not supported for ${mime} files (${place})`;
    throw new AyonError(500, `Error getting file preview: ${reason}`);
  });
}

/** The file in the body of a request. Throws 400 without a name or content. */
export function receiveFile(state: ServerState, call: Call): StoredFile {
  const missing = ['x-file-name', 'content-type'].filter((header) => call.header(header) === undefined);
  if (missing.length > 0) {
    const complaint = { msg: 'field required', type: 'value_error.missing' };
    throw new InvalidData(
      'Request',
      missing.map((header) => ({ loc: ['header', header], ...complaint })),
    );
  }
  const name = call.header('x-file-name') ?? '';
  if (call.body.length === 0) throw new AyonError(400, 'Empty file');
  const id = call.header('x-file-id') ?? state.newId();
  const mime = call.header('content-type') ?? 'application/octet-stream';
  return { id, name, mime, bytes: call.body, author: call.identity.user.name, createdAt: state.now() };
}

function payload(call: Call, file: StoredFile): Reply {
  const headers = { ...headersOf(file), 'accept-ranges': 'bytes' };
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(call.header('range') ?? '') ?? [];
  if (from === undefined) return { status: 200, bytes: file.bytes, headers };
  const size = file.bytes.length;
  const end = Math.min(to ? Number(to) : size - 1, size - 1);
  const range = `bytes ${from}-${end}/${size}`;
  const bytes = file.bytes.subarray(Number(from), end + 1);
  return { status: 206, bytes, headers: { ...headers, 'content-range': range } };
}

function headersOf({ name, mime }: StoredFile): Record<string, string> {
  return { 'content-type': mime, 'content-disposition': `inline; filename="${name}"` };
}
