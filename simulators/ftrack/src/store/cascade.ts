import type { Entity } from './entity.ts';
import type { Store, StoreWriter } from './store.ts';

/** By family: the rows that go with an entity, as type and the attribute that holds its id; deepest first is up to them. */
const BELONGS_TO: Readonly<Record<string, readonly (readonly [type: string, attribute: string])[]>> = {
  Context: [
    ['Context', 'parent_id'],
    ['Asset', 'context_id'],
    ['Note', 'parent_id'],
    ['Appointment', 'context_id'],
    ['Timelog', 'context_id'],
    ['Timer', 'context_id'],
    ['Manager', 'context_id'],
    ['ContextScope', 'context_id'],
    ['TypedContextLink', 'from_id'],
    ['TypedContextLink', 'to_id'],
    ['StatusChange', 'parent_id'],
    ['ListObject', 'entity_id'],
    ['CustomAttributeValue', 'entity_id'],
    ['CustomAttributeLink', 'from_id'],
    ['CustomAttributeLink', 'to_id'],
    ['Metadata', 'parent_id'],
    ['EntitySetting', 'parent_id'],
    ['List', 'project_id'],
    ['ReviewSession', 'project_id'],
    ['CalendarEvent', 'project_id'],
    ['UserSecurityRoleProject', 'project_id'],
    ['CustomConfigurationBase', 'project_id'],
  ],
  Asset: [
    ['AssetVersion', 'asset_id'],
    ['CustomAttributeValue', 'entity_id'],
    ['Metadata', 'parent_id'],
    ['CustomAttributeLink', 'from_id'],
    ['CustomAttributeLink', 'to_id'],
  ],
  AssetVersion: [
    ['Component', 'version_id'],
    ['Note', 'parent_id'],
    ['AssetVersionLink', 'from_id'],
    ['AssetVersionLink', 'to_id'],
    ['StatusChange', 'parent_id'],
    ['ListObject', 'entity_id'],
    ['ReviewSessionObject', 'version_id'],
    ['CustomAttributeValue', 'entity_id'],
    ['CustomAttributeLink', 'from_id'],
    ['CustomAttributeLink', 'to_id'],
    ['Metadata', 'parent_id'],
  ],
  Component: [
    ['Component', 'container_id'],
    ['ComponentLocation', 'component_id'],
    ['NoteComponent', 'component_id'],
    ['JobComponent', 'component_id'],
    ['SettingComponent', 'component_id'],
    ['Metadata', 'parent_id'],
    ['CustomAttributeLink', 'from_id'],
    ['CustomAttributeLink', 'to_id'],
  ],
  Location: [['ComponentLocation', 'location_id']],
  Note: [
    ['Note', 'in_reply_to_id'],
    ['NoteComponent', 'note_id'],
    ['NoteLabelLink', 'note_id'],
    ['Recipient', 'note_id'],
    ['Metadata', 'parent_id'],
  ],
  NoteLabel: [['NoteLabelLink', 'label_id']],
  Job: [['JobComponent', 'job_id']],
  List: [
    ['ListObject', 'list_id'],
    ['CustomAttributeValue', 'entity_id'],
    ['CustomAttributeLink', 'from_id'],
    ['CustomAttributeLink', 'to_id'],
  ],
  ListObject: [['CustomAttributeValue', 'entity_id']],
  Resource: [
    ['Appointment', 'resource_id'],
    ['Membership', 'user_id'],
    ['Membership', 'group_id'],
    ['UserSecurityRole', 'user_id'],
    ['UserApplicationState', 'user_id'],
    ['Timelog', 'user_id'],
    ['Timer', 'user_id'],
    ['Manager', 'user_id'],
    ['Recipient', 'resource_id'],
    ['CalendarEventResource', 'resource_id'],
    ['CustomAttributeValue', 'entity_id'],
    ['Metadata', 'parent_id'],
    ['CustomAttributeLink', 'from_id'],
    ['CustomAttributeLink', 'to_id'],
  ],
  CustomAttributeLink: [['CustomAttributeLinkFrom', 'id']],
  UserSecurityRole: [['UserSecurityRoleProject', 'user_security_role_id']],
  SecurityRole: [
    ['UserSecurityRole', 'security_role_id'],
    ['ConfigurationReadRole', 'security_role_id'],
    ['ConfigurationWriteRole', 'security_role_id'],
  ],
  Scope: [['ContextScope', 'scope_id']],
  CustomConfigurationBase: [
    ['CustomAttributeValue', 'configuration_id'],
    ['CustomAttributeLink', 'configuration_id'],
    ['ConfigurationReadRole', 'configuration_id'],
    ['ConfigurationWriteRole', 'configuration_id'],
  ],
  ReviewSession: [
    ['ReviewSessionObject', 'review_session_id'],
    ['ReviewSessionInvitee', 'review_session_id'],
    ['EntitySetting', 'parent_id'],
  ],
  ReviewSessionObject: [
    ['ReviewSessionObjectStatus', 'review_session_object_id'],
    ['Note', 'parent_id'],
  ],
  ReviewSessionInvitee: [['ReviewSessionObjectStatus', 'review_session_invitee_id']],
  CalendarEvent: [['CalendarEventResource', 'calendar_event_id']],
  Dashboard: [
    ['DashboardWidget', 'dashboard_id'],
    ['DashboardResource', 'dashboard_id'],
  ],
  ProjectSchema: [
    ['Schema', 'project_schema_id'],
    ['ProjectSchemaOverride', 'project_schema_id'],
    ['ProjectSchemaObjectType', 'project_schema_id'],
    ['TaskTemplate', 'project_schema_id'],
  ],
  Schema: [
    ['SchemaStatus', 'schema_id'],
    ['SchemaType', 'schema_id'],
  ],
  TaskTemplate: [['TaskTemplateItem', 'template_id']],
  Conversation: [
    ['Message', 'conversation_id'],
    ['Participant', 'conversation_id'],
  ],
};

/** By family: references to an entity that are cleared when it goes. */
const POINTS_TO: Readonly<Record<string, readonly (readonly [type: string, attribute: string])[]>> = {
  Context: [['AssetVersion', 'task_id']],
  Component: [
    ['Context', 'thumbnail_id'],
    ['AssetVersion', 'thumbnail_id'],
    ['Resource', 'thumbnail_id'],
  ],
};

/** Removes an entity and all that belongs to it, what is deepest first. */
export function removeWithContents(entity: Entity, store: Store, writer: StoreWriter): void {
  const { family } = store.schema.require(entity.type);
  const id = entity.key[0] ?? '';
  for (const [type, attribute] of BELONGS_TO[family] ?? []) {
    for (const owned of store.list(type, attribute, id)) {
      if (isThere(owned, store)) removeWithContents(owned, store, writer);
    }
  }
  for (const [type, attribute] of POINTS_TO[family] ?? []) {
    for (const pointing of store.list(type, attribute, id)) writer.update(pointing, { [attribute]: null });
  }
  writer.remove(entity);
}

function isThere(entity: Entity, store: Store): boolean {
  return store.get(entity.type, entity.key) === entity;
}
