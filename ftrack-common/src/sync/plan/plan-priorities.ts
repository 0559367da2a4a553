import type { Attribute } from '@ynput/ayon-api';
import { convertValue } from '../../attributes/index.ts';
import type { FtrackPriority, FtrackSchema } from '../snapshot/ftrack-snapshot.ts';
import type { Problem } from './plan.ts';

/** AYON's attribute for priorities. */
export const PRIORITY_ATTRIBUTE = 'priority';

/** What the middle of the scale is called on either side. */
const MIDDLE: ReadonlySet<string> = new Set(['normal', 'medium']);
/** ftrack's priority of what has none of its own. */
const NONE = 'none';

export interface PriorityPlan {
  /** The value in AYON by id of the ftrack priority, null for none of its own. A priority that AYON does not know is not in it. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly Problem[];
}

/**
 * Which choice of AYON's attribute each ftrack priority in use stands for: the one of that value or label, in any case; "Medium" is
 * "Normal"; "None" is no value of its own. One that AYON does not know is left out and reported once.
 */
export function planPriorities(
  { priorities }: Pick<FtrackSchema, 'priorities'>,
  used: ReadonlySet<string>,
  attribute: Attribute,
): PriorityPlan {
  const values = new Map<string, unknown>();
  const problems: Problem[] = [];
  for (const id of used) {
    const priority = priorities.get(id);
    if (!priority) continue;
    const value = valueOf(priority, attribute);
    if (value === undefined) problems.push(unknownPriority(priority));
    else values.set(id, value);
  }
  return { values, problems };
}

function valueOf({ name }: FtrackPriority, attribute: Attribute): unknown {
  const key = name.trim().toLowerCase();
  if (key === NONE || key === '') return null;
  for (const candidate of [name.trim(), ...(MIDDLE.has(key) ? MIDDLE : [])]) {
    const converted = convertValue(candidate, attribute);
    if (converted.ok) return converted.value;
  }
  return undefined;
}

function unknownPriority({ id, name }: FtrackPriority): Problem {
  return {
    code: 'unknown_priority',
    ftrackId: id,
    path: name,
    message: `AYON has no priority like ftrack's "${name}": entities that have it keep their priority in AYON. Add it to the choices of AYON's attribute "priority".`,
  };
}
