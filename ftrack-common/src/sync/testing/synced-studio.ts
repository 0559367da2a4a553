import type { AyonEntity } from '../ayon-project.port.ts';
import type { SyncScope } from '../snapshot/ftrack-snapshot.ts';
import { MemoryPairing } from './sync-memory.ts';

/** How a change is brought over. */
export type SyncMode = 'live' | 'full';

/** The id by which ftrack and AYON know the user Jane. */
export const JANE = 'u1';

/**
 * A studio that was synced once: the sequence `seq` ("Seq 1") with the shot `shot` ("Shot") and its task `task` ("anim"); Jane
 * works on both sides, `only.ayon` in AYON alone.
 */
export class SyncedStudio extends MemoryPairing {
  static async open(): Promise<SyncedStudio> {
    const studio = new SyncedStudio();
    const { ftrack, ayon } = studio;
    ftrack.users.set(JANE, { id: JANE, username: 'Jane@studio.com', email: null });
    ayon.users = [
      { name: 'jane', email: null, active: true },
      { name: 'only.ayon', email: null, active: true },
    ];
    ftrack.add({ id: 'seq', type: 'Sequence', name: 'Seq 1' });
    ftrack.add({ id: 'shot', type: 'Shot', parentId: 'seq', name: 'Shot' });
    ftrack.add({ id: 'task', type: 'Task', parentId: 'shot', name: 'anim' });
    await studio.sync();
    return studio;
  }

  /** Brings over what an event named, or everything. */
  follow(mode: SyncMode, ids: readonly string[]): ReturnType<MemoryPairing['sync']> {
    return this.sync(mode === 'full' ? 'project' : new Set(ids));
  }

  /** The AYON entity that carries a ftrack id. */
  twin(ftrackId: string): AyonEntity | undefined {
    return [...this.project.entities.values()].find((entity) => entity.own['ftrackId'] === ftrackId);
  }

  idOf(ftrackId: string): string {
    const twin = this.twin(ftrackId);
    if (twin === undefined) throw new Error(`${ftrackId} has no twin`);
    return twin.id;
  }

  /** An edit in AYON, as a person makes it. */
  async editAyon(ftrackId: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    const { id: entityId, kind: entityType } = this.twin(ftrackId) ?? { id: '', kind: 'folder' as const };
    await this.project.apply([{ type: 'update', entityType, entityId, data }]);
  }

  /** What a plan has to tell: code and ftrack id. */
  async problems(scope: SyncScope = 'project'): Promise<(readonly [string, string | null])[]> {
    return (await this.plan(scope)).problems.map(({ code, ftrackId }) => [code, ftrackId]);
  }
}
