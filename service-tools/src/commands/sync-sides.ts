import { AyonClient } from '@ynput/ayon-api';
import { type FtrackSession, openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { readProjectSettings, resolveServiceConfiguration } from '@ynput/ftrack-common/settings';
import {
  createPublicAyonServer,
  type SyncScope,
  type SyncSettings,
  syncSettingsOf,
} from '@ynput/ftrack-common/sync';
import { loadEnvironment } from '../launcher/environment.ts';
import { findEntities, findProject } from '../launcher/request-project-sync.ts';

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
  /** As they are for the project. */
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
  const projectId = await findProject({ session, client }, flags.project);
  const scope: SyncScope =
    flags.scope === undefined ? 'project' : new Set(await findEntities(session, projectId, flags.scope));
  const paired = await findPairedName(client, projectId);
  const { settings } = paired === null ? configuration : await readProjectSettings(client, service, paired);
  return { session, client, settings: syncSettingsOf(settings), projectId, scope };
}

async function findPairedName(client: AyonClient, projectId: string): Promise<string | null> {
  const projects = await createPublicAyonServer(client).listProjects();
  return projects.find(({ ftrackId }) => ftrackId === projectId)?.name ?? null;
}
