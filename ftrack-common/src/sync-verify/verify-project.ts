import type { AyonClient } from '@ynput/ayon-api';
import type { MappingSettings } from '../attributes/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import { readAyonSide } from './ayon-side.ts';
import { compareLinks } from './compare-links.ts';
import { compareLists } from './compare-lists.ts';
import { compareSides } from './compare-sides.ts';
import { compareThumbnails, picturesOf } from './compare-thumbnails.ts';
import { readFtrackSide } from './ftrack-side.ts';
import { pairSides } from './side-pairs.ts';
import { compareVersions, type VersionsToCompare } from './compare-versions.ts';
import type { VerifyReport } from './verify-report.ts';

export interface VerifyOptions {
  readonly session: FtrackSession;
  readonly client: AyonClient;
  /** Id of the ftrack project. */
  readonly projectId: string;
  readonly mapping: MappingSettings;
  /** Name of the AYON link type that links are synced to; null or left out: links are not compared. */
  readonly linkType?: string | null;
  /** What of versions is synced. Default: nothing. */
  readonly versions?: VersionsToCompare;
  /** ftrack decides over priorities. Default true. */
  readonly priorities?: boolean;
  /** Thumbnails are synced. Default true. */
  readonly thumbnails?: boolean;
}

const NO_VERSIONS: VersionsToCompare = { statuses: false, create: false };

/**
 * Reads both sides of a project as they are now and compares them. Writes nothing. What changes while it reads may show as a difference.
 *
 * @throws FtrackError, AyonError; Error when either project cannot be found.
 */
export async function verifyProject(options: VerifyOptions): Promise<VerifyReport> {
  const { session, client, projectId, mapping, linkType: type = null } = options;
  const { versions: wanted = NO_VERSIONS, priorities = true, thumbnails = true } = options;
  const [ftrack, ayon] = await Promise.all([
    readFtrackSide(session, projectId),
    readAyonSide(client, projectId),
  ]);
  const sides = pairSides(ftrack, ayon);
  const links = type === null ? [] : await compareLinks(session, client, { ...sides, type });
  const lists = await compareLists(session, client, sides);
  const versions = await compareVersions(session, client, { ...sides, wanted });
  const pictures = thumbnails
    ? await compareThumbnails(session, [...picturesOf(sides), ...versions.pictures])
    : [];
  return {
    ftrackProject: ftrack.name,
    ayonProject: ayon.name,
    compared: ftrack.entities.size,
    differences: [
      ...compareSides(sides, { mapping, priorities }),
      ...links,
      ...lists,
      ...versions.differences,
      ...pictures,
    ],
  };
}
