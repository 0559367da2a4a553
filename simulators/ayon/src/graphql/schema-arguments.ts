/** Arguments of the fields that list entities, in the notation of the schema language. */

export const PAGING = 'first: Int, after: String, last: Int, before: String';
const STATISTICS = 'calculateStatistics: Boolean! = false, calculateSpecificStatistics: [MetricTargetInput!]';

export const ACTIVITIES = `
  ${PAGING}, entityType: String, entityIds: [String!], entityNames: [String!], activityTypes: [String!],
  referenceTypes: [String!], activityIds: [String!], tags: [String!], categories: [String],
  changedBefore: String, changedAfter: String, authors: [String!], filter: String
`;

export const ENTITY_LISTS = `
  ${PAGING}, ids: [String!], filter: String, search: String, sortBy: String
`;

export const FOLDERS = `
  ${PAGING}, ids: [String!], includeFolderChildren: Boolean! = false, parentId: String, parentIds:
  [String!], attributes: [AttributeFilterInput!], folderTypes: [String!], statuses: [String!], tags:
  [String!], paths: [String!], pathEx: String, name: String, names: [String!], assignees: [String!],
  hasChildren: Boolean, hasProducts: Boolean, hasTasks: Boolean, hasLinks: HasLinksFilter, search:
  String, filter: String, taskFilter: String, sortBy: String, ${STATISTICS}
`;

export const LIST_ITEMS = `
  ${PAGING}, sortBy: String, accessibleOnly: Boolean! = false, filter: String, ${STATISTICS}
`;

export const PRODUCTS = `
  ${PAGING}, ids: [String!], hasLinks: HasLinksFilter, folderIds: [String!], includeFolderChildren:
  Boolean! = false, names: [String!], namesCi: [String!], nameEx: String, pathEx: String, productTypes:
  [String!], productBaseTypes: [String!], statuses: [String!], tags: [String!], search: String, filter:
  String, versionFilter: String, taskFilter: String, sortBy: String, ${STATISTICS}
`;

export const PROJECT_LINKS = `
  ids: [String!], entityIds: [String!], inputIds: [String!], outputIds: [String!], linkTypes: [String!],
  inputTypes: [String!], outputTypes: [String!], first: Int! = 100, after: String, names: [String!],
  nameEx: String
`;

export const REPRESENTATIONS = `
  ${PAGING}, ids: [String!], versionIds: [String!], names: [String!], statuses: [String!], tags:
  [String!], hasLinks: HasLinksFilter, search: String, filter: String
`;

export const TASKS = `
  ${PAGING}, ids: [String!], taskTypes: [String!], folderIds: [String!], attributes:
  [AttributeFilterInput!], names: [String!], statuses: [String!], hasLinks: HasLinksFilter, assignees:
  [String!], assigneesAny: [String!], tags: [String!], tagsAny: [String!], includeFolderChildren:
  Boolean! = false, search: String, filter: String, folderFilter: String, sortBy: String, ${STATISTICS}
`;

export const VERSIONS = `
  ${PAGING}, ids: [String!], version: Int, versions: [Int!], statuses: [String!], tags: [String!],
  productIds: [String!], taskIds: [String!], folderIds: [String!], includeFolderChildren: Boolean! =
  false, authors: [String!], latestOnly: Boolean! = false, heroOnly: Boolean! = false, heroOrLatestOnly:
  Boolean! = false, hasReviewables: Boolean, featuredOnly: [String!], hasLinks: HasLinksFilter, search:
  String, filter: String, taskFilter: String, productFilter: String, sortBy: String, ${STATISTICS}
`;

export const WORKFILES = `
  ${PAGING}, ids: [String!], paths: [String!], pathEx: String, taskIds: [String!], statuses: [String!],
  tags: [String!], hasLinks: HasLinksFilter, search: String, sortBy: String
`;
