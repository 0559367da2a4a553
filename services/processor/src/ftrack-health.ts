import type { Cleanup } from '@ynput/ftrack-common/service';
import type { HealthRegistry } from '@ynput/ftrack-common/telemetry';

/** Codes of failures that concern the server as a whole; others concern one request. */
const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ftrack_unreachable', 'does not answer. Tried again until it does.'],
  ['ftrack_timeout', 'answers too late or not at all. Tried again until it does.'],
  ['ftrack_server', 'is in trouble: its answers cannot be used. Tried again until they can.'],
  ['ftrack_credentials', "does not accept the services' user name and API key any more."],
  ['ftrack_not_ftrack', 'does not answer like a ftrack server.'],
]);

/** How ftrack answers, as shown on the health page. */
export interface FtrackHealth {
  /** A request ended: with the code of its error, or null. */
  noteRequest(error: string | null): void;
  /** It is known to answer. */
  answered(): void;
}

/** Shows how ftrack answers until the cleanup. */
export function showFtrack(
  health: HealthRegistry,
  ...[serverUrl, cleanup]: [serverUrl: string, cleanup: Cleanup]
): FtrackHealth {
  const component = health.add('ftrack');
  cleanup.add(() => component.remove());
  component.setDetails({ server: serverUrl });
  return {
    noteRequest: (error) => {
      const problem = error === null ? '' : PROBLEMS.get(error);
      if (problem === '') component.ok();
      else if (problem !== undefined) component.failed(`${serverUrl} ${problem}`);
    },
    answered: () => component.ok(),
  };
}
