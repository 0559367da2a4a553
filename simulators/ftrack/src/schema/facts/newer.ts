/** What newer servers have beside the other facts; `+` goes on with a type, `-` takes one away (see `../notation.ts`). */
export const newer = `
+ Asset grouped
  ancestors                  [] TypedContext computed
  project_id                 string computed key Project.id

+ AssetVersion grouped
  project_id                 string computed key Project.id

+ CalendarEvent grouped
+ ComponentLocation grouped
+ Context grouped
+ Event grouped
+ List grouped
+ ContextCustomAttributeValue grouped
+ AssetVersionCustomAttributeValue grouped
+ AssetCustomAttributeValue grouped
+ ListCustomAttributeValue grouped

+ Component grouped
  system: + container_id

+ CustomAttributeLink
  from_entity_type           string typename
  to_entity_type             string typename

+ DashboardResource
  dashboard_id               string key Dashboard.id
  is_shared_with_everyone    absent
  resource_id                string key Resource.id

+ Note grouped
  system: project_id
  author                     -> BaseUser via user_id col user
  frame_number               integer
  project                    -> Project
  project_id                 string computed key Project.project_id
  user_id                    string key BaseUser.id col userid

+ NoteComponent
  system: note_component_type

+ ObjectType
  is_prioritizable           boolean col ispriority = true

+ Project
  review_session_folders     [] ReviewSessionFolder by project_id

+ ReviewSession
  review_session_folder      -> ReviewSessionFolder
  review_session_folder_id   string key ReviewSessionFolder.review_session_folder_id
  thumbnail                  absent
  thumbnail_source_id        string key AssetVersion.id

+ ReviewSessionInvitee
  resource                   -> Resource
  resource_id                string key Resource.id

+ ReviewSessionObject
  annotations                [] ReviewSessionObjectAnnotation by review_session_object_id

+ ReviewSessionObjectStatus
  resource                   -> Resource
  resource_id                string key Resource.id

+ TypedContext
  immutable: + thumbnail_source_id
  computed: + thumbnail_source_id
  split_parts                [] SplitTaskPart by task_id
  thumbnail_source_id        string computed key Context.id

+ TypedContextLink
  lag                        number col lag
  type                       string enum start_to_start/start_to_end/end_to_start/end_to_end = "end_to_start"

+ User : BaseUser
  user_type_id               string key UserType.id col typeid

- Conversation
- Message
- Participant

ApiKey table AccessKey
  default: id
  system: identifier resource_id prefix
  required: id
  immutable: id
  id                         string = uid
  identifier                 string
  prefix                     string
  resource_id                string key Resource.id

BaseUser : Resource
  immutable: + thumbnail_url
  computed: thumbnail_url
  email                      string
  first_name                 string col firstname
  last_name                  string col lastname
  thumbnail                  -> Component
  thumbnail_id               string key Component.id col thumbid
  thumbnail_url              object computed

Collaborator : BaseUser
  created_from_shared_url    string

NoteAnnotationComponent : NoteComponent
  data                       object

ReviewSessionFolder
  default: id
  required: name id
  immutable: id
  id                         string = uid
  name                       string = "New review session"
  project                    -> Project
  project_id                 string key Project.project_id
  review_sessions            [] ReviewSession by review_session_folder_id col review_sessions

ReviewSessionObjectAnnotation
  default: id
  system: review_session_object_id
  required: id created_at frame_number review_session_id
  immutable: id
  created_at                 datetime
  data                       string
  frame_number               integer
  id                         string = uid
  review_session_object      -> ReviewSessionObject col reviewSessionObject
  review_session_object_id   string key ReviewSessionObject.id
  updated_at                 datetime

ReviewSessionObjectAnnotationComponent pk component_id review_session_object_id
  default: component_id frame_number review_session_object_id
  system: review_session_object_id
  required: component_id frame_number review_session_object_id
  immutable: component_id frame_number review_session_object_id thumbnail_url url
  computed: thumbnail_url url
  component                  -> Component
  component_id               string key Component.id
  frame_number               string format integer
  review_session_object      -> ReviewSessionObject col reviewSessionObject
  review_session_object_id   string key ReviewSessionObject.id
  thumbnail_url              object computed
  url                        object computed

SplitTaskPart
  default: id
  system: task_id
  required: id start_date end_date task_id
  immutable: id
  end_date                   datetime
  id                         string = uid
  label                      string
  start_date                 datetime
  task                       -> Task
  task_id                    string key Task.id

StatusRuleGroup
  default: id status_id entity_type
  required: id status_id schema_id entity_type
  immutable: id
  entity_type                string
  id                         string = uid
  role                       -> SecurityRole
  role_id                    string key SecurityRole.id
  schema                     -> ProjectSchema
  schema_id                  string key ProjectSchema.id
  status                     -> Status
  status_id                  string key Status.id
  status_rules               [] StatusRule by status_rule_group_id

StatusRule
  default: id status_id
  required: id status_id status_rule_group_id
  immutable: id
  id                         string = uid
  status                     -> Status
  status_id                  string key Status.id
  status_rule_group          -> StatusRuleGroup
  status_rule_group_id       string key StatusRuleGroup.id

TypedContextStatusRuleGroup : StatusRuleGroup table TaskStatusRuleGroup
  default: + object_type_id
  required: + object_type_id
  object_type                -> ObjectType
  object_type_id             string key ObjectType.id

AssetVersionStatusRuleGroup : StatusRuleGroup

UserSession
  default: id
  system: user_id
  required: id
  immutable: id
  accessed_time              datetime
  creation_time              datetime
  id                         string = uid
  user                       -> User
  user_id                    string key User.id

UserView
  default: id
  required: id
  immutable: id
  global                     boolean col isglobal
  id                         string col viewid = uid
  name                       string
  shared_with                [] Resource through UserViewResource user_view_id resource_id col sharedviews
  user                       -> User
  user_id                    string key User.id col userid

UserViewResource hidden pk user_view_id resource_id
  resource_id                string key Resource.id
  user_view_id               string key UserView.id
`;
