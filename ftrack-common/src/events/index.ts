/** Typed ftrack events: parse, narrow, build. */
export type {
  EntityInfo,
  EventSource,
  FtrackEvent,
  JsonObject,
  ParentInfo,
  UpdateEvent,
  UpdateEventData,
  ValueChange,
} from './types.ts';
export { parseEvent, type ParseResult } from './parse-event.ts';
export { clientTokenOf, isSocialNoise, isUpdateEvent, projectIdOf, projectIdsOf } from './read-event.ts';
export {
  buildEvent,
  buildReplyEvent,
  buildSubscribeEvent,
  buildUnsubscribeEvent,
  type NewEvent,
  type Reply,
  type Subscription,
} from './build-event.ts';
export { topicLabel } from './topic-label.ts';
