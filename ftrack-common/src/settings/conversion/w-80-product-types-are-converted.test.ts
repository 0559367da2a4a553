import { expect, test } from 'vitest';
import { convertOverrides } from './convert-overrides.ts';

test('a filter by product type stays a filter, and the mapping to asset types stays', () => {
  const rows = [{ name: 'model', asset_type: 'geo' }];
  const stored = {
    publish: {
      CollectFtrackFamily: { profiles: [{ product_types: ['matchmove'], add_ftrack_family: false }] },
      IntegrateFtrackInstance: {
        product_type_mapping: rows,
        asset_versions_status_profiles: [{ product_types: ['render'], status: 'Done' }],
      },
    },
  };
  expect(convertOverrides(stored, '1.4.15').document).toEqual({
    publish: {
      CollectFtrackFamily: { profiles: [{ product_base_types: ['matchmove'], add_ftrack_family: false }] },
      IntegrateFtrackInstance: {
        product_base_type_mapping: rows,
        asset_versions_status_profiles: [{ product_base_types: ['render'], status: 'Done' }],
      },
    },
  });
});
