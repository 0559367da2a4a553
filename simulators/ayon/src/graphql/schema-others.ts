import {
  ACTIVITIES,
  ENTITY_LISTS,
  FOLDERS,
  LIST_ITEMS,
  PAGING,
  PRODUCTS,
  PROJECT_LINKS,
  REPRESENTATIONS,
  TASKS,
  VERSIONS,
  WORKFILES,
} from './schema-arguments.ts';

/** Everything that is no entity of a project: the root, projects, users, events, links, lists, activities. */
export const OTHER_TYPES_SDL = `
type Query {
  project(name: String, code: String): ProjectNode!
  projects(name: String, code: String, ${PAGING}, includeSkeleton: Boolean! = false): ProjectsConnection!
  users(name: String, names: [String!], emails: [String!], projectName: String, projects: [String!], isSupport: Boolean, ${PAGING}): UsersConnection!
  user(name: String!): UserNode!
  events(ids: [String!], topics: [String!], projects: [String!], users: [String!], states: [String!], statuses: [String!], hasChildren: Boolean, olderThan: String, newerThan: String, filter: String, includeLogs: Boolean! = false, ${PAGING}): EventsConnection!
  inbox(last: Int = 100, before: String, showActiveProjects: Boolean, showActiveMessages: Boolean = true, showUnreadMessages: Boolean, showImportantMessages: Boolean): ActivitiesConnection!
  kanban(last: Int = 2000, before: String, projects: [String!], assigneesAny: [String!], taskIds: [String!]): KanbanConnection!
  me: UserNode! productTypes: [ProductType!]!
}

type ProjectNode {
  name: String! label: String projectName: String! code: String! color: String projectFolder: String
  data: String config: String active: Boolean! library: Boolean! skeleton: Boolean!
  thumbnail: ThumbnailInfo bundle: ProjectBundleType! createdAt: DateTime! updatedAt: DateTime!
  entityList(id: String!): EntityListNode! entityLists(${ENTITY_LISTS}): EntityListsConnection!
  folder(id: String!): FolderNode folders(${FOLDERS}): FoldersConnection! task(id: String!): TaskNode
  tasks(${TASKS}): TasksConnection! product(id: String!): ProductNode
  products(${PRODUCTS}): ProductsConnection! version(id: String!): VersionNode
  versions(${VERSIONS}): VersionsConnection! representation(id: String!): RepresentationNode
  representations(${REPRESENTATIONS}): RepresentationsConnection! workfile(id: String!): WorkfileNode
  workfiles(${WORKFILES}): WorkfilesConnection! activities(${ACTIVITIES}): ActivitiesConnection!
  links(${PROJECT_LINKS}): ProjectLinksConnection! attrib: ProjectAttribType! allAttrib: String!
  taskTypes(activeOnly: Boolean! = false): [TaskType!]!
  folderTypes(activeOnly: Boolean! = false): [FolderType!]!
  linkTypes(activeOnly: Boolean! = false): [LinkType!]! productTypes: [ProductType!]!
  productBaseTypes: [ProductBaseType!]! statuses: [Status!]! tags: [Tag!]! usedTags: [String!]!
}

type ProjectBundleType {
  production: String staging: String
}

type EntityListNode {
  projectName: String! id: String! entityType: String! entityListType: String! entityListFolderId: String
  label: String! access: String! allAttrib: String! tags: [String!]! activityCategories: [String!]!
  owner: String active: Boolean! createdAt: DateTime! updatedAt: DateTime! createdBy: String
  updatedBy: String count: Int! data: String! attributes: String!
  items(${LIST_ITEMS}): EntityListItemsConnection! accessLevel: Int!
}

type EntityListItemsConnection {
  pageInfo: PageInfo! edges: [EntityListItemEdge!]! fieldStats: [ColumnStats!]!
}

type PageInfo {
  hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String
  columnMetadata: [ColumnStats!]
}

type ColumnStats {
  columnName: String! valueFilledCount: Int percentageFilled: Float valueNotFilledCount: Int
  percentageNotFilled: Float checkedCount: Int checkedPercentage: Float notCheckedCount: Int
  notCheckedPercentage: Float avg: Float min: Float max: Float sum: Float count: Float distribution: JSON
}

type EntityListItemEdge {
  id: String! projectName: String! entityType: String! entityId: String! position: Int! attrib: String!
  folderPath: String! tags: [String!]! createdBy: String updatedBy: String createdAt: DateTime!
  updatedAt: DateTime! cursor: String Entity: BaseNode Forbidden: Boolean! allAttrib: String!
  ownAttrib: [String!]! data: String! node: BaseNode
}

type LinksConnection {
  pageInfo: PageInfo! edges: [LinkEdge!]!
}

type LinkEdge {
  id: String! projectName: String! entityType: String! entityId: String! name: String linkType: String!
  direction: String! description: String! author: String cursor: String data: JSON! node: BaseNode
}

type ActivityNode {
  projectName: String! referenceId: String! activityId: String! referenceType: String!
  activityType: String! entityType: String! entityId: String entityName: String entityPath: String
  createdAt: DateTime! updatedAt: DateTime! creationOrder: Int! body: String! tags: [String!]!
  category: ActivityCategory activityData: String! referenceData: String! active: Boolean! read: Boolean!
  origin: ActivityOriginNode parents: [ActivityOriginNode!]! reactions: [ActivityReactionNode!]!
  author: UserNode assignee: UserNode version: VersionNode files: [ActivityFileNode!]!
}

type ActivityCategory {
  name: String! color: String!
}

type ActivityOriginNode {
  id: String! type: String! subtype: String name: String! label: String link: String!
}

type ActivityReactionNode {
  userName: String! fullName: String reaction: String! timestamp: DateTime!
}

type UserNode {
  name: String! active: Boolean! createdAt: DateTime! updatedAt: DateTime! accessGroups: String!
  defaultAccessGroups: [String!]! isAdmin: Boolean! isManager: Boolean! isService: Boolean!
  isGuest: Boolean! isDeveloper: Boolean! isStagingAllowed: Boolean! inviteSentAt: DateTime
  inviteAcceptedAt: DateTime hasPassword: Boolean! disablePasswordLogin: Boolean! userPool: String
  apiKeyPreview: String deleted: Boolean! attrib: UserAttribType! allAttrib: String!
  tasks(projectName: String!): TasksConnection!
}

enum HasLinksFilter { NONE IN OUT ANY BOTH }

input MetricTargetInput {
  field: String! aggregations: [StatsOperation!]!
}

enum StatsOperation { MIN MAX AVG SUM COUNT FILLED NOT_FILLED PERCENTAGE_FILLED PERCENTAGE_NOT_FILLED CHECKED NOT_CHECKED PERCENTAGE_CHECKED PERCENTAGE_NOT_CHECKED DISTRIBUTION }

input AttributeFilterInput {
  name: String! values: [String!]!
}

type ActivityFileNode {
  id: String! size: String! author: String name: String mime: String createdAt: DateTime!
  updatedAt: DateTime!
}

type ProjectLinksConnection {
  pageInfo: PageInfo! edges: [ProjectLinkEdge!]!
}

type ProjectLinkEdge {
  id: String! projectName: String! linkType: String! inputType: String! outputType: String!
  inputId: String! outputId: String! name: String author: String createdAt: DateTime! cursor: String
  data: JSON! inputNode: BaseNode outputNode: BaseNode
}

type TaskType {
  name: String! icon: String shortName: String color: String
}

type FolderType {
  name: String! icon: String shortName: String color: String
}

type LinkType {
  name: String! linkType: String! inputType: String! outputType: String! color: String style: String!
}

type ProductType {
  name: String! icon: String color: String
}

type ProductBaseType {
  name: String! icon: String! color: String!
}

type Status {
  name: String! shortName: String icon: String color: String state: String scope: [String!]
}

type Tag {
  name: String! color: String
}

type EventNode {
  id: String! hash: String! topic: String! project: String user: String sender: String dependsOn: String
  status: String! retries: Int! description: String! summary: String! createdAt: DateTime!
  updatedAt: DateTime! data: String payload: String
}

type KanbanNode {
  projectName: String! projectCode: String! id: String! name: String! label: String status: String!
  tags: [String!]! taskType: String! assignees: [String!]! updatedAt: DateTime! createdAt: DateTime!
  priority: String dueDate: DateTime folderId: String! folderName: String! folderLabel: String
  folderPath: String! thumbnailId: String thumbnail: ThumbnailInfo thumbnailHash: String!
  hasReviewables: Boolean! lastVersionWithThumbnailId: String lastVersionWithReviewableVersionId: String
  lastVersionWithReviewableProductId: String
}
`;
