import type { ChangeFacts } from './changes/index.ts';
import { type Store, textOf } from './store/index.ts';

/** What the description of changes asks of the data model, answered by a store. */
export function changeFactsOf(store: Store, newEventId: () => string): ChangeFacts {
  const { schema } = store;
  return {
    columnOf: (type, name) => schema.type(type)?.attributes.get(name)?.column ?? name,
    // The schema names no table for components; all kinds of them are in one.
    tableOf: (type) => schema.type(type)?.table ?? (schema.isA(type, 'Component') ? 'Component' : type),
    objectTypeIdOf: (type) => {
      const classifier = schema.type(type)?.classifier;
      return classifier?.column === 'object_typeid' ? classifier.value : null;
    },
    customAttributeKeyOf: (id) => {
      const configuration = store.get('CustomAttributeConfiguration', id);
      return configuration ? textOf(configuration, 'key') : null;
    },
    userNameOf: (id) => {
      const user = store.get('User', id);
      if (user === undefined) return null;
      const name = [textOf(user, 'first_name'), textOf(user, 'last_name')].filter(Boolean).join(' ');
      return name === '' ? textOf(user, 'username') : name;
    },
    newEventId,
  };
}
