export { AttributeRights } from './attribute-rights.ts';
export { CUSTOM_ATTRIBUTE_TYPES } from './custom-attributes.ts';
export { type Entity, isSameValue, joinKey, textOf } from './entity.ts';
export { type EntityData, EntityWriter } from './entity-writer.ts';
export { type ExceptionName, FtrackServerError, validationError } from './errors.ts';
export { Reader } from './reader.ts';
export { isStored, Store, type StoreWriter } from './store.ts';
export type { CommittedTransaction, Row } from './transaction.ts';
