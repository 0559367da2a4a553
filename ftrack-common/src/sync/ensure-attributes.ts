import { ATTRIBUTE_GROUP, MANDATORY_ATTRIBUTES, type MandatoryAttribute } from '../attributes/index.ts';
import { type FtrackEntity, FtrackError, type FtrackOperation, type FtrackSession } from '../ftrack/index.ts';
import { SyncError } from './errors.ts';
import type { SyncSettings } from './settings.ts';
import { collectionOf, optionalText, quoteList, textOf } from './snapshot/rows.ts';

export interface EnsuredAttributes {
  /** Keys that were made, and keys that were corrected. */
  readonly created: readonly string[];
  readonly corrected: readonly string[];
}

interface Facts {
  readonly types: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, string>;
  readonly groupId: string | null;
  readonly existing: readonly FtrackEntity[];
}

/**
 * Makes the custom attributes in ftrack that sync cannot do without, and corrects those that differ from what settings and sync need:
 * type, label, default, choices, group and both role lists.
 *
 * @throws SyncError `ftrack_right_missing` when something has to be written and the API key may not.
 */
export async function ensureFtrackAttributes(
  session: FtrackSession,
  settings: Pick<SyncSettings, 'mandatoryAttributes'>,
): Promise<EnsuredAttributes> {
  const facts = await readFacts(session);
  const missing = MANDATORY_ATTRIBUTES.filter((attribute) => !findExisting(attribute, facts));
  const corrections = MANDATORY_ATTRIBUTES.flatMap((attribute) => {
    const existing = findExisting(attribute, facts);
    if (!existing) return [];
    const data = differences(existing, wantedFields(attribute, { facts, settings }));
    return data === null ? [] : [{ attribute, key: textOf(existing, 'id'), data }];
  });
  if (missing.length === 0 && corrections.length === 0) return { created: [], corrected: [] };
  const named = [...missing, ...corrections.map(({ attribute }) => attribute)].map(({ key }) => key);
  await guardRight(named, async () => {
    const groupId = facts.groupId ?? (await createGroup(session));
    const withGroup = { ...facts, groupId };
    const operations: FtrackOperation[] = [
      ...missing.map((attribute) => ({
        action: 'create' as const,
        entityType: 'CustomAttributeConfiguration',
        data: toRow(wantedFields(attribute, { facts: withGroup, settings })),
      })),
      ...corrections.map(({ attribute, key }) => ({
        action: 'update' as const,
        entityType: 'CustomAttributeConfiguration',
        key: [key],
        data: toRow(wantedFields(attribute, { facts: withGroup, settings })),
      })),
    ];
    await session.execute(operations);
  });
  return {
    created: missing.map(({ key }) => key),
    corrected: corrections.map(({ attribute }) => attribute.key),
  };
}

async function readFacts(session: FtrackSession): Promise<Facts> {
  const keys = quoteList(MANDATORY_ATTRIBUTES.map(({ key }) => key));
  const [types, roles, groups, existing] = await Promise.all([
    session.query('select id, name from CustomAttributeType'),
    session.query('select id, name from SecurityRole'),
    session.query('select id, name from CustomAttributeGroup'),
    session.query(
      `select id, key, label, entity_type, object_type_id, project_id, is_hierarchical, default, config, type_id, group_id, read_security_roles.id, write_security_roles.id from CustomAttributeConfiguration where key in (${keys})`,
    ),
  ]);
  const group = groups.find((row) => textOf(row, 'name').toLowerCase() === ATTRIBUTE_GROUP);
  return {
    types: new Map(types.map((row) => [textOf(row, 'name'), textOf(row, 'id')])),
    roles: new Map(roles.map((row) => [textOf(row, 'name').toLowerCase(), textOf(row, 'id')])),
    groupId: group ? textOf(group, 'id') : null,
    existing,
  };
}

async function createGroup(session: FtrackSession): Promise<string> {
  const [group] = await session.execute([
    { action: 'create', entityType: 'CustomAttributeGroup', data: { name: ATTRIBUTE_GROUP } },
  ]);
  return group ? textOf(group, 'id') : '';
}

function findExisting(attribute: MandatoryAttribute, { existing }: Facts): FtrackEntity | undefined {
  return existing.find(
    (row) =>
      textOf(row, 'key') === attribute.key &&
      optionalText(row, 'project_id') === null &&
      (row['is_hierarchical'] === true) === attribute.isHierarchical &&
      textOf(row, 'entity_type') === attribute.entityType,
  );
}

interface Fields {
  readonly key: string;
  readonly label: string;
  readonly typeId: string;
  readonly groupId: string | null;
  readonly entityType: string;
  readonly isHierarchical: boolean;
  readonly default: MandatoryAttribute['default'];
  readonly config: MandatoryAttribute['config'];
  readonly readRoles: readonly string[];
  readonly writeRoles: readonly string[];
}

function wantedFields(
  attribute: MandatoryAttribute,
  { facts, settings }: { facts: Facts; settings: Pick<SyncSettings, 'mandatoryAttributes'> },
): Fields {
  const roles = settings.mandatoryAttributes[attribute.key];
  return {
    key: attribute.key,
    label: attribute.label,
    typeId: facts.types.get(attribute.type) ?? '',
    groupId: facts.groupId,
    entityType: attribute.entityType,
    isHierarchical: attribute.isHierarchical,
    default: attribute.default,
    config: attribute.config,
    readRoles: roleIds(roles?.read_security_roles ?? [], facts),
    writeRoles: roleIds(roles?.write_security_roles ?? [], facts),
  };
}

/** No names at all mean every role; names that ftrack does not know are left out. */
function roleIds(names: readonly string[], { roles }: Facts): string[] {
  if (names.length === 0) return [...roles.values()];
  return names.flatMap((name) => roles.get(name.toLowerCase()) ?? []);
}

/** The corrected fields; null when all are right. */
function differences(existing: FtrackEntity, wanted: Fields): Fields | null {
  const same =
    textOf(existing, 'label') === wanted.label &&
    textOf(existing, 'type_id') === wanted.typeId &&
    wanted.groupId !== null &&
    optionalText(existing, 'group_id') === wanted.groupId &&
    sameDefault(existing['default'], wanted.default) &&
    sameConfig(existing['config'], wanted.config) &&
    sameIds(collectionOf(existing, 'read_security_roles'), wanted.readRoles) &&
    sameIds(collectionOf(existing, 'write_security_roles'), wanted.writeRoles);
  return same ? null : wanted;
}

function sameDefault(left: unknown, right: MandatoryAttribute['default']): boolean {
  const plain = (value: unknown) => (Array.isArray(value) ? value.join() : (value ?? ''));
  return plain(left) === plain(right) || (right === false && !left);
}

/** The server may keep more in a configuration than we ask for. */
function sameConfig(stored: unknown, wanted: MandatoryAttribute['config']): boolean {
  let config: Record<string, unknown>;
  try {
    config = (typeof stored === 'string' && stored !== '' ? JSON.parse(stored) : {}) as Record<
      string,
      unknown
    >;
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([key, value]) => config[key] === value);
}

function sameIds(rows: readonly FtrackEntity[], ids: readonly string[]): boolean {
  const present = new Set(rows.map((row) => textOf(row, 'id')));
  return present.size === new Set(ids).size && ids.every((id) => present.has(id));
}

function toRow(fields: Fields): Record<string, unknown> {
  const roles = (ids: readonly string[]) => ids.map((id) => ({ __entity_type__: 'SecurityRole', id }));
  return {
    key: fields.key,
    label: fields.label,
    type_id: fields.typeId,
    group_id: fields.groupId,
    entity_type: fields.entityType,
    is_hierarchical: fields.isHierarchical,
    default: fields.default,
    config: JSON.stringify(fields.config),
    read_security_roles: roles(fields.readRoles),
    write_security_roles: roles(fields.writeRoles),
  };
}

async function guardRight(keys: readonly string[], write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof FtrackError) || error.retryable) throw error;
    if (error.code !== 'ftrack_permission' && error.code !== 'ftrack_server') throw error;
    throw new SyncError(
      'ftrack_right_missing',
      `The ftrack API key needs 'Manage settings' to create or correct the custom attributes ${keys.join(', ')}. Give its role that permission in ftrack (System settings > Security > Roles). ftrack said: ${error.message}`,
      { cause: error },
    );
  }
}
