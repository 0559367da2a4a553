import type { Call } from '../http/call.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { OverrideKey } from './override-store.ts';

/** A change of overrides that has been stored. */
export interface SettingsChange {
  addon: { name: string; version: string };
  key: OverrideKey;
  before: JsonObject;
  /** What happened, in words. */
  what: string;
  by: Call;
  /** More for the summary. */
  summary?: JsonObject;
}

/** Sends the event about changed overrides. */
export function tellSettingsChange(
  state: ServerState,
  { addon, key, before, what, by, summary = {} }: SettingsChange,
): void {
  const { name, version } = addon;
  const site = key.site === undefined ? {} : { site_id: key.site };
  state.events.dispatch({
    topic: 'settings.changed',
    description: `${name} ${version} ${key.variant} ${what}`,
    summary: { addon_name: name, addon_version: version, variant: key.variant, ...site, ...summary },
    payload: { originalValue: before, newValue: state.addons.overrides.get(key) },
    project: key.project ?? null,
    user: by.identity.user.name,
    sender: by.sender,
    senderType: by.senderType,
  });
}
