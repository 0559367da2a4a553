export {
  type EventHubServerOptions,
  EventHubServer,
  type HubConnectionInfo,
} from './event-hub-server.ts';
export type { HubFaults } from './faults.ts';
export type { HubEvent, HubUser } from './hub-event.ts';
