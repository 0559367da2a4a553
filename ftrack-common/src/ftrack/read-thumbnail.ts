import { FtrackError } from './errors.ts';

/** The bytes of a picture, and its type as the server names it. */
export interface ThumbnailFile {
  readonly bytes: Uint8Array;
  readonly type: string;
}

export interface ThumbnailAccess {
  readonly serverUrl: string;
  readonly user: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
}

export interface ThumbnailRequest {
  /** Id of the component that is the thumbnail. */
  readonly componentId: string;
  /** Longest side in pixels. */
  readonly size: number;
  readonly signal?: AbortSignal | undefined;
}

/** More than any picture of that size takes. */
const LARGEST_FILE = 20 * 1024 * 1024;
const MOST_REDIRECTS = 3;

/**
 * Reads a thumbnail, scaled by the server. Null when the server has no file of the component.
 * Where it leads elsewhere, to a signed address of its storage, that is asked without our credentials.
 *
 * @throws FtrackError `ftrack_server` (retryable for a server in trouble), `ftrack_unreachable`, `ftrack_timeout`.
 */
export async function readThumbnail(
  access: ThumbnailAccess,
  { componentId, size, signal }: ThumbnailRequest,
): Promise<ThumbnailFile | null> {
  const url = new URL(`${access.serverUrl}/component/thumbnail`);
  url.search = new URLSearchParams({
    id: componentId,
    size: String(size),
    username: access.user,
    apiKey: access.apiKey,
  }).toString();
  const limit = AbortSignal.timeout(access.timeoutMs);
  try {
    const answer = await follow(url, signal ? AbortSignal.any([limit, signal]) : limit);
    if (answer.status === 404) return null;
    if (!answer.ok) throw refusal(componentId, answer.status);
    return { bytes: await readBody(answer, componentId), type: typeOf(answer) };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof FtrackError) throw error;
    // The error of fetch holds the address, and with it the key.
    throw new FtrackError(limit.aborted ? 'ftrack_timeout' : 'ftrack_unreachable', {
      message: `thumbnail ${componentId}: ${access.serverUrl} ${limit.aborted ? 'did not answer in time' : 'could not be reached'}`,
      retryable: true,
    });
  }
}

async function follow(start: URL, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await fetch(url, { redirect: 'manual', signal });
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status > 399 || location === null || redirects === MOST_REDIRECTS)
      return answer;
    await answer.body?.cancel();
    url = new URL(location, url);
    if (!['http:', 'https:'].includes(url.protocol)) return answer;
  }
}

function refusal(componentId: string, status: number): FtrackError {
  return new FtrackError('ftrack_server', {
    message: `thumbnail ${componentId}: ftrack answered with status ${status}`,
    retryable: status === 429 || status >= 500,
  });
}

async function readBody(answer: Response, componentId: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    if (size > LARGEST_FILE)
      throw new FtrackError('ftrack_server', {
        message: `thumbnail ${componentId}: it has more than ${LARGEST_FILE / 1024 / 1024} MB`,
        retryable: false,
      });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function typeOf(answer: Response): string {
  return (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
