import fc from 'fast-check';
import { type SettingNode, settingNodes } from '../setting-nodes.ts';

/** Stored documents: in the shape of the tree with old and unknown keys between and values of any kind in all places, or of any shape. */
export function arbitraryDocument(): fc.Arbitrary<unknown> {
  return fc.oneof(arbitraryValue(settingNodes()), fc.jsonValue());
}

function arbitraryValue(node: SettingNode): fc.Arbitrary<unknown> {
  const odd = fc.jsonValue({ maxDepth: 2 });
  if (node.kind !== 'group' && node.kind !== 'rows') {
    const good = {
      boolean: fc.boolean(),
      string: fc.string(),
      integer: fc.integer(),
      number: fc.double({ noNaN: true, noDefaultInfinity: true }),
      strings: fc.array(fc.string()),
    };
    return fc.oneof({ weight: 4, arbitrary: good[node.kind] }, { weight: 1, arbitrary: odd });
  }
  const keys = Object.fromEntries(node.children.map((child) => [child.key, arbitraryValue(child)]));
  const old = ['is_hierarchical', 'show', 'product_types', 'families', 'hosts', 'asset_types_to_skip', 'x'];
  const object = fc.record(
    { ...Object.fromEntries(old.map((key) => [key, odd])), ...keys },
    { requiredKeys: [] },
  );
  const shaped = node.kind === 'rows' ? fc.array(object, { maxLength: 3 }) : object;
  return fc.oneof({ weight: 8, arbitrary: shaped }, { weight: 1, arbitrary: odd });
}
