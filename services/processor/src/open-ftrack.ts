import { FtrackError, type FtrackSession, openFtrackSession } from '@ynput/ftrack-common/ftrack';
import type { ServiceConfiguration } from '@ynput/ftrack-common/settings';

/** ftrack cannot be used now, in words that name where its address and credentials are set. */
class FtrackStartError extends Error {
  readonly code: string;

  constructor(cause: FtrackError, serverUrl: string) {
    const place =
      cause.code === 'ftrack_credentials'
        ? 'the two secrets named in ftrack settings > Service settings'
        : `ftrack settings > ftrack server URL: ${serverUrl}`;
    super(`${cause.message} (${place})`, { cause });
    this.name = 'FtrackStartError';
    this.code = cause.code;
  }
}

/** Opens the session of the services. Rejects with FtrackStartError. */
export async function openFtrack(
  { ftrackUrl, ftrackUser, ftrackApiKey }: ServiceConfiguration,
  onRequest: NonNullable<Parameters<typeof openFtrackSession>[0]['onRequest']>,
): Promise<FtrackSession> {
  try {
    return await openFtrackSession({
      serverUrl: ftrackUrl,
      user: ftrackUser,
      apiKey: ftrackApiKey,
      onRequest,
    });
  } catch (error) {
    throw error instanceof FtrackError ? new FtrackStartError(error, ftrackUrl) : error;
  }
}
