export type { Attribute, AttributeData, AttributeType } from './attributes.ts';
export { cleanText } from './clean-text.ts';
export { AyonClient } from './client.ts';
export type { Backoff, Clock } from './clock.ts';
export { AyonError, type AyonErrorCode, type AyonErrorOptions, isMissingEntity } from './errors.ts';
export type {
  AyonEvent,
  AyonEvents,
  EnrolledJob,
  EnrollRequest,
  EventFilter,
  EventPatch,
  EventStatus,
  NewEvent,
  QueryCondition,
  QueryFilter,
} from './events.ts';
export type { Connection, PagesOptions, PageTiming } from './graphql.ts';
export type { NewLink } from './links.ts';
export type { ListItem, ListItemsChange, ListPatch, NewList } from './lists.ts';
export type {
  AyonOperation,
  OperationEntityType,
  OperationOutcome,
  OperationsOptions,
  OperationsResult,
} from './operations.ts';
export type {
  FolderType,
  NewProject,
  Project,
  ProjectLinkType,
  ProjectPatch,
  ProjectStatus,
  ProjectSummary,
  ProjectTag,
  StatusState,
  TaskType,
} from './projects.ts';
export type { AddonSettingsRequest } from './settings.ts';
export {
  AyonSocket,
  type AyonSocketEvents,
  type AyonSocketMessage,
  type AyonSocketOptions,
} from './socket.ts';
export type { Bundle, ServerInfo, Service } from './system.ts';
export type { Picture } from './thumbnails.ts';
export type { AyonClientOptions, CallOptions, RequestInfo, RetryOptions } from './transport.ts';
export type { User } from './users.ts';
