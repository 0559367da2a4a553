/** Custom attributes: configurations, values, and links between entities; the notation is explained in `../notation.ts`. */
export const customAttributes = `
CustomConfigurationBase table RegisterBase
  default: id
  system: write_permissionid permissionid topid
  required: id core config
  immutable: id
  config                     string
  core                       boolean = false
  entity_type                string col entity
  group                      -> CustomAttributeGroup
  group_id                   string key CustomAttributeGroup.id col groupid
  id                         string col registerid = uid
  key                        string
  label                      string
  object_type                -> ObjectType col object_type
  object_type_id             string col entity_key
  project_id                 string col topid
  read_security_roles        [] SecurityRole through ConfigurationReadRole configuration_id security_role_id col read_roles
  sort                       integer = 0
  write_security_roles       [] SecurityRole through ConfigurationWriteRole configuration_id security_role_id col write_roles

CustomAttributeConfiguration : CustomConfigurationBase table Variable_Register
  default                    variable col casted_default = ""
  is_hierarchical            boolean col ishierarchical = false
  type                       -> CustomAttributeType
  type_id                    string key CustomAttributeType.id col typeid
  values                     [] CustomAttributeValue by configuration_id

CustomAttributeLinkConfiguration : CustomConfigurationBase table LinkRegister
  required: + entity_type entity_type_to
  immutable: + entity_type_to object_type_id_to
  entity_type_to             string col entity_to
  object_type_id_to          string key ObjectType.id col entity_key_to
  object_type_to             -> ObjectType via object_type_id_to col object_type_to
  one_to_one                 boolean

CustomAttributeGroup table AttributeGroup
  default: id name
  required: id
  immutable: id
  custom_attribute_configurations [] CustomAttributeConfiguration by group_id col registers
  id                         string col groupid = uid
  name                       string

CustomAttributeType
  default: id
  required: id core
  immutable: id
  core                       boolean = false
  custom_attribute_configurations [] CustomAttributeConfiguration by type_id col variables
  form_config                string col formconfig
  id                         string col typeid = uid
  name                       string

CustomAttributeValue table Variable_Value pk configuration_id entity_id
  default: configuration_id entity_id
  required: configuration_id entity_id
  immutable: configuration_id entity_id
  configuration              -> CustomAttributeConfiguration col register
  configuration_id           string key CustomAttributeConfiguration.id col registerid
  entity_id                  string col entityid
  id                         string computed hidden
  value                      variable col casted_value

ContextCustomAttributeValue : CustomAttributeValue
  default: + key
  system: entity_id key _casted_value project_id
  configuration_id           string key CustomAttributeConfiguration.id col register_id
  entity_id                  string key Context.id
  key                        string computed

AssetVersionCustomAttributeValue : CustomAttributeValue
  default: + key
  system: entity_id key _casted_value project_id
  configuration_id           string key CustomAttributeConfiguration.id col register_id
  entity_id                  string key AssetVersion.id
  key                        string computed

AssetCustomAttributeValue : CustomAttributeValue
  default: + key
  system: entity_id key _casted_value project_id
  configuration_id           string key CustomAttributeConfiguration.id col register_id
  entity_id                  string key Asset.id
  key                        string computed

UserCustomAttributeValue : CustomAttributeValue
  default: + key
  system: entity_id key _casted_value
  configuration_id           string key CustomAttributeConfiguration.id col register_id
  entity_id                  string key User.id
  key                        string computed

ListCustomAttributeValue : CustomAttributeValue
  default: + key
  system: entity_id key _casted_value project_id
  configuration_id           string key CustomAttributeConfiguration.id col register_id
  entity_id                  string key List.id
  key                        string computed

ListObjectCustomAttributeValue : CustomAttributeValue
  default: + key
  system: entity_id key _casted_value
  configuration_id           string key CustomAttributeConfiguration.id col register_id
  entity_id                  string key ListObject.id
  key                        string computed

CustomAttributeLink
  default: configuration_id from_id to_id
  required: configuration_id from_id to_id
  immutable: configuration_id id
  configuration              -> CustomAttributeLinkConfiguration col register
  configuration_id           string key CustomAttributeLinkConfiguration.id col registerid
  from_id                    string
  id                         string = uid
  to_id                      string

ContextCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  context                    -> Context via to_id

AssetVersionCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  asset_version              -> AssetVersion via to_id

AssetCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  asset                      -> Asset via to_id

UserCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  user                       -> User via to_id

GroupCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  group                      -> Group via to_id

ListCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  list                       -> List via to_id

ComponentCustomAttributeLink : CustomAttributeLink
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  component                  -> Component via to_id

CustomAttributeLinkFrom
  default: configuration_id from_id to_id
  required: configuration_id from_id to_id
  immutable: configuration_id id
  configuration              -> CustomAttributeLinkConfiguration col register
  configuration_id           string key CustomAttributeLinkConfiguration.id col registerid
  from_entity_type           string typename
  from_id                    string
  id                         string = uid
  to_entity_type             string typename
  to_id                      string

ContextCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  context                    -> Context via from_id

AssetVersionCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  asset_version              -> AssetVersion via from_id

AssetCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  asset                      -> Asset via from_id

UserCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  user                       -> User via from_id

GroupCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  group                      -> Group via from_id

ListCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  list                       -> List via from_id

ComponentCustomAttributeLinkFrom : CustomAttributeLinkFrom
  default: + id to_entity_type
  required: + from_entity_type to_entity_type id
  component                  -> Component via from_id

ConfigurationReadRole hidden pk configuration_id security_role_id
  configuration_id           string key CustomConfigurationBase.id
  security_role_id           string key SecurityRole.id

ConfigurationWriteRole hidden pk configuration_id security_role_id
  configuration_id           string key CustomConfigurationBase.id
  security_role_id           string key SecurityRole.id
`;
