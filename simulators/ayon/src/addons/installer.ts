import { createHash } from 'node:crypto';
import type { EventRow } from '../events/store.ts';
import type { Call } from '../http/call.ts';
import type { ServerState } from '../state.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { readZip, type ZipEntry } from './zip.ts';

/** How long the queue must be empty until a restart is asked for; the real server waits a second. */
const QUIET_MS = 100;

const RESTART_TEXT = 'Restart the server to apply the addon changes.';

/** Unpacks uploaded addons one after the other and tells it by events. */
export class AddonInstaller {
  readonly #state: ServerState;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: ServerState) {
    this.#state = state;
  }

  /** Takes an archive; the event returned tells how it goes on. Throws when it is no addon. */
  take(archive: Buffer, call: Call): EventRow {
    const entries = readZip(archive);
    const manifest = readManifest(entries);
    const { name, version, isPython } = manifest;
    const event = this.#state.events.dispatch({
      topic: 'addon.install',
      hash: createHash('sha256')
        .update(JSON.stringify(['addon.install', name, version]))
        .digest('hex'),
      reuse: true,
      status: 'pending',
      description: `Installing addon ${name} ${version}`,
      summary: { name, version, is_rez: isPython, zip_path: `/tmp/${name}-${version}.zip` },
      user: call.identity.user.name,
      sender: call.sender,
      senderType: call.senderType,
    });
    setImmediate(() => this.#unpack(event, manifest, entries));
    return event;
  }

  /** Forgets that a restart is to be asked for: it is taking place. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #unpack(event: EventRow, manifest: Manifest, entries: readonly ZipEntry[]): void {
    const { name, version } = manifest;
    const { events } = this.#state;
    const by = { sender: 'background-installer', senderType: 'system' };
    events.update(event, { ...by, status: 'in_progress', description: `Unpacking addon ${name} ${version}` });
    try {
      this.#state.addons.files.unpack(manifest, entries);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      events.update(event, { ...by, status: 'failed', description: `Failed to install addon: ${reason}` });
    }
    // The server says so even after a failure.
    events.update(event, { ...by, status: 'finished', description: `Addon ${name} ${version} installed` });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#state.requireRestart(RESTART_TEXT, null, RESTART_TEXT);
    }, QUIET_MS);
    this.#timer.unref();
  }
}
