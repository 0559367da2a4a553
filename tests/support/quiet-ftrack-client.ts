import { createRequire } from 'node:module';

/** The part of the client's logging library that is used here. */
interface Logging {
  readonly getLogger: (name: string) => { readonly setLevel: (level: 'silent') => void };
}

/** Keeps `@ftrack/api` from writing every error it throws to the console: for tests that provoke errors. */
export function silenceFtrackClient(): void {
  const require = createRequire(import.meta.url);
  const ofClient = createRequire(require.resolve('@ftrack/api'));
  const { getLogger } = ofClient('loglevel') as Logging;
  getLogger('ftrack_api').setLevel('silent');
}
