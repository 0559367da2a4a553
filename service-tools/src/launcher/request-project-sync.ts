import { hostname, userInfo } from 'node:os';
import type { AyonClient } from '@ynput/ayon-api';
import { type Clock, delay } from '@ynput/ftrack-common/clock';
import { type FtrackSession, openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { type JournalEntry, requestSync } from '@ynput/ftrack-common/live-sync';
import { createPublicAyonServer, findScope } from '@ynput/ftrack-common/sync';
import { InputError } from '../input-error.ts';
import { foregroundClock } from './foreground-clock.ts';
import type { Studio } from './open-studio.ts';

export interface RequestProjectSyncOptions {
  /** Full name or code of the ftrack project, or the name of its AYON project once ftrack does not have it any more. */
  readonly project: string;
  /** Make the AYON project when there is none, and switch live sync on for it. */
  readonly create: boolean;
  /** Names in ftrack below the project, joined by `/`: sync only what is there and below. */
  readonly scope?: string | undefined;
  /** Carry out the removals that wait for a person. */
  readonly confirmRemovals?: boolean;
  /** Take the ftrack id off AYON entities that carry that of another one's twin. */
  readonly repairPairs?: boolean;
  readonly say: (line: string) => void;
  readonly clock?: Clock;
}

const POLL_MS = 250;

/**
 * Asks the processor for a sync of a project and follows it to its end; a run that fails is told and waited for again, as the processor
 * tries it again. null when the signal was aborted: the request stays.
 * @throws InputError no such project or path; ConfigurationError, AyonError, FtrackError.
 */
export async function requestProjectSync(
  studio: Studio,
  options: RequestProjectSyncOptions,
  signal: AbortSignal,
): Promise<JournalEntry | null> {
  const { project, create, say } = options;
  const { ftrackUrl: serverUrl, ftrackUser: user, ftrackApiKey: apiKey } = await studio.readConfiguration();
  const session = await openFtrackSession({ serverUrl, user, apiKey });
  const projectId = await findProject({ session, client: studio.client }, project);
  const entityIds =
    options.scope === undefined ? {} : { entityIds: await findEntities(session, projectId, options.scope) };
  const place = await studio.journal.newestPlace();
  const sequence = await requestSync(studio.log, {
    projectId,
    createProject: create,
    enableAutoSync: create,
    ...entityIds,
    confirmRemovals: options.confirmRemovals === true,
    repairPairs: options.repairPairs === true,
    requestedBy: { id: null, name: `${accountName()}@${hostname()}` },
  });
  await noteMissingProcessor(studio, say);
  return follow(studio, { place, projectId, sequence, say, clock: options.clock ?? foregroundClock }, signal);
}

/** Who runs the command; a container may have no name for its user. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}

/** Says so when nobody is there to do what was requested. */
export async function noteMissingProcessor(
  { presence }: Pick<Studio, 'presence'>,
  say: (line: string) => void,
): Promise<void> {
  const present = await presence.list();
  if (present.some(({ service }) => service === 'processor')) return;
  say("No processor is at work here; the request waits for one ('make processor').");
}

export interface ProjectSides {
  readonly session: FtrackSession;
  readonly client: AyonClient;
}

/**
 * Id of the ftrack project with this full name or code. When ftrack has none (any more), it may be the name of an AYON project that
 * carries the id of its ftrack project.
 * @throws InputError when there is none, or several.
 */
export async function findProject({ session, client }: ProjectSides, name: string): Promise<string> {
  const text = name.replace(/[\\"]/g, '\\$&');
  const found = await session.query(
    `select id, name, full_name from Project where full_name is "${text}" or name is "${text}"`,
  );
  const [only, another] = found;
  if (only === undefined) {
    const paired = await findPairedId(client, name);
    if (paired !== null) return paired;
    throw new InputError(
      `ftrack at ${session.serverUrl} has no project '${name}' that the user of the services can see. Give its full name or its code.`,
    );
  }
  if (another !== undefined)
    throw new InputError(`Several ftrack projects are called '${name}'. Give the code of one.`);
  return String(only['id']);
}

async function findPairedId(client: AyonClient, name: string): Promise<string | null> {
  const projects = await createPublicAyonServer(client).listProjects();
  return projects.find((project) => project.name.toLowerCase() === name.toLowerCase())?.ftrackId ?? null;
}

/** Ids of what is at a path of ftrack names and below it. @throws InputError when there is nothing. */
export async function findEntities(
  session: FtrackSession,
  projectId: string,
  path: string,
): Promise<readonly string[]> {
  const found = await findScope(session, projectId, path);
  if (found !== null) return [...found];
  throw new InputError(
    `The ftrack project has nothing at '${path}'. Give the names below the project, joined by '/'.`,
  );
}

interface Followed {
  /** Place in the journal before the request. */
  readonly place: string;
  readonly projectId: string;
  /** Sequence of the request in the log. */
  readonly sequence: number;
  readonly say: (line: string) => void;
  readonly clock: Clock;
}

async function follow(
  { journal }: Studio,
  followed: Followed,
  signal: AbortSignal,
): Promise<JournalEntry | null> {
  const { projectId, say, clock } = followed;
  let { place } = followed;
  let told = '';
  while (!signal.aborted) {
    for (const { place: next, entry } of await journal.readAfter(place)) {
      place = next;
      if (!answers(entry, followed)) continue;
      if (entry.error === null || !entry.error.retried) return entry;
      say(`The sync did not finish and is tried again: ${entry.error.message}`);
    }
    const progress = await journal.progressOf(projectId);
    const line = progress === null ? '' : `${progress.phase} ${progress.done} of ${progress.total}`;
    if (line !== '' && line !== told) say(line);
    told = line;
    await delay(clock, POLL_MS, signal);
  }
  return null;
}

/** Whether a run did what was requested: it names this request, or a later one of the same project, among its causes. */
function answers({ projectId, causes }: JournalEntry, followed: Followed): boolean {
  if (projectId !== followed.projectId) return false;
  return causes.some(
    ({ entityId, sequence }) => entityId.startsWith('*requested') && sequence >= followed.sequence,
  );
}
