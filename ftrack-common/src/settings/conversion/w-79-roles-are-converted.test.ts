import { expect, test } from 'vitest';
import { convertOverrides } from './convert-overrides.ts';

test('roles of the attributes the sync needs survive the change of their place in 1.4.0', () => {
  const roles = (name: string) => ({ write_security_roles: [name], read_security_roles: [`${name} too`] });
  const stored = {
    custom_attributes: {
      show: { auto_sync_enabled: roles('A') },
      is_hierarchical: { ayon_id: roles('B'), ayon_path: roles('C'), ayon_sync_failed: roles('D') },
    },
  };
  expect(convertOverrides(stored, '1.3.3')).toMatchObject({
    document: {
      custom_attributes: {
        mandatory_attributes: {
          auto_sync_enabled: roles('A'),
          ayon_id: roles('B'),
          ayon_path: roles('C'),
          ayon_sync_failed: roles('D'),
        },
      },
    },
    kept: [],
  });
});
