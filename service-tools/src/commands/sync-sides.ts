import { AyonClient } from '@ynput/ayon-api';
import { type FtrackSession, openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { resolveServiceConfiguration } from '@ynput/ftrack-common/settings';
import { findScope, type SyncScope, type SyncSettings, syncSettingsOf } from '@ynput/ftrack-common/sync';
import { InputError } from '../input-error.ts';
import { loadEnvironment } from '../launcher/environment.ts';
import { findProject } from '../launcher/request-project-sync.ts';

export interface SidesFlags {
  readonly env?: string;
  readonly variant?: string;
  readonly project: string;
  /** Names in ftrack below the project, joined by `/`. */
  readonly scope?: string;
}

/** Both servers, opened as the services open them, and the project that is meant. */
export interface Sides {
  readonly session: FtrackSession;
  readonly client: AyonClient;
  readonly settings: SyncSettings;
  readonly projectId: string;
  readonly scope: SyncScope;
}

/**
 * Opens both sides of a project for reading; needs no Redis.
 * @throws InputError when there is no such project or path; ConfigurationError, AyonError, FtrackError.
 */
export async function openSides(flags: SidesFlags): Promise<Sides> {
  const { service } = await loadEnvironment({ env: process.env, envFile: flags.env, variant: flags.variant });
  const client = new AyonClient({
    url: service.serverUrl,
    apiKey: service.apiKey,
    sender: service.serviceName,
    senderType: 'ftrack',
  });
  const configuration = await resolveServiceConfiguration(client, {
    ...service,
    // Nobody connects to it; without one the settings would not be accepted.
    redisUrl: service.redisUrl ?? 'redis://localhost',
  });
  const { ftrackUrl: serverUrl, ftrackUser: user, ftrackApiKey: apiKey } = configuration;
  const session = await openFtrackSession({ serverUrl, user, apiKey });
  const projectId = await findProject(session, flags.project);
  const scope = flags.scope === undefined ? 'project' : await findScope(session, projectId, flags.scope);
  if (scope === null) {
    throw new InputError(
      `The ftrack project '${flags.project}' has nothing at '${flags.scope}'. Give the names below the project, joined by '/'.`,
    );
  }
  return { session, client, settings: syncSettingsOf(configuration.settings), projectId, scope };
}
