/** The service that listens to ftrack's event hub and writes the event log. */
export { startLeecher } from './start-leecher.ts';
