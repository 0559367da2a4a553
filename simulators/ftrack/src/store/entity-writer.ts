import type { EntityType } from '../schema/index.ts';
import type { AttributeRights } from './attribute-rights.ts';
import { createLink } from './custom-attribute-links.ts';
import { removeWithContents } from './cascade.ts';
import { castCustomValue, checkConfigurationChange, targetOfValue } from './custom-attributes.ts';
import { concreteTypeFor, fillDefaults } from './defaults.ts';
import { type Entity, isSameValue, joinKey, textIn, textOf } from './entity.ts';
import { FtrackServerError, validationError } from './errors.ts';
import { isStored, type Store, type StoreWriter } from './store.ts';
import type { Row } from './transaction.ts';

/** Stored values, and the collections to set: attribute name → joined keys of all its rows. */
export interface EntityData {
  readonly values: Row;
  readonly collections: ReadonlyMap<string, readonly string[]>;
}

export interface EntityWriterOptions {
  readonly store: Store;
  readonly writer: StoreWriter;
  readonly now: Date;
  readonly userId: string | null;
  readonly newId: () => string;
  /** What the user may set; everything when not given. */
  readonly rights?: AttributeRights;
}

/** Creates, changes and deletes entities as the server does: with its defaults, rules and consequences. For one batch. */
export class EntityWriter {
  readonly #store: Store;
  readonly #writer: StoreWriter;
  readonly #options: EntityWriterOptions;
  readonly #touched = new Set<Entity>();

  constructor(options: EntityWriterOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#writer = options.writer;
  }

  create(typeName: string, { values, collections }: EntityData): Entity {
    if (this.#isCustomValue(typeName)) return this.#setCustomValue(values);
    if (this.#store.schema.isA(typeName, 'CustomAttributeLink')) return createLink(values, this.#options);
    const complete: Record<string, unknown> = { ...values };
    const concrete = concreteTypeFor(typeName, values, this.#store);
    const type = this.#store.schema.require(concrete);
    for (const attribute of type.attributes.values()) {
      if (attribute.newId) complete[attribute.name] ??= this.#options.newId();
    }
    fillDefaults(concrete, complete, this.#options);
    this.#replaceReviewStatus(concrete, complete);
    const entity = this.#writer.insert(concrete, complete);
    this.#touched.add(entity);
    this.#setCollections(entity, collections);
    this.#afterCreate(entity);
    return entity;
  }

  /** Values of custom attributes need no row before: updating one makes it. */
  update(typeName: string, key: readonly string[], { values, collections }: EntityData): Entity {
    if (this.#isCustomValue(typeName)) {
      const [configuration_id, entity_id] = key;
      return this.#setCustomValue({ ...values, configuration_id, entity_id });
    }
    const entity = this.#find(typeName, key);
    const type = this.#store.schema.require(entity.type);
    for (const [name, value] of Object.entries(values)) {
      if (type.immutableSet.has(name) && !isSameValue(value, entity.row[name])) {
        throw validationError(`Attribute "${name}" of ${entity.type} cannot be changed.`);
      }
    }
    checkConfigurationChange(entity, values);
    this.#touched.add(entity);
    const before = entity.row;
    this.#writer.update(entity, values);
    this.#setCollections(entity, collections);
    this.#afterUpdate(entity, before);
    return entity;
  }

  remove(typeName: string, key: readonly string[]): void {
    if (this.#isCustomValue(typeName)) this.#checkWriteRight(key);
    // The two rows of a link go together.
    if (this.#store.schema.isA(typeName, 'CustomAttributeLinkFrom'))
      return this.remove('CustomAttributeLink', key);
    removeWithContents(this.#find(typeName, key), this.#store, this.#writer);
  }

  /** Checks what must hold when the batch is complete: required attributes have a value and references lead somewhere. */
  finish(): void {
    for (const entity of this.#touched) {
      if (this.#store.get(entity.type, entity.key) !== entity) continue;
      const type = this.#store.schema.require(entity.type);
      this.#checkReferences(entity, type);
      this.#checkRequired(entity, type);
    }
  }

  #find(typeName: string, key: readonly string[]): Entity {
    const entity = this.#store.get(typeName, key);
    if (entity === undefined || !this.#store.schema.isA(entity.type, readableAs(typeName))) {
      throw validationError(`There is no ${typeName} with the key ${key.join(', ')}.`);
    }
    return entity;
  }

  #isCustomValue(typeName: string): boolean {
    return this.#store.schema.isA(typeName, 'CustomAttributeValue');
  }

  #setCustomValue(values: Row): Entity {
    const configurationId = textIn(values, 'configuration_id') ?? '';
    const entityId = textIn(values, 'entity_id') ?? '';
    const configuration = this.#store.get('CustomAttributeConfiguration', configurationId);
    if (configuration === undefined) {
      throw validationError(`There is no custom attribute configuration ${configurationId}.`);
    }
    this.#checkWriteRight([configurationId, entityId]);
    const value = castCustomValue(configuration, values['value']);
    const stored = this.#store.get('CustomAttributeValue', [configurationId, entityId]);
    if (stored !== undefined) {
      this.#writer.update(stored, { value });
      return stored;
    }
    const { valueType } = targetOfValue(configuration, entityId, this.#store);
    return this.#writer.insert(valueType, { configuration_id: configurationId, entity_id: entityId, value });
  }

  #checkWriteRight(key: readonly string[]): void {
    if (this.#options.rights?.mayWrite(key) ?? true) return;
    throw new FtrackServerError(
      'PermissionError',
      `No security role of the user permits to set custom attribute ${key[0]} on ${key[1]}.`,
    );
  }

  /** Makes the rows of a collection exactly these. */
  #setCollections(entity: Entity, collections: EntityData['collections']): void {
    for (const [name, keys] of collections) {
      const shape = this.#store.schema.require(entity.type).attributes.get(name)?.shape;
      if (shape?.kind !== 'many') continue;
      if (shape.rows === null) throw validationError(`Attribute "${name}" of ${entity.type} cannot be set.`);
      if ('by' in shape.rows) this.#setOwnedRows(entity, { target: shape.target, by: shape.rows.by, keys });
      else this.#setLinks(entity, shape.rows, keys);
    }
  }

  #setOwnedRows(
    owner: Entity,
    { target, by, keys }: { target: string; by: string; keys: readonly string[] },
  ): void {
    const id = owner.key[0] ?? '';
    const wanted = new Set(keys);
    const facts = this.#store.schema.require(target);
    const isClearable = !facts.primaryKey.includes(by) && !facts.requiredSet.has(by);
    if (isClearable) {
      for (const row of this.#store.list(target, by, id)) {
        if (!wanted.has(joinKey(row.key))) this.#writer.update(row, { [by]: null });
      }
    }
    for (const key of wanted) {
      const row = this.#store.get(target, key);
      if (row === undefined) throw validationError(`There is no ${target} with the key ${key}.`);
      if (facts.primaryKey.includes(by)) continue;
      const isNote = target === 'Note' && by === 'parent_id';
      this.#writer.update(row, { [by]: id, ...(isNote && { parent_type: owner.type }) });
      this.#touched.add(row);
    }
  }

  #setLinks(
    owner: Entity,
    { through, mine, other }: { through: string; mine: string; other: string },
    keys: readonly string[],
  ): void {
    const id = owner.key[0] ?? '';
    const wanted = new Set(keys);
    for (const link of this.#store.list(through, mine, id)) {
      const key = textOf(link, other) ?? '';
      if (!wanted.delete(key)) removeWithContents(link, this.#store, this.#writer);
    }
    for (const key of wanted) {
      this.create(through, { values: { [mine]: id, [other]: key }, collections: new Map() });
    }
  }

  /** A reviewer has one status for each object: a new one takes the place of the last. */
  #replaceReviewStatus(type: string, values: Row): void {
    if (type !== 'ReviewSessionObjectStatus') return;
    if (values['status'] !== 'approved' && values['status'] !== 'require_changes') {
      throw validationError('The status of a review object is "approved" or "require_changes".');
    }
    const objectId = textIn(values, 'review_session_object_id') ?? '';
    for (const other of this.#store.list(type, 'review_session_object_id', objectId)) {
      if (other.row['review_session_invitee_id'] === values['review_session_invitee_id'])
        this.#writer.remove(other);
    }
  }

  #afterCreate(entity: Entity): void {
    if (entity.type !== 'Note') return;
    const author = textOf(entity, 'user_id');
    if (author !== null) {
      this.#writer.insert('Recipient', { note_id: entity.key[0], resource_id: author });
    }
    const thread = this.#store.get('Note', textOf(entity, 'in_reply_to_id') ?? '');
    if (thread !== undefined) this.#writer.update(thread, { thread_activity: entity.row['date'] });
  }

  #afterUpdate(entity: Entity, before: Row): void {
    const { schema } = this.#store;
    if (schema.isA(entity.type, 'TypedContext')) {
      if (before['parent_id'] !== entity.row['parent_id']) this.#afterMove(entity);
      this.#recordStatusChange(entity, before, 'TypedContextStatusChange');
    } else if (entity.type === 'AssetVersion') {
      this.#recordStatusChange(entity, before, 'AssetVersionStatusChange');
    } else if (entity.type === 'Job' && ['done', 'failed'].includes(textOf(entity, 'status') ?? '')) {
      if (entity.row['finished_at'] === null) this.#writer.update(entity, { finished_at: this.#options.now });
    }
  }

  /** Whatever is below a moved entity belongs to the project of its new parent. */
  #afterMove(entity: Entity): void {
    const parent = this.#store.get('Context', textOf(entity, 'parent_id') ?? '');
    if (parent === undefined) return;
    for (let next: Entity | undefined = parent; next !== undefined; next = this.#store.ownerOf(next)) {
      if (next === entity)
        throw validationError(`${entity.type} ${entity.key[0]} cannot be moved below itself.`);
    }
    const projectId = textOf(parent, 'project_id');
    const adopt = (context: Entity): void => {
      if (context.row['project_id'] === projectId) return;
      this.#writer.update(context, { project_id: projectId });
      for (const child of this.#store.list('Context', 'parent_id', context.key[0] ?? '')) adopt(child);
    };
    adopt(entity);
    // An entity that was made without a parent could not know the statuses and types of its project.
    const complete = { ...entity.row };
    fillDefaults(entity.type, complete, this.#options);
    this.#writer.update(entity, complete);
  }

  #recordStatusChange(entity: Entity, before: Row, type: string): void {
    if (before['status_id'] === entity.row['status_id']) return;
    this.#writer.insert(type, {
      id: this.#options.newId(),
      date: this.#options.now,
      parent_id: entity.key[0],
      parent_type: this.#store.schema.isA(entity.type, 'TypedContext') ? 'task' : 'asset_version',
      from_status_id: before['status_id'],
      status_id: entity.row['status_id'],
      user_id: this.#options.userId,
    });
  }

  #checkRequired(entity: Entity, type: EntityType): void {
    const isContext = type.family === 'Context';
    if (isContext && entity.type !== 'Project' && entity.row['parent_id'] === null) {
      throw validationError(`${entity.type} needs a value for "parent_id".`);
    }
    for (const name of type.requiredSet) {
      const attribute = type.attributes.get(name);
      if (attribute === undefined || !isStored(attribute)) continue;
      const value = entity.row[name];
      const isMissing =
        value === null || value === undefined || (isContext && name === 'name' && value === '');
      if (isMissing) throw validationError(`${entity.type} needs a value for "${name}".`);
    }
  }

  #checkReferences(entity: Entity, type: EntityType): void {
    for (const attribute of type.attributes.values()) {
      const target = attribute.key?.split('.')[0];
      const value = entity.row[attribute.name];
      if (target === undefined || typeof value !== 'string') continue;
      const isPlain = this.#store.schema.type(target)?.primaryKey.length === 1;
      if (isPlain && this.#store.get(target, value) === undefined) {
        throw new FtrackServerError(
          'IntegrityError',
          `${entity.type} refers to ${target} "${value}" in "${attribute.name}", which does not exist.`,
        );
      }
    }
  }
}

/** NoteCategory is another name of NoteLabel. */
function readableAs(typeName: string): string {
  return typeName === 'NoteCategory' ? 'NoteLabel' : typeName;
}
