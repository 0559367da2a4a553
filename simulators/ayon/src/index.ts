export { readAddon } from './addons/addon-options.ts';
export type { AddonOptions } from './addons/declared-addon.ts';
export { type Manifest, readManifest } from './addons/manifest.ts';
export { findPython } from './addons/python-environment.ts';
export { makeZip } from './addons/zip-writer.ts';
export { readZip, type ZipEntry } from './addons/zip.ts';
export type { AttributeOptions, AttributeType, Scope } from './attributes/definition.ts';
export { readUsers } from './auth/user-options.ts';
export { DEFAULT_USERS, type UserOptions } from './auth/users.ts';
export type { Faults } from './faults.ts';
export type { Json, JsonObject } from './json.ts';
export { hasRecordings, countReplays, type ReplayCount } from './replay/count.ts';
export {
  FakeAsh,
  type FakeAshOptions,
  type RunningService,
  type ServiceCommand,
  startFakeAsh,
} from './system/fake-ash.ts';
export { type AyonSimulator, type AyonSimulatorOptions, startAyonSimulator } from './launcher.ts';
export type { RequestLog, RequestRecord } from './request-log.ts';
export type { SocketTimes } from './socket/hub.ts';
export type { ServerState } from './state.ts';
