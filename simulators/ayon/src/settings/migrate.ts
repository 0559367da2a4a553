import { AyonError, Crash } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { Bundle } from './bundles.ts';
import type { OverrideKey } from './override-store.ts';
import { tellSettingsChange } from './tell-change.ts';

/** A bundle under the variant its settings are kept by. */
export interface Side {
  bundle: Bundle;
  variant: string;
}

/**
 * Carries the settings of the addons of one bundle over to another one. Between versions the target's code converts
 * them; what is empty after that, or when it raises, removes what the target had.
 */
export async function migrateSettings(
  state: ServerState,
  call: Call,
  { source, target, withProjects }: { source: Side; target: Side; withProjects: boolean },
): Promise<void> {
  const projects = withProjects ? state.projects.list().map(({ name }) => name) : [];
  for (const [name, version] of Object.entries(target.bundle.addons)) {
    const from = source.bundle.addons[name];
    if (version === null || from === null || from === undefined) continue;
    for (const project of [undefined, ...projects]) {
      await migrateOne(state, call, {
        from: { addon: name, version: from, variant: source.variant, project },
        to: { addon: name, version, variant: target.variant, project },
      });
    }
  }
}

async function migrateOne(
  state: ServerState,
  call: Call,
  { from, to }: { from: OverrideKey; to: OverrideKey },
): Promise<void> {
  const addon = state.addons.get(to.addon, to.version);
  if (!addon) throw new AyonError(404, `Addon ${to.addon} version ${to.version} does not exist`);
  const store = state.addons.overrides;
  const before = store.get(to);
  const given = store.get(from);
  let converted: JsonObject = given;
  if (from.version !== to.version) {
    try {
      converted = await addon.convert({ source: from.version, overrides: given, project: to.project });
    } catch (error) {
      converted = {};
      const reason = error instanceof Error ? error.message : String(error);
      state.events.dispatch({
        topic: 'log.error',
        description: `Unable to migrate ${to.addon} settings: ${reason}`,
      });
    }
  }
  store.set(to, converted);
  if (Object.keys(before).length === 0 && Object.keys(converted).length === 0) return;
  const level = to.project === undefined ? 'studio' : 'project';
  const summary = { source_variant: from.variant, source_version: from.version };
  tellSettingsChange(state, {
    addon,
    key: to,
    before,
    what: `${level} overrides changed during migration`,
    by: call,
    summary,
  });
}

/**
 * Makes a staging bundle the production one, with its settings. Returns what was copied last: that is what the server
 * puts into its event. Without any settings it fails.
 */
export function promoteSettings(state: ServerState, bundle: Bundle): JsonObject {
  const store = state.addons.overrides;
  let last: JsonObject | undefined;
  for (const project of [undefined, ...state.projects.list().map(({ name }) => name)]) {
    for (const [addon, version] of Object.entries(bundle.addons)) {
      if (version === null) continue;
      const staging = store.find({ addon, version, variant: 'staging', project });
      store.set({ addon, version, variant: 'production', project }, staging ?? {});
      last = staging ?? last;
    }
  }
  if (!last)
    throw new Crash(
      "UnboundLocalError: cannot access local variable 'data' where it is not associated with a value",
    );
  return last;
}
