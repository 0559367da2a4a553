import { AyonError, type Picture } from '@ynput/ayon-api';
import { FtrackError, type FtrackSession } from '../../ftrack/index.ts';
import { type ApplyContext, assertMayWrite } from '../apply/apply-context.ts';
import type { AyonProject } from '../ayon-project.port.ts';
import { Lane } from '../snapshot/rows.ts';
import { ayonThumbnailId } from './thumbnail-id.ts';

/** Longest side in pixels; AYON shows them smaller. */
const SIZE = 1024;
/** Pictures on their way at the same time, each of at most 20 MB. */
const PICTURES_AT_ONCE = 4;
/** So many pictures in a row that a server could not do are trouble of the server. */
const MOST_TROUBLES = 5;

export interface PictureRun {
  readonly session: FtrackSession;
  readonly project: AyonProject;
  readonly apply: ApplyContext;
}

/**
 * Brings pictures from ftrack to AYON, each once. One that a server cannot do, although it answers, is tried once more after the others;
 * then it is given up where others came through, so that no picture keeps those behind it waiting.
 */
export class PictureTransfer {
  readonly #run: PictureRun;
  readonly #stored = new Set<string>();
  #troubles = 0;

  constructor(run: PictureRun) {
    this.#run = run;
  }

  /**
   * Returns why AYON did not get a picture, by id of its component.
   *
   * @throws AyonError, FtrackError when a server is away or in trouble with every picture; what lease and signal throw.
   */
  async send(componentIds: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const refused = new Map<string, string>();
    const troubled = await this.#sendAll(componentIds, refused);
    for (const [componentId, error] of await this.#sendAll(troubled.keys(), refused)) {
      if (this.#stored.size === 0) throw error;
      refused.set(componentId, `Its thumbnail could not be had: ${error.message}`);
    }
    return refused;
  }

  async #sendAll(componentIds: Iterable<string>, refused: Map<string, string>): Promise<Map<string, Error>> {
    const troubled = new Map<string, Error>();
    const lane = new Lane(PICTURES_AT_ONCE);
    try {
      for (const componentId of componentIds) {
        if (this.#stored.has(componentId)) continue;
        await lane.add(async () => {
          try {
            const problem = await this.#sendOne(componentId);
            this.#troubles = 0;
            if (problem === null) this.#stored.add(componentId);
            else refused.set(componentId, problem);
          } catch (error) {
            this.#troubles += 1;
            if (!isTrouble(error) || this.#troubles > MOST_TROUBLES) throw error;
            troubled.set(componentId, error);
          }
        });
      }
    } finally {
      await lane.end();
    }
    return troubled;
  }

  /** Null when AYON has the picture, else why not. */
  async #sendOne(componentId: string): Promise<string | null> {
    const { session, project, apply } = this.#run;
    try {
      const file = await session.readThumbnail({ componentId, size: SIZE, signal: apply.signal });
      if (file === null) return 'ftrack has no file of its thumbnail.';
      const { bytes, type } = file;
      if (!isPictureType(type))
        return `Its thumbnail is of the type ${type || 'unknown'}; AYON takes PNG and JPEG.`;
      await assertMayWrite(apply);
      await project.putThumbnail(ayonThumbnailId(componentId) ?? '', { bytes, type });
      return null;
    } catch (error) {
      const isRefused =
        (error instanceof AyonError &&
          !error.retryable &&
          error.status !== 500 &&
          error.code !== 'ayon_unauthorized') ||
        (error instanceof FtrackError && !error.retryable && error.code === 'ftrack_server');
      if (!isRefused) throw error;
      return `Its thumbnail was refused: ${error.message}`;
    }
  }
}

/** A server answers, or takes too long, and cannot do what was asked: that may be for the picture. */
function isTrouble(error: unknown): error is AyonError | FtrackError {
  if (error instanceof AyonError) return error.status === 500 || error.code === 'ayon_timeout';
  return (
    error instanceof FtrackError &&
    error.retryable &&
    (error.code === 'ftrack_server' || error.code === 'ftrack_timeout')
  );
}

function isPictureType(type: string): type is Picture['type'] {
  return type === 'image/png' || type === 'image/jpeg';
}
