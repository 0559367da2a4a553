import { type Entity, textIn, textOf } from './entity.ts';
import { FtrackServerError, validationError } from './errors.ts';
import type { Store, StoreWriter } from './store.ts';
import type { Row } from './transaction.ts';

/**
 * Links two entities by a custom attribute. A link is two rows with one id: a `…CustomAttributeLink`, of a type after what it
 * leads to, and a `…CustomAttributeLinkFrom`, of a type after where it comes from. Answers the first.
 */
export function createLink(
  values: Row,
  {
    store,
    writer,
    newId,
  }: { readonly store: Store; readonly writer: StoreWriter; readonly newId: () => string },
): Entity {
  const configurationId = textIn(values, 'configuration_id') ?? '';
  const configuration = store.get('CustomAttributeLinkConfiguration', configurationId);
  if (configuration === undefined) {
    throw validationError(`There is no custom attribute link configuration ${configurationId}.`);
  }
  const from = requireEnd(textIn(values, 'from_id'), store);
  const to = requireEnd(textIn(values, 'to_id'), store);
  const [fromId = ''] = from.key;
  const isTaken = store
    .list('CustomAttributeLink', 'from_id', fromId)
    .some((link) => textOf(link, 'configuration_id') === configurationId);
  if (configuration.row['one_to_one'] === true && isTaken) {
    const key = textOf(configuration, 'key');
    throw new FtrackServerError(
      'IntegrityError',
      `${from.type} ${fromId} has a link "${key}" already, and can have one.`,
    );
  }
  const ends = {
    id: textIn(values, 'id') ?? newId(),
    configuration_id: configurationId,
    from_id: fromId,
    to_id: to.key[0],
  };
  writer.insert(`${kindOf(from, store)}CustomAttributeLinkFrom`, {
    ...ends,
    from_entity_type: from.type,
    to_entity_type: to.type,
  });
  return writer.insert(`${kindOf(to, store)}CustomAttributeLink`, ends);
}

function requireEnd(id: string | null, store: Store): Entity {
  const entity = id === null ? undefined : store.findAnywhere(id);
  if (entity !== undefined) return entity;
  throw validationError(`A custom attribute link needs two existing entities; there is no ${id}.`);
}

/** What the types of links are called after. */
function kindOf(entity: Entity, store: Store): string {
  const { family } = store.schema.require(entity.type);
  const kind = family === 'Resource' ? entity.type : family;
  if (store.schema.type(`${kind}CustomAttributeLink`) !== undefined) return kind;
  throw validationError(`A custom attribute link cannot lead to or from ${entity.type}.`);
}
