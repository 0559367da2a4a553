import type { Kind } from './model.ts';

/** The patterns of names and ids, as the server prints them in its errors. */
export const NAME_PATTERN = '^[a-zA-Z0-9_]([a-zA-Z0-9_\\.\\-]*[a-zA-Z0-9_])?$';
/** Names of statuses, of types of folders, tasks and products. */
export const TYPE_NAME_PATTERN = '^[a-zA-Z0-9_][a-zA-Z0-9_ \\-]{1,64}[a-zA-Z0-9_]$';
export const PROJECT_NAME_PATTERN = '^[a-zA-Z0-9_]*$';
export const ID_PATTERN = '^[0-f]{32}$';
export const USER_NAME_PATTERN = '^[a-zA-Z0-9][a-zA-Z0-9_\\.\\-]*[a-zA-Z0-9]$';
const LABEL_PATTERN = "^[^';]*$";
export const TOPIC_PATTERN = '^[a-zA-Z][a-zA-Z0-9_\\.\\*]{2,64}$';
export const ATTRIBUTE_NAME_PATTERN = '^[a-zA-Z0-9]{2,64}$';

export const anyString: Kind = { is: 'string' };
export const name: Kind = { is: 'string', regex: NAME_PATTERN };
export const label: Kind = { is: 'string', regex: LABEL_PATTERN };
export const entityId: Kind = { is: 'string', regex: ID_PATTERN };
/** An id in a path: its length is checked before its form. */
export const pathId: Kind = { is: 'string', regex: '^[0-9a-f]{32}$', min: 32, max: 32 };
export const userName: Kind = { is: 'string', regex: USER_NAME_PATTERN };
export const projectName: Kind = { is: 'string', regex: PROJECT_NAME_PATTERN };
export const topic: Kind = { is: 'string', regex: TOPIC_PATTERN };
export const bool: Kind = { is: 'boolean' };
export const integer: Kind = { is: 'integer' };
export const dict: Kind = { is: 'dict' };
export const any: Kind = { is: 'any' };
export const strings: Kind = { is: 'list', of: anyString };
export const entityIds: Kind = { is: 'list', of: entityId };
