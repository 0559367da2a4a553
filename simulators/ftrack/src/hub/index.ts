export { EventHubServer } from './event-hub-server.ts';
export type { HubEvent } from './hub-event.ts';
