import { textOf } from './entity.ts';
import type { UniqueRule } from './table.ts';
import type { Row } from './transaction.ts';

/** What may exist only once, by the family whose table keeps the rule. */
export const UNIQUE_RULES: Readonly<Record<string, readonly UniqueRule[]>> = {
  Context: [
    {
      describe: (context) => `"${textOf(context, 'name')}" below the same parent`,
      keyOf: (type, row) => {
        const parent = type === 'Project' ? '' : row['parent_id'];
        return typeof parent === 'string' ? foldedKey(parent, row['name']) : null;
      },
    },
  ],
  Resource: [
    {
      describe: (user) => `username "${textOf(user, 'username')}"`,
      keyOf: (type, row) => (type === 'User' ? foldedKey(row['username']) : null),
    },
  ],
  Timer: [
    {
      describe: (timer) => `a timer of user ${textOf(timer, 'user_id')}`,
      keyOf: (_, row) => foldedKey(row['user_id']),
    },
  ],
  CustomConfigurationBase: [
    {
      describe: (configuration) => `custom attribute "${textOf(configuration, 'key')}"`,
      keyOf: (type, row) => foldedKey(row['key'], type, ...scopeOfConfiguration(row)),
    },
  ],
};

function scopeOfConfiguration(row: Row): unknown[] {
  return [row['entity_type'] ?? '', row['object_type_id'] ?? '', row['project_id'] ?? ''];
}

/** Null, free of the rule, while a part has no value. */
function foldedKey(...parts: readonly unknown[]): string | null {
  return parts.every((part) => typeof part === 'string') ? parts.join('\u0000').toLowerCase() : null;
}
