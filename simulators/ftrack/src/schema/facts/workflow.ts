/** Object types, types, statuses, and the project schemas that say which of them a project has; the notation is explained in `../notation.ts`. */
export const workflow = `
ObjectType
  default: id
  required: id name icon sort is_time_reportable is_taskable is_typeable is_statusable is_schedulable
  immutable: id
  icon                       string = "default"
  id                         string col typeid = uid
  is_leaf                    boolean col isleaf = false
  is_schedulable             boolean col isschedulable = false
  is_statusable              boolean col isstatusable = true
  is_taskable                boolean col istaskable = true
  is_time_reportable         boolean col istimereportable = false
  is_typeable                boolean col istypeable = true
  name                       string
  project_schemas            [] ProjectSchema through ProjectSchemaObjectType object_type_id project_schema_id
  sort                       integer = 0
  tasks                      [] Task by object_type_id

Type table TaskType
  default: id
  required: id color sort is_billable
  immutable: id
  color                      string = "#510100"
  id                         string col typeid = uid
  is_billable                boolean col isbillable = true
  name                       string
  sort                       integer = 0
  task_type_schemas          [] TaskTypeSchema through TaskTypeSchemaType type_id task_type_schema_id col schemes
  tasks                      [] Task by type_id

State table StatusType
  default: id
  required: id
  immutable: id
  id                         string col typeid = uid
  name                       string
  short                      string

Status table TaskStatus
  default: id
  required: id is_active
  immutable: id
  color                      string
  id                         string col statusid = uid
  is_active                  boolean col isactive
  name                       string
  sort                       integer = 0
  state                      -> State col statustype
  tasks                      [] Task by status_id
  state_id                   string key State.id hidden

Priority table PriorityType
  default: id
  required: id
  immutable: id
  color                      string
  id                         string col priorityid = uid
  name                       string
  sort                       integer = 0
  tasks                      [] Task by priority_id
  value                      number = 0

ProjectSchema table ProjectScheme
  default: id
  required: id
  immutable: id
  _overrides                 [] ProjectSchemaOverride by project_schema_id col overrides
  _schemas                   [] Schema by project_schema_id col schemas
  _task_type_schema          -> TaskTypeSchema via task_type_schema_id col tasktypescheme
  _task_workflow             -> WorkflowSchema via task_workflow_schema_id col taskworkflow
  _version_workflow          -> WorkflowSchema via asset_version_workflow_schema_id col versionworkflow
  asset_version_workflow_schema -> WorkflowSchema col versionworkflow
  asset_version_workflow_schema_id string key WorkflowSchema.id col versionworkflowid
  id                         string col schemeid = uid
  name                       string
  object_type_schemas        [] Schema by project_schema_id col schemas
  object_types               [] ObjectType through ProjectSchemaObjectType project_schema_id object_type_id
  task_templates             [] TaskTemplate by project_schema_id col templates
  task_type_schema           -> TaskTypeSchema col tasktypescheme
  task_type_schema_id        string key TaskTypeSchema.id col tasktypeschemeid
  task_workflow_schema       -> WorkflowSchema col taskworkflow
  task_workflow_schema_id    string key WorkflowSchema.id col taskworkflowid
  task_workflow_schema_overrides [] ProjectSchemaOverride by project_schema_id col overrides

ProjectSchemaObjectType pk object_type_id project_schema_id
  default: object_type_id project_schema_id
  required: object_type_id project_schema_id
  immutable: object_type_id project_schema_id
  object_type                -> ObjectType
  object_type_id             string key ObjectType.id
  project_schema             -> ProjectSchema
  project_schema_id          string key ProjectSchema.id

ProjectSchemaOverride table ProjectSchemeOverride
  default: id
  required: id
  immutable: id
  id                         string col overrideid = uid
  project_schema_id          string key ProjectSchema.id col projectschemeid
  type_id                    string key Type.id col typeid
  workflow_schema            -> WorkflowSchema col workflowscheme
  workflow_schema_id         string key WorkflowSchema.id col workflowschemeid

WorkflowSchema table WorkflowScheme
  default: id
  required: id
  immutable: id
  id                         string col schemeid = uid
  name                       string = "Workflow Name"
  overrides                  [] ProjectSchemaOverride by workflow_schema_id
  statuses                   [] Status through WorkflowSchemaStatus workflow_schema_id status_id

WorkflowSchemaStatus pk workflow_schema_id status_id
  default: workflow_schema_id status_id
  required: workflow_schema_id status_id
  immutable: workflow_schema_id status_id
  status_id                  string key Status.id col statusid
  workflow_schema_id         string key WorkflowSchema.id col schemeid

TaskTypeSchema table TaskTypeScheme
  default: id
  required: id
  immutable: id
  id                         string col schemeid = uid
  name                       string = "TaskType Schema Name"
  types                      [] Type through TaskTypeSchemaType task_type_schema_id type_id

TaskTypeSchemaType pk task_type_schema_id type_id
  default: task_type_schema_id type_id
  required: task_type_schema_id type_id
  immutable: task_type_schema_id type_id
  task_type_schema_id        string key TaskTypeSchema.id col schemeid
  type_id                    string key Type.id col typeid

Schema
  default: id
  required: id type_id project_schema_id
  immutable: id
  id                         string = uid
  object_type_id             string key ObjectType.id col typeid
  project_schema_id          string key ProjectSchema.id col projectschemeid
  statuses                   [] SchemaStatus by schema_id
  type_id                    string key ObjectType.id col typeid same object_type_id
  types                      [] SchemaType by schema_id

SchemaStatus pk status_id schema_id
  default: status_id schema_id
  required: status_id schema_id
  immutable: status_id schema_id
  schema_id                  string key Schema.id col schemaid
  sort                       integer = 0
  status_id                  string key Status.id col statusid
  task_status                -> Status via status_id col taskstatus

SchemaType pk type_id schema_id
  default: type_id schema_id
  required: type_id schema_id
  immutable: type_id schema_id
  schema_id                  string key Schema.id col schemaid
  sort                       integer = 0
  task_type                  -> Type via type_id col tasktype
  type_id                    string key Type.id col typeid

TaskTemplate
  default: id name
  required: id name project_schema_id
  immutable: id
  id                         string = uid
  items                      [] TaskTemplateItem by template_id
  name                       string
  project_schema             -> ProjectSchema col schema
  project_schema_id          string key ProjectSchema.id col projectschemeid

TaskTemplateItem
  default: id
  required: id template_id task_type_id
  immutable: id
  id                         string = uid
  task_type                  -> Type col taskType
  task_type_id               string key Type.id col tasktype_id
  template                   -> TaskTemplate
  template_id                string key TaskTemplate.id
`;
