/** A Socket.IO 0.9 client for the ftrack event hub that reconnects for ever and tells every gap. */
export { createEventHub } from './event-hub.ts';
export { EventHubError, type EventHubErrorCode } from './errors.ts';
export type {
  HandshakeAnswer,
  HandshakeRequest,
  HubSocket,
  HubTransport,
  OpenRequest,
  SocketListener,
} from './transport.ts';
export { wsTransport } from './ws-transport.ts';
export type {
  EventHub,
  EventHubOptions,
  EventListener,
  Gap,
  HubLifecycle,
  HubStatus,
  HubSubscription,
  LossReason,
  RefusalReason,
  SubscribeOptions,
} from './types.ts';
