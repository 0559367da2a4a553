import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import type { FaultSwitches } from '../http/faults.ts';
import { readBody, sendJson, sendProxyError } from '../http/respond.ts';
import type { FileStore, StoredFile } from './file-store.ts';
import { placeholderPicture, scalePicture, thumbnailSize } from './thumbnail.ts';

export interface FilesRouteParts {
  readonly files: FileStore;
  readonly accounts: Accounts;
  readonly faults: FaultSwitches;
  readonly url: URL;
}

/** True for the paths `handleFiles` answers. */
export function isFilesPath(pathname: string): boolean {
  return /^\/(upload\/|component\/(get|thumbnail|remove)$|img\/thumbnail2\.png$)/.test(pathname);
}

/**
 * Uploads to the URLs of `get_upload_metadata`, and the files of components: `/component/get`, `/component/thumbnail`
 * (scaled to `size`) and `/component/remove`. Credentials in the query (`username`, `apiKey`) must be right when they are
 * given; links in answers, which real servers sign, have none.
 */
export async function handleFiles(
  request: IncomingMessage,
  response: ServerResponse,
  parts: FilesRouteParts,
): Promise<void> {
  const { pathname, searchParams } = parts.url;
  const { fileStatus, retryAfterSeconds } = parts.faults.current;
  const username = searchParams.get('username');
  if (fileStatus !== null) {
    request.resume();
    sendProxyError(response, { status: fileStatus, retryAfterSeconds });
  } else if (pathname.startsWith('/upload/')) {
    await receiveFile(request, response, parts);
  } else if (
    username !== null &&
    parts.accounts.authenticate(username, searchParams.get('apiKey') ?? '') === null
  ) {
    sendJson(response, 403, { error: 'The supplied API key is not valid.' });
  } else if (pathname === '/img/thumbnail2.png') {
    sendFile(response, await placeholderPicture());
  } else {
    await sendComponent(response, parts);
  }
}

async function receiveFile(
  request: IncomingMessage,
  response: ServerResponse,
  { files, url }: FilesRouteParts,
): Promise<void> {
  const uploadId = url.pathname.slice('/upload/'.length);
  const part = Number(url.searchParams.get('part') ?? 1);
  const received = files.receive(uploadId, part, await readBody(request));
  if (received !== null) response.writeHead(200, { etag: received.eTag }).end();
  else sendJson(response, 400, { error: 'There is no such upload, or its checksum is another one.' });
}

async function sendComponent(response: ServerResponse, { files, url }: FilesRouteParts): Promise<void> {
  const id = url.searchParams.get('id') ?? '';
  const file = files.get(id);
  if (file === undefined) {
    sendJson(response, 404, { error: `Component ${id} has no file on this server.` });
  } else if (url.pathname === '/component/remove') {
    sendJson(response, 200, { removed: files.remove(id) });
  } else if (url.pathname === '/component/get') {
    sendFile(response, file);
  } else {
    const picture = await scalePicture(file, thumbnailSize(url.searchParams.get('size')));
    if (picture !== null) sendFile(response, picture);
    else sendJson(response, 415, { error: `The file of component ${id} is no picture.` });
  }
}

function sendFile(response: ServerResponse, { content, type }: StoredFile): void {
  response.writeHead(200, { 'content-type': type, 'content-length': content.length }).end(content);
}
