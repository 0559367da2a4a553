import { FtrackError, type FtrackSession } from '../../ftrack/index.ts';
import type { Undo } from '../plan/plan.ts';
import { type ApplyContext, assertMayWrite } from './apply-context.ts';

/**
 * Takes back in ftrack what AYON does not allow, entity by entity. One that ftrack refuses is reported; an unknown outcome ends the run,
 * and the next one sees what is true.
 *
 * @returns how many were taken back.
 */
export async function undoForbidden(
  undos: readonly Undo[],
  session: FtrackSession,
  context: ApplyContext,
): Promise<number> {
  let done = 0;
  for (const { ftrackId, path, data } of undos) {
    await assertMayWrite(context);
    try {
      await session.execute([{ action: 'update', entityType: 'TypedContext', key: [ftrackId], data }]);
    } catch (error) {
      if (!(error instanceof FtrackError) || error.retryable) throw error;
      const message = `The change could not be taken back: ${error.message}`;
      context.failed.push({ code: 'refused', ftrackId, path, message });
      continue;
    }
    done += 1;
    context.operations.push({
      system: 'ftrack',
      type: 'update',
      entityType: 'context',
      id: ftrackId,
      ftrackId,
      path,
      fields: Object.keys(data),
    });
    const message = `It has published products, so its ${data.name === undefined ? 'move' : 'new name'} was taken back in ftrack.`;
    context.skipped.push({ code: 'change_undone', ftrackId, path, message });
  }
  return done;
}
