import { InvalidData } from '../errors.ts';
import { created, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import type { ServerState } from '../state.ts';
import type { Model } from '../validation/model.ts';
import { addItem, changeItems, type GivenItem, itemFields, newItem, patchItem, removeItem } from './items.ts';
import { changeable, tell, touch } from './list-call.ts';

const MODES = ['replace', 'merge', 'delete'] as const;

/** The items of a list: added, changed and removed, one by one or many at once. */
export function addListItemRoutes(router: Router, state: ServerState): void {
  const one = '/api/projects/{project_name}/lists/{entity_list_id}';

  router.add('POST', `${one}/items`, (call) => {
    const { project, list } = changeable(state, call);
    const { body } = call.check({ body: newItem });
    changeItems(project, list, () => addItem(state, call, { project, list, item: body as GivenItem }));
    Object.assign(list, touch(state, call));
    tell(state, call, { project, list, what: 'changed' });
    return created(null);
  });

  router.add('PATCH', `${one}/items`, (call) => {
    const { project, list } = changeable(state, call);
    const { mode, items } = readItems(call);
    changeItems(project, list, () => {
      if (mode === 'replace') list.items = [];
      for (const item of items) {
        if (mode === 'delete') removeItem(list, item.id);
        else if (list.items.some(({ id }) => id === item.id)) patchItem(state, call, { list, item });
        else addItem(state, call, { project, list, item });
      }
    });
    tell(state, call, { project, list, what: 'changed' });
    return ok(null);
  });

  router.add('PATCH', `${one}/items/{entity_list_item_id}`, (call) => {
    const { project, list } = changeable(state, call);
    const { body } = call.check({ body: itemFields });
    const id = call.params['entity_list_item_id'] ?? '';
    changeItems(project, list, () => patchItem(state, call, { list, item: { ...(body as GivenItem), id } }));
    tell(state, call, { project, list, what: 'changed' });
    return ok(null);
  });

  router.add('DELETE', `${one}/items/{entity_list_item_id}`, (call) => {
    const { project, list } = changeable(state, call);
    changeItems(project, list, () => removeItem(list, call.params['entity_list_item_id']));
    tell(state, call, { project, list, what: 'changed' });
    return ok(null);
  });
}

/** Mode and items; both are checked, and all complaints come at once. */
function readItems(call: Call): { mode: (typeof MODES)[number]; items: GivenItem[] } {
  const given = call.json() as { items?: unknown };
  const isEmpty = Array.isArray(given.items) && given.items.length === 0;
  const model: Model = {
    items: { kind: { is: 'list', of: { is: 'model', model: itemFields } }, required: true },
    mode: { kind: { is: 'one-of', values: MODES } },
  };
  try {
    const { body } = call.check({ body: model });
    if (!isEmpty) {
      const mode = MODES.find((known) => known === body['mode']) ?? 'replace';
      return { mode, items: body['items'] as GivenItem[] };
    }
  } catch (error) {
    if (!isEmpty || !(error instanceof InvalidData)) throw error;
    throw new InvalidData('Request', [noItems, ...error.errors]);
  }
  throw new InvalidData('Request', [noItems]);
}

const noItems = {
  loc: ['body', 'items'],
  msg: 'ensure this value has at least 1 items',
  type: 'value_error.list.min_items',
  ctx: { limit_value: 1 },
};
