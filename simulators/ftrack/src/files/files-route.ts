import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import { readBody, sendJson } from '../http/respond.ts';
import type { FileStore } from './file-store.ts';

/** A grey pixel: what ftrack shows for entities without a thumbnail. */
const NO_THUMBNAIL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
);

const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag' };

export interface FilesRouteParts {
  readonly files: FileStore;
  readonly accounts: Accounts;
  readonly url: URL;
}

/** True for the paths `handleFiles` answers. */
export function isFilesPath(pathname: string): boolean {
  return /^\/(upload\/|component\/(get|thumbnail|remove)$|img\/thumbnail2\.png$)/.test(pathname);
}

/**
 * Uploads to the URLs of `get_upload_metadata`, and the files of components: `/component/get`, `/component/thumbnail` (not
 * scaled) and `/component/remove`. Credentials in the query (`username`, `apiKey`) must be right when they are given;
 * links in answers, which real servers sign, have none.
 */
export async function handleFiles(
  request: IncomingMessage,
  response: ServerResponse,
  { files, accounts, url }: FilesRouteParts,
): Promise<void> {
  const { pathname, searchParams } = url;
  const username = searchParams.get('username');
  if (request.method === 'OPTIONS') {
    response
      .writeHead(204, { ...CORS, 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': '*' })
      .end();
  } else if (pathname.startsWith('/upload/')) {
    const body = await readBody(request);
    const received = files.receive(
      pathname.slice('/upload/'.length),
      Number(searchParams.get('part') ?? 1),
      body,
    );
    if (received === null)
      sendJson(response, 400, { error: 'There is no such upload, or its checksum is another one.' });
    else response.writeHead(200, { ...CORS, etag: received.eTag }).end();
  } else if (
    username !== null &&
    accounts.authenticate(username, searchParams.get('apiKey') ?? '') === null
  ) {
    sendJson(response, 403, { error: 'The supplied API key is not valid.' });
  } else if (pathname === '/img/thumbnail2.png') {
    response.writeHead(200, { 'content-type': 'image/png' }).end(NO_THUMBNAIL);
  } else {
    const id = searchParams.get('id') ?? '';
    const file = files.get(id);
    if (file === undefined) sendJson(response, 404, { error: `Component ${id} has no file on this server.` });
    else if (pathname === '/component/remove') sendJson(response, 200, { removed: files.remove(id) });
    else response.writeHead(200, { 'content-type': file.type }).end(file.content);
  }
}
