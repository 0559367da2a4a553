import { PRODUCTS, REPRESENTATIONS, TASKS, VERSIONS, WORKFILES } from './schema-arguments.ts';

const BASE_FIELDS = `
  projectName: String!
  id: String!
  name: String!
  active: Boolean!
  createdBy: String
  updatedBy: String
  createdAt: DateTime!
  updatedAt: DateTime!
  allAttrib: String!
  links(direction: String, linkTypes: [String!], names: [String!], nameEx: String, first: Int! = 100, after: String): LinksConnection!
  activities(first: Int, last: Int = 100, after: String, before: String, activityTypes: [String!], referenceTypes: [String!]): ActivitiesConnection!
  parents: [String!]!
`;

/** The entities of a project. */
export const ENTITY_TYPES_SDL = `
interface BaseNode {
  ${BASE_FIELDS}
}

type FolderNode implements BaseNode {
  ${BASE_FIELDS} label: String folderType: String! parentId: String thumbnailId: String
  thumbnail: ThumbnailInfo path: String status: String! tags: [String!]! data: String
  thumbnailHash: String! latestComments: [EntityComment!] childCount: Int! productCount: Int!
  taskCount: Int! hasVersions: Boolean! hasReviewables: Boolean! totalFolderCount: Int!
  totalTaskCount: Int! totalProductCount: Int! totalVersionCount: Int!
  products(${PRODUCTS}): ProductsConnection! tasks(${TASKS}): TasksConnection! type: String!
  hasChildren: Boolean! hasProducts: Boolean! hasTasks: Boolean! parent: FolderNode
  attrib: FolderAttribType! ownAttrib: [String!]!
}

type TaskNode implements BaseNode {
  ${BASE_FIELDS} label: String taskType: String! thumbnailId: String thumbnailHash: String!
  thumbnail: ThumbnailInfo assignees: [String!]! folderId: String! status: String! hasReviewables: Boolean!
  tags: [String!]! data: String path: String subtasks: [SubTaskNode!]! latestComments: [EntityComment!]
  versions(${VERSIONS}): VersionsConnection! workfiles(${WORKFILES}): WorkfilesConnection!
  Folder: FolderNode type: String! folder: FolderNode! attrib: TaskAttribType! ownAttrib: [String!]!
}

type SubTaskNode {
  id: String! name: String! label: String! description: String startDate: DateTime endDate: DateTime
  assignees: [String!]! isDone: Boolean!
}

type ProductNode implements BaseNode {
  ${BASE_FIELDS} folderId: String! productType: String! productBaseType: String status: String!
  tags: [String!]! data: String path: String versions(${VERSIONS}): VersionsConnection!
  versionList: [VersionListItem!]! Folder: FolderNode type: String! folder: FolderNode!
  latestVersion: VersionNode attrib: ProductAttribType! featuredVersion(order: [String!]): VersionNode
}

type VersionListItem {
  id: String! version: Int! name: String!
}

type VersionNode implements BaseNode {
  ${BASE_FIELDS} version: Int! productId: String! status: String! tags: [String!]! taskId: String
  thumbnailId: String thumbnail: ThumbnailInfo thumbnailHash: String! hasReviewables: Boolean!
  author: String data: String path: String heroVersionId: String featuredVersionType: String
  isLatest: Boolean! isLatestDone: Boolean! latestComments: [EntityComment!]
  representations(${REPRESENTATIONS}): RepresentationsConnection! product: ProductNode! task: TaskNode
  attrib: VersionAttribType!
}

type RepresentationNode implements BaseNode {
  ${BASE_FIELDS} versionId: String! status: String! tags: [String!]! data: String traits: String
  path: String files: [FileNode!]! context: String version: VersionNode! fileCount: Int!
  attrib: RepresentationAttribType!
}

type FileNode {
  id: String! name: String! path: String! hash: String size: String! hashType: String!
}

type WorkfileNode implements BaseNode {
  ${BASE_FIELDS} path: String! taskId: String thumbnailId: String thumbnail: ThumbnailInfo
  thumbnailHash: String! status: String! data: String tags: [String!]! Parents: [String!] task: TaskNode!
  attrib: WorkfileAttribType!
}

type ThumbnailInfo {
  id: String! sourceEntityType: String sourceEntityId: String relation: String
}

type EntityComment {
  activityId: String! body: String! author: String createdAt: String!
}
`;
