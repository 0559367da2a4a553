/** What can be injected in the leecher. */
export const HOST = Symbol('HOST');
export const TELEMETRY = Symbol('TELEMETRY');
export const SUPERVISOR = Symbol('SUPERVISOR');
