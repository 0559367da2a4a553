import { AyonError } from '../errors.ts';
import type { ServerState } from '../state.ts';
import type { Addon } from './addon.ts';

/** A loaded version of an addon; throws 404. */
export function requireAddon(state: ServerState, name: string, version: string): Addon {
  const versions = state.addons.list().get(name);
  if (!versions) throw new AyonError(404, `Addon ${name} does not exist`);
  const addon = versions.get(version);
  if (!addon) throw new AyonError(404, `Addon ${name} version ${version} does not exist`);
  return addon;
}
