/** Projects and everything that stands below them, with their links, times and history; the notation is explained in `../notation.ts`. */
export const contexts = `
Context
  default: context_type id name
  system: context_type
  required: context_type id name
  immutable: id _link link thumbnail_url created_by_id created_by created_at
  computed: thumbnail_url
  _link                      string computed col _api_link
  allocations                [] Appointment by context_id where type=allocation col context_allocations
  appointments               [] Appointment by context_id col context_appointments
  assets                     [] Asset by context_id
  assignments                [] Appointment by context_id where type=assignment col context_assignments
  children                   [] Context by parent_id
  context_type               string
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  custom_attributes          {} ContextCustomAttributeValue computed col custom_attribute_values
  id                         string = uid
  link                       string computed col _api_link
  managers                   [] Manager by context_id
  name                       string = ""
  notes                      [] Note by parent_id where in_reply_to_id=null
  parent                     -> Context
  parent_id                  string key Context.id
  project_id                 string key Project.id
  scopes                     [] Scope through ContextScope context_id scope_id
  thumbnail                  -> Component
  thumbnail_id               string key Component.id col thumbid
  thumbnail_url              object computed
  timelogs                   [] Timelog by context_id

Project : Context table Show
  required: + is_global status project_schema_id
  calendar_events            [] CalendarEvent by project_id
  color                      string
  descendants                [] TypedContext computed
  disk                       -> Disk
  disk_id                    string key Disk.id col diskid
  end_date                   datetime col enddate
  full_name                  string col fullname
  is_global                  boolean col isglobal = false
  is_private                 boolean col private = false
  metadata                   {} Metadata by parent_id col meta
  project_schema             -> ProjectSchema col projectscheme
  project_schema_id          string key ProjectSchema.id col projectschemeid
  review_sessions            [] ReviewSession by project_id col reviewSessions
  root                       string
  start_date                 datetime col startdate
  status                     string
  user_security_role_projects [] UserSecurityRoleProject by project_id col user_role_projects

TypedContext : Context table Task
  system: + showid
  required: + bid status_id type_id priority_id object_type_id sort
  immutable: + time_logged bid_time_logged_difference
  computed: + time_logged bid_time_logged_difference
  ancestors                  [] TypedContext computed
  bid                        number
  bid_time_logged_difference number computed
  descendants                [] TypedContext computed
  description                string
  end_date                   datetime col enddate
  incoming_links             [] TypedContextLink by to_id col predecessors
  lists                      [] TypedContextList through ListObject entity_id list_id col _lists
  metadata                   {} Metadata by parent_id col meta
  object_type                -> ObjectType col objectType
  object_type_id             string key ObjectType.id col object_typeid
  outgoing_links             [] TypedContextLink by from_id col successors
  priority                   -> Priority
  priority_id                string key Priority.id col priorityid
  project                    -> Project col show
  project_id                 string key Project.id col showid
  sort                       number
  start_date                 datetime col startdate
  status                     -> Status
  status_changes             [] StatusChange by parent_id
  status_id                  string key Status.id col statusid
  time_logged                number computed
  type                       -> Type
  type_id                    string key Type.id col typeid

Appointment
  default: id
  required: id type resource_id context_id
  immutable: id
  context                    -> Context col appointment_context
  context_id                 string key Context.id
  id                         string = uid
  resource                   -> Resource col appointment_resource
  resource_id                string key Resource.id
  type                       string

TypedContextLink table Dependency
  default: id from_id to_id
  required: id from_id to_id
  immutable: id
  from                       -> TypedContext col fromTask
  from_id                    string key TypedContext.id
  id                         string col dependencyid = uid
  metadata                   {} Metadata by parent_id col meta
  to                         -> TypedContext col toTask
  to_id                      string key TypedContext.id

Manager
  default: id
  required: id
  immutable: id
  context                    -> Context
  context_id                 string key Context.id
  id                         string col managerid = uid
  type                       -> ManagerType
  type_id                    string key ManagerType.id col typeid
  user                       -> User
  user_id                    string key User.id col userid

ManagerType
  default: id
  required: id
  immutable: id
  id                         string col typeid = uid
  name                       string

Scope
  default: id
  required: name id
  immutable: id
  id                         string = uid
  name                       string

Timelog
  default: id
  system: user_id context_id
  required: comment start duration id
  immutable: id
  comment                    string = ""
  context                    -> Context
  context_id                 string key Context.id
  duration                   number
  id                         string = uid
  name                       string
  start                      datetime
  time_zone_offset           number
  user                       -> User
  user_id                    string key User.id

Timer
  default: id
  required: comment start user_id id
  immutable: id
  comment                    string = ""
  context                    -> Context
  context_id                 string key Context.id
  id                         string = uid
  name                       string
  start                      datetime
  user                       -> User
  user_id                    string key User.user_id

Metadata table Meta pk parent_id key
  default: parent_id key value parent_type
  required: parent_id key value parent_type
  immutable: parent_id key
  key                        string col variable
  parent_id                  string col meta_id
  parent_type                string typename col meta_type
  value                      string

StatusChange table Trac
  default: id
  required: id
  immutable: id
  date                       datetime
  from_status                -> Status
  from_status_id             string key Status.id
  id                         string col tracid
  parent_id                  string
  parent_type                string
  status                     -> Status
  status_id                  string key Status.id
  user                       -> User
  user_id                    string key User.user_id col userid

TypedContextStatusChange : StatusChange
  parent                     -> TypedContext

AssetVersionStatusChange : StatusChange
  parent                     -> AssetVersion

Disk
  default: id
  required: id name
  immutable: id
  id                         string col diskid = uid
  name                       string
  projects                   [] Project by disk_id col shows
  unix                       string
  windows                    string

ContextScope hidden pk context_id scope_id
  context_id                 string key Context.id
  scope_id                   string key Scope.id
`;
