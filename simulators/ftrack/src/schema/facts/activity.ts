/** The activity log, jobs, settings, dashboards; the notation is explained in `../notation.ts`. */
export const activity = `
Event table SocialEvent
  default: id
  system: showid
  required: id
  immutable: id
  action                     string col action
  created_at                 datetime
  data                       string
  feeds                      [] Feed by social_id
  id                         integer col socialid
  insert                     string col insert
  parent_id                  string
  parent_type                string
  project                    -> Project col show
  project_id                 string key Project.id col showid
  user                       -> User
  user_id                    string key User.user_id col userid

Feed table SocialFeed
  default: id
  required: id
  immutable: id
  cluster_id                 string col clusterid
  created_at                 datetime
  distance                   integer col distance = 0
  event                      -> Event via social_id
  id                         string = uid
  owner_id                   string col ownerid
  relation                   string col relation
  social_id                  integer key Event.social_id col socialid

Job
  default: id
  required: id status type
  immutable: id type
  created_at                 datetime
  data                       string format json
  finished_at                datetime
  id                         string col jobid = uid
  job_components             [] JobComponent by job_id
  status                     string enum queued/running/done/failed = "queued"
  type                       string = "api_job"
  user                       -> User
  user_id                    string key User.user_id col userid

JobComponent pk component_id job_id
  default: component_id job_id
  required: component_id job_id
  immutable: component_id job_id url
  computed: url
  component                  -> Component
  component_id               string key Component.id
  job                        -> Job
  job_id                     string key Job.id
  url                        object computed

Setting pk name group
  default: name group
  required: name group
  immutable: name group
  group                      string = "default"
  name                       string = "default"
  value                      string = "default"

EntitySetting table SettingOverride pk parent_id group name
  default: parent_id group name value parent_type
  required: parent_id group name value parent_type
  immutable: parent_id group name
  group                      string
  name                       string
  parent_id                  string
  parent_type                string typename
  value                      string

SettingComponent pk component_id name group
  default: component_id name group
  required: component_id name group
  immutable: component_id name group thumbnail_url url
  computed: thumbnail_url url
  component                  -> Component
  component_id               string key Component.id
  group                      string key Setting.group
  name                       string key Setting.name
  setting                    -> Setting computed
  thumbnail_url              object computed
  url                        object computed

Dashboard
  default: id
  system: typeid
  required: id
  immutable: id
  created_by                 -> User col user
  created_by_id              string key User.user_id col userid
  dashboard_resources        [] DashboardResource by dashboard_id
  id                         string col dashboardid = uid
  is_shared_with_everyone    boolean col isglobal = false
  name                       string
  widgets                    [] DashboardWidget by dashboard_id

DashboardResource table LinkDashboardResource pk dashboard_id resource_id
  default: dashboard_id resource_id
  system: dashboard_id resource_id
  required: dashboard_id resource_id
  immutable: dashboard_id resource_id
  dashboard                  -> Dashboard
  dashboard_id               -> Dashboard via dashboard_id key Dashboard.id
  is_shared_with_everyone    boolean col isglobal = false
  resource                   -> Resource
  resource_id                -> Resource via resource_id key Resource.id

DashboardWidget
  default: id
  required: id
  immutable: id
  config                     string
  dashboard                  -> Dashboard
  dashboard_id               string key Dashboard.id col dashboardid
  id                         string col widgetid = uid
  sort                       number
  type                       string col widget_typeid
`;
