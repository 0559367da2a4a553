/** Users, groups, roles, calendars; the notation is explained in `../notation.ts`. */
export const people = `
Resource
  default: id
  system: resource_type
  required: resource_type id
  immutable: id
  allocations                [] Appointment by resource_id where type=allocation col resource_allocations
  appointments               [] Appointment by resource_id col resource_appointments
  assignments                [] Appointment by resource_id where type=assignment col resource_assignments
  dashboard_resources        [] DashboardResource by resource_id
  id                         string = uid
  resource_type              string

User : Resource
  required: + username is_active
  immutable: + resource_type thumbnail_url
  computed: thumbnail_url
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  custom_attributes          {} UserCustomAttributeValue computed col custom_attribute_values
  email                      string
  first_name                 string col firstname
  is_active                  boolean col isactive
  is_otp_enabled             boolean col otp_enabled
  is_totp_enabled            boolean col totp_enabled
  last_name                  string col lastname
  memberships                [] Membership by user_id col user_memberships
  metadata                   {} Metadata by parent_id col meta
  require_details_update     boolean
  resource_type              string = "user"
  thumbnail                  -> Component
  thumbnail_id               string key Component.id col thumbid
  thumbnail_url              object computed
  timelogs                   [] Timelog by user_id
  user_security_roles        [] UserSecurityRole by user_id col userRoles
  user_type                  -> UserType col type
  user_type_id               untyped key UserType.id col typeid
  username                   string

Group : Resource
  required: + name local
  immutable: + resource_type link
  children                   [] Group by parent_id
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  link                       string computed col api_link
  local                      boolean
  memberships                [] Membership by group_id col group_memberships
  name                       string = ""
  parent                     -> Group
  parent_id                  string key Group.id col group_id
  resource_type              string = "group"

Membership
  default: id
  required: group_id user_id id
  immutable: id
  group                      -> Group col membership_group
  group_id                   string key Group.id
  id                         string = uid
  user                       -> User col membership_user
  user_id                    string key User.id

UserType
  default: id
  required: id
  immutable: id name
  id                         string col typeid = uid
  name                       string

SecurityRole table Auth_Role
  default: id name
  required: id
  immutable: id
  id                         string col roleid = uid
  name                       string
  type                       string key SecurityRoleType.id col typeid
  user_security_roles        [] UserSecurityRole by security_role_id col userRoles

UserSecurityRole table Auth_UserRole
  default: id user_id security_role_id
  required: id
  immutable: id
  id                         string = uid
  is_all_open_projects       boolean col isallprojects same is_all_projects
  is_all_projects            boolean col isallprojects
  security_role              -> SecurityRole col role
  security_role_id           string key SecurityRole.id col roleid
  user                       -> User
  user_id                    string key User.id col userid
  user_security_role_projects [] UserSecurityRoleProject by user_security_role_id col user_role_projects

UserSecurityRoleProject table UserRoleProject
  default: id user_security_role_id project_id
  required: id
  immutable: id
  id                         string = uid
  project                    -> Project
  project_id                 string key Project.id
  user_security_role         -> UserSecurityRole col user_role
  user_security_role_id      string key UserSecurityRole.id col user_role_id

UserApplicationState table UserSetting pk user_id key
  default: user_id key value
  required: user_id key value
  immutable: user_id key
  key                        string
  user_id                    string key User.id col userid
  value                      string

CalendarEvent
  default: id start end
  system: project_id
  required: name start end id
  immutable: id
  calendar_event_resources   [] CalendarEventResource by calendar_event_id
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  effort                     number
  end                        datetime
  estimate                   number
  everyone                   boolean
  forecast                   boolean
  id                         string = uid
  leave                      boolean
  metadata                   {} Metadata by parent_id col meta
  name                       string = ""
  project                    -> Project
  project_id                 string key Project.id
  start                      datetime
  type                       -> Type
  type_id                    string key Type.id

CalendarEventResource
  default: id calendar_event_id resource_id
  required: calendar_event_id resource_id id
  immutable: id
  calendar_event             -> CalendarEvent
  calendar_event_id          string key CalendarEvent.id
  created_at                 datetime
  created_by                 -> User col createdBy
  created_by_id              string key User.user_id col created_by
  id                         string = uid
  resource                   -> Resource
  resource_id                string key Resource.id
`;
