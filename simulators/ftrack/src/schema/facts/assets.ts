/** Published files: assets, versions, components, locations, and the lists of versions and tasks; the notation is explained in `../notation.ts`. */
export const assets = `
Asset
  default: id
  system: context_id
  required: id
  immutable: id
  computed: latest_version
  context_id                 string key Context.id
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  custom_attributes          {} AssetCustomAttributeValue computed col custom_attribute_values
  id                         string col assetid = uid
  latest_version             -> AssetVersion computed
  metadata                   {} Metadata by parent_id col meta
  name                       string
  parent                     -> Context via context_id
  type                       -> AssetType
  type_id                    string key AssetType.id col typeid
  versions                   [] AssetVersion by asset_id

AssetType
  default: id
  required: id name short
  immutable: id
  assets                     [] Asset by type_id
  component                  string = "main"
  id                         string col typeid = uid
  name                       string
  short                      string

AssetVersion
  default: id
  system: assetid
  required: id is_published status_id
  immutable: id _link link is_latest_version thumbnail_url
  computed: thumbnail_url
  _link                      string computed col _api_link
  asset                      -> Asset
  asset_id                   string key Asset.id col assetid
  comment                    string = ""
  components                 [] Component by version_id
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  custom_attributes          {} AssetVersionCustomAttributeValue computed col custom_attribute_values
  date                       datetime
  id                         string col versionid = uid
  incoming_links             [] AssetVersionLink by to_id col incoming_links
  is_latest_version          boolean computed
  is_published               boolean col ispublished = true
  link                       string computed col _api_link
  lists                      [] AssetVersionList through ListObject entity_id list_id col _lists
  metadata                   {} Metadata by parent_id col meta
  notes                      [] Note by parent_id where in_reply_to_id=null
  outgoing_links             [] AssetVersionLink by from_id col outgoing_links
  review_session_objects     [] ReviewSessionObject by version_id col reviewSessionObjects
  status                     -> Status
  status_changes             [] StatusChange by parent_id
  status_id                  string key Status.id col statusid
  task                       -> Task
  task_id                    string key Task.id col taskid
  thumbnail                  -> Component
  thumbnail_id               string key Component.id col thumbid
  thumbnail_url              object computed
  used_in_versions           [] AssetVersion through AssetVersionLink from_id to_id col usedinversions
  user                       -> User
  user_id                    string key User.user_id col userid
  uses_versions              [] AssetVersion through AssetVersionLink to_id from_id col usesversions
  version                    integer

AssetVersionLink
  default: id from_id to_id
  required: id from_id to_id
  immutable: id
  from                       -> AssetVersion col linked_version
  from_id                    string key AssetVersion.id col linkedversionid
  id                         string = uid
  metadata                   {} Metadata by parent_id col meta
  to                         -> AssetVersion col version
  to_id                      string key AssetVersion.id col versionid

Component
  default: id system_type
  system: system_type version_id
  required: system_type name id
  immutable: id
  component_locations        [] ComponentLocation by component_id
  container                  -> ContainerComponent
  container_id               string key ContainerComponent.id
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  file_type                  string col filetype
  id                         string = uid
  metadata                   {} Metadata by parent_id col meta
  name                       string = "main"
  size                       integer = 0
  system_type                string
  version                    -> AssetVersion
  version_id                 string key AssetVersion.id

FileComponent : Component
  id                         string key Component.id = uid

ContainerComponent : Component
  id                         string key Component.id = uid
  members                    [] Component by container_id

SequenceComponent : ContainerComponent
  required: + padding
  padding                    integer = 0

ComponentLocation
  default: id
  system: location_id component_id
  required: id
  immutable: id
  computed: url
  component                  -> Component
  component_id               string key Component.id
  id                         string = uid
  location                   -> Location
  location_id                string key Location.id
  resource_identifier        string col resourceIdentifier
  url                        object computed

Location
  default: id
  required: name id
  immutable: id
  description                string
  id                         string = uid
  label                      string
  location_components        [] ComponentLocation by location_id
  name                       string

List
  default: id
  system: showid
  required: id is_open category_id project_id
  immutable: id
  category                   -> ListCategory col type
  category_id                string key ListCategory.id col typeid
  custom_attribute_links     {} CustomAttributeLink by from_id restricted
  custom_attribute_links_from {} CustomAttributeLinkFrom by to_id restricted
  custom_attributes          {} ListCustomAttributeValue computed col custom_attribute_values
  date                       datetime
  id                         string col listid = uid
  is_open                    boolean col isopen = true
  name                       string = ""
  owner                      -> User via user_id col user
  project                    -> Project col show
  project_id                 string key Project.id col showid
  system_type                string col entity = "task"
  user_id                    string key User.user_id col userid

AssetVersionList : List table List where entity=assetversion
  immutable: + type
  items                      [] AssetVersion through ListObject list_id entity_id col _asset_version_items
  system_type                string col entity = "assetversion"

TypedContextList : List table List where entity=task
  immutable: + type
  items                      [] Task through ListObject list_id entity_id col _task_items

ListCategory table ListType
  default: id
  required: id
  immutable: id
  id                         string col typeid = uid
  lists                      [] List by category_id
  name                       string

ListObject
  default: id entity_id list_id
  required: id entity_id list_id
  immutable: id
  custom_attributes          {} ListObjectCustomAttributeValue computed col custom_attribute_values
  entity_id                  string col entityid
  id                         string = uid
  list                       -> List
  list_id                    string key List.id col listid
`;
