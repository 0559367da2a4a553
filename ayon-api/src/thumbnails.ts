import { type AyonTransport, type CallOptions, path } from './transport.ts';

/** A picture as AYON takes it. */
export interface Picture {
  bytes: Uint8Array;
  type: 'image/png' | 'image/jpeg';
}

/**
 * Stores a thumbnail under an id of the caller's choice, in place of the one it had. Entities show it once their `thumbnailId` says so.
 *
 * @param given `id`: 32 lower-case hex characters.
 */
export async function putThumbnail(
  transport: AyonTransport,
  given: { project: string; id: string; picture: Picture },
  options: CallOptions,
): Promise<void> {
  await transport.request({
    ...options,
    method: 'PUT',
    path: path`/api/projects/${given.project}/thumbnails/${given.id}`,
    file: given.picture,
    idempotent: true,
  });
}
