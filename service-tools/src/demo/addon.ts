import type { AddonOptions } from '@ynput/ayon-simulator';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { VERSION } from '@ynput/ftrack-common/service';
import { readSettings } from '@ynput/ftrack-common/settings';

export const ADDON_NAME = 'ftrack';
export const ADDON_VERSION = VERSION;

/** Names of the AYON secrets that hold the ftrack user and the API key. */
export const SECRETS = { username: 'ftrack_user', apiKey: 'ftrack_api_key' } as const;

/**
 * The addon as an AYON server has it after its set-up: complete settings and the two attributes. Nothing but a change in
 * ftrack leads to a sync here: comparing everything on a schedule and after interruptions is off.
 */
export function installedAddon(ftrackUrl: string): AddonOptions {
  const defaults = readSettings({}).settings;
  const settings = {
    ...defaults,
    ftrack_server: ftrackUrl,
    service_settings: { username: SECRETS.username, api_key: SECRETS.apiKey },
    sync: { ...defaults.sync, reconcile_at: '', reconcile_after_gap: false },
  };
  return {
    name: ADDON_NAME,
    version: ADDON_VERSION,
    title: 'ftrack',
    settings: JSON.parse(JSON.stringify(settings)) as NonNullable<AddonOptions['settings']>,
    attributes: AYON_ATTRIBUTES,
  };
}
