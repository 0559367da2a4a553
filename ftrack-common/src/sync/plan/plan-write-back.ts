import { AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY } from '../../attributes/index.ts';
import { type FtrackSnapshot, storedValue } from '../snapshot/ftrack-snapshot.ts';
import { attributeId, type PlanNode } from './match-hierarchy.ts';
import type { WriteBack } from './plan.ts';

/** Compares what ftrack stores about twins with what it should store. */
export class WriteBackPlanner {
  readonly #ftrack: FtrackSnapshot;
  readonly #idAttribute: string | undefined;
  readonly #pathAttribute: string | undefined;
  readonly #failedAttribute: string | undefined;
  /** The flag as it will be stored, for entities whose flag this plan writes. */
  readonly #flags = new Map<string, boolean>();

  constructor(ftrack: FtrackSnapshot) {
    this.#ftrack = ftrack;
    this.#idAttribute = attributeId(ftrack.attributes, AYON_ID_KEY);
    this.#pathAttribute = attributeId(ftrack.attributes, AYON_PATH_KEY);
    this.#failedAttribute = attributeId(ftrack.attributes, SYNC_FAILED_KEY);
  }

  /**
   * What differs on one entity; null when nothing does, apart from a flag that is set now. Give parents before children.
   *
   * An entity without a twin gets an empty id, so that it does not seem to have the one of its parent (ftrack shows inherited
   * values). The path is kept for folders only, and only while they are as ftrack says. The failed flag is written where it
   * is not what the entity would show anyway.
   */
  plan(node: PlanNode, ayonPath: string): WriteBack | null {
    const { id, kind } = node.context;
    const twinId = node.skipped ? (node.twin?.id ?? '') : (node.ayonId ?? '');
    const values: { ayon_id?: string; ayon_path?: string; ayon_sync_failed?: boolean } = {};
    if (this.#idAttribute !== undefined && this.#stored(this.#idAttribute, id) !== twinId)
      values.ayon_id = twinId;
    if (this.#pathAttribute !== undefined && kind === 'folder' && !node.failed) {
      if (this.#stored(this.#pathAttribute, id) !== ayonPath) values.ayon_path = ayonPath;
    }
    const flag = this.#flagChange(node);
    if (flag !== null) values.ayon_sync_failed = flag;
    if (Object.keys(values).length === 0) return null;
    return {
      ftrackId: id,
      path: node.ftrackPath,
      ayonId: node.skipped ? null : node.ayonId,
      values,
      flagged: this.isFlagged(id),
    };
  }

  isFlagged(ftrackId: string): boolean {
    return this.#failedAttribute !== undefined && this.#stored(this.#failedAttribute, ftrackId) === true;
  }

  #stored(configurationId: string, entityId: string): unknown {
    return storedValue(this.#ftrack, configurationId, entityId);
  }

  #flagChange(node: PlanNode): boolean | null {
    if (this.#failedAttribute === undefined) return null;
    const { id, parentId } = node.context;
    const stored = this.#stored(this.#failedAttribute, id);
    const shown = typeof stored === 'boolean' ? stored : this.#inheritedFlag(parentId);
    if (shown === node.failed) return null;
    this.#flags.set(id, node.failed);
    return node.failed;
  }

  #inheritedFlag(parentId: string): boolean {
    const seen = new Set<string>();
    let id: string | null | undefined = parentId;
    while (id !== null && id !== undefined && !seen.has(id)) {
      seen.add(id);
      const flag = this.#flags.get(id) ?? this.#stored(this.#failedAttribute ?? '', id);
      if (typeof flag === 'boolean') return flag;
      id = (this.#ftrack.contexts.get(id) ?? this.#ftrack.ancestors.get(id))?.parentId;
    }
    return false;
  }
}
