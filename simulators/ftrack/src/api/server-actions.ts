import { describeSchemas, hashSchemas, type Schema, type SchemaJson } from '../schema/index.ts';
import { textOf, validationError } from '../store/index.ts';
import type { Widgets } from '../widgets.ts';
import { type Actions, optionalTextIn, textIn } from './operation.ts';

const SERVER_VERSION = '4.13.8';

/** What clients ask of the server itself: its version, its schema, pages to show inside another application. */
export function serverActions(schema: Schema, widgets: Widgets): Actions {
  const describe = schemaDescriber(schema);
  return {
    query_schemas: () => describe().json,
    query_server_information: (operation, { request, reader }) => {
      const user = reader.store.get('User', request.caller.id);
      const information: Record<string, unknown> = {
        version: SERVER_VERSION,
        schema_hash: describe().hash,
        is_timezone_support_enabled: true,
        is_nested_subqueries_enabled: true,
        storage_scenario: null,
        user_information: user && {
          id: request.caller.id,
          username: request.caller.username,
          first_name: textOf(user, 'first_name'),
          last_name: textOf(user, 'last_name'),
        },
      };
      const wanted = operation['values'];
      if (!Array.isArray(wanted)) return information;
      return Object.fromEntries(Object.entries(information).filter(([name]) => wanted.includes(name)));
    },
    get_widget_url: (operation, { request, now, reader }) => {
      const name = textIn(operation, 'name');
      const key = operation['entity_key'];
      const entityType = optionalTextIn(operation, 'entity_type');
      const id = Array.isArray(key) ? String(key[0] ?? '') : typeof key === 'string' ? key : null;
      if (entityType !== null && (id === null || reader.store.get(entityType, id) === undefined)) {
        throw validationError(`There is no ${entityType} with the key ${id} to show in a widget.`);
      }
      const entity = entityType === null || id === null ? null : { type: entityType, id };
      const theme = optionalTextIn(operation, 'theme');
      return { widget_url: widgets.open({ name, theme, entity, username: request.caller.username }, now) };
    },
  };
}

/** The answer of `query_schemas` and its hash, made again only when the schema has grown. */
function schemaDescriber(schema: Schema): () => { readonly json: SchemaJson[]; readonly hash: string } {
  let known: { readonly version: number; readonly json: SchemaJson[]; readonly hash: string } | null = null;
  return () => {
    if (known?.version !== schema.version) {
      const json = describeSchemas(schema);
      known = { version: schema.version, json, hash: hashSchemas(json) };
    }
    return known;
  };
}
