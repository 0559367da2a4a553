export {
  type EventHubServerOptions,
  EventHubServer,
  type HubClock,
  type HubConnectionInfo,
} from './event-hub-server.ts';
export type { HubFaults } from './faults.ts';
export type { HubEvent, HubUser } from './hub-event.ts';
