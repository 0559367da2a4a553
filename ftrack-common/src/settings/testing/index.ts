export { arbitraryDocument } from './arbitrary-document.ts';
export {
  hasUpstreamSettings,
  isRecord,
  leavesOf,
  overlay,
  readUpstream,
  type StoredOverrides,
  UPSTREAM_VERSIONS,
} from './upstream-settings.ts';
