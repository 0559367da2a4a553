/** The routes of the server, `METHODS path` a line; those the simulator has no room for answer 501. */
const ROUTES = `
POST /api/access
GET /api/accessGroups/_schema
DELETE GET PUT /api/accessGroups/{access_group_name}/{project_name}
GET /api/accessGroups/{project_name}
POST /api/actions/abort/{token}
POST /api/actions/config
POST /api/actions/execute
POST /api/actions/list
GET /api/actions/manage
GET /api/actions/take/{token}
GET POST /api/addons
GET POST /api/addons/install
DELETE /api/addons/{addon_name}
DELETE /api/addons/{addon_name}/{addon_version}
DELETE GET POST /api/addons/{addon_name}/{addon_version}/overrides
GET PUT /api/addons/{addon_name}/{addon_version}/rawOverrides
GET PUT /api/addons/{addon_name}/{addon_version}/rawOverrides/{project_name}
GET /api/addons/{addon_name}/{addon_version}/schema
GET POST /api/addons/{addon_name}/{addon_version}/settings
DELETE GET POST /api/addons/{addon_name}/{version}/overrides/{project_name}
GET /api/addons/{addon_name}/{version}/schema/{project_name}
GET POST /api/addons/{addon_name}/{version}/settings/{project_name}
GET PUT /api/addons/{addon_name}/{version}/siteSettings
GET /api/addons/{addon_name}/{version}/siteSettings/schema
GET /api/anatomy/presets
DELETE GET PUT /api/anatomy/presets/{preset_name}
DELETE POST /api/anatomy/presets/{preset_name}/primary
POST /api/anatomy/presets/{preset_name}/rename
GET /api/anatomy/schema
GET PUT /api/attributes
DELETE GET PATCH PUT /api/attributes/{attribute_name}
POST /api/auth/login
POST /api/auth/logout
GET /api/auth/pools
GET POST /api/auth/sessions
GET /api/auth/tokenauth
GET POST /api/bundles
POST /api/bundles/check
DELETE PATCH POST /api/bundles/{bundle_name}
GET PATCH POST /api/config
GET PUT /api/config/files/{file_type}
GET /api/config/overrides
GET /api/config/schema
GET /api/config/value/{key}
DELETE GET POST /api/connect
GET /api/connect/authorize
GET /api/connect/feedback
POST /api/csv/export/{entity_type}
GET /api/csv/export/{entity_type}/fields
PUT /api/csv/import/upload
POST /api/csv/import/{import_type}
GET POST /api/desktop/dependencyPackages
DELETE GET PATCH PUT /api/desktop/dependencyPackages/{filename}
GET POST /api/desktop/installers
DELETE GET PATCH PUT /api/desktop/installers/{filename}
POST /api/enroll
GET /api/enum/{enum_name}
POST /api/eventops
POST /api/events
DELETE GET PATCH /api/events/{event_id}
GET /api/frontendModules
GET /api/hosts
POST /api/hosts/heartbeat
POST /api/inbox
GET /api/info
GET /api/market/addons
GET /api/market/addons/{addon_name}
GET /api/market/addons/{addon_name}/{addon_version}
GET /api/market/licenses
GET /api/market/releases
GET /api/market/releases/{release_name}
GET /api/metrics
GET /api/metrics/system
DELETE GET /api/metrics/tracemalloc
POST /api/migrateSettingsByBundle
POST /api/onboarding/abort
POST /api/onboarding/initialize
POST /api/onboarding/restart
GET POST /api/projectFolders
POST /api/projectFolders/assign
POST /api/projectFolders/order
DELETE PATCH /api/projectFolders/{folder_id}
GET POST /api/projects
DELETE GET PATCH PUT /api/projects/{project_name}
DELETE PATCH /api/projects/{project_name}/activities/{activity_id}
POST /api/projects/{project_name}/activities/{activity_id}/reactions
DELETE /api/projects/{project_name}/activities/{activity_id}/reactions/{reaction}
GET /api/projects/{project_name}/activityCategories
GET POST /api/projects/{project_name}/anatomy
DELETE GET POST /api/projects/{project_name}/bundle
POST /api/projects/{project_name}/bundles
GET /api/projects/{project_name}/dashboard/activity
GET /api/projects/{project_name}/dashboard/entities
GET /api/projects/{project_name}/dashboard/health
GET /api/projects/{project_name}/dashboard/users
GET POST /api/projects/{project_name}/entityListFolders
POST /api/projects/{project_name}/entityListFolders/order
DELETE PATCH /api/projects/{project_name}/entityListFolders/{folder_id}
POST /api/projects/{project_name}/files
DELETE GET HEAD /api/projects/{project_name}/files/{file_id}
GET /api/projects/{project_name}/files/{file_id}/info
GET /api/projects/{project_name}/files/{file_id}/payload
GET /api/projects/{project_name}/files/{file_id}/still
GET /api/projects/{project_name}/files/{file_id}/thumbnail
GET POST /api/projects/{project_name}/folders
POST /api/projects/{project_name}/folders/search
DELETE GET PATCH /api/projects/{project_name}/folders/{folder_id}
GET /api/projects/{project_name}/folders/{folder_id}/reviewables
GET POST /api/projects/{project_name}/folders/{folder_id}/thumbnail
GET POST /api/projects/{project_name}/guests
DELETE /api/projects/{project_name}/guests/{email}
GET /api/projects/{project_name}/hierarchy
POST /api/projects/{project_name}/links
POST /api/projects/{project_name}/links/bulk
GET /api/projects/{project_name}/links/types
DELETE PUT /api/projects/{project_name}/links/types/{link_type}
DELETE /api/projects/{project_name}/links/{link_id}
POST /api/projects/{project_name}/lists
DELETE GET PATCH /api/projects/{project_name}/lists/{entity_list_id}
GET PUT /api/projects/{project_name}/lists/{entity_list_id}/attributes
GET /api/projects/{project_name}/lists/{entity_list_id}/entities
POST /api/projects/{project_name}/lists/{entity_list_id}/items
DELETE PATCH /api/projects/{project_name}/lists/{entity_list_id}/items/{entity_list_item_id}
POST /api/projects/{project_name}/lists/{entity_list_id}/materialize
POST /api/projects/{project_name}/lists/{entity_list_id}/order
PATCH /api/projects/{project_name}/lists/{list_id}/items
POST /api/projects/{project_name}/operations
POST /api/projects/{project_name}/operations/activities
POST /api/projects/{project_name}/operations/background
GET /api/projects/{project_name}/operations/background/{task_id}
GET /api/projects/{project_name}/productTypes
POST /api/projects/{project_name}/products
DELETE GET PATCH /api/projects/{project_name}/products/{product_id}
GET /api/projects/{project_name}/products/{product_id}/reviewables
POST /api/projects/{project_name}/rename
POST /api/projects/{project_name}/repreContextFilter
POST /api/projects/{project_name}/representations
DELETE GET PATCH /api/projects/{project_name}/representations/{representation_id}
GET /api/projects/{project_name}/roots
PUT /api/projects/{project_name}/roots/{site_id}
GET /api/projects/{project_name}/siteRoots
GET /api/projects/{project_name}/stats
POST /api/projects/{project_name}/suggest
GET /api/projects/{project_name}/tags
POST /api/projects/{project_name}/tasks
DELETE GET PATCH /api/projects/{project_name}/tasks/{task_id}
POST /api/projects/{project_name}/tasks/{task_id}/assign
GET /api/projects/{project_name}/tasks/{task_id}/reviewables
GET POST /api/projects/{project_name}/tasks/{task_id}/thumbnail
POST /api/projects/{project_name}/tasksFolders
GET PATCH /api/projects/{project_name}/teams
DELETE PUT /api/projects/{project_name}/teams/{team_name}
DELETE PUT /api/projects/{project_name}/teams/{team_name}/members/{member_name}
GET POST /api/projects/{project_name}/thumbnail
POST /api/projects/{project_name}/thumbnails
GET PUT /api/projects/{project_name}/thumbnails/{thumbnail_id}
POST /api/projects/{project_name}/uris
GET /api/projects/{project_name}/users
PATCH /api/projects/{project_name}/users/{user_name}
POST /api/projects/{project_name}/versions
DELETE GET PATCH /api/projects/{project_name}/versions/{version_id}
GET PATCH POST /api/projects/{project_name}/versions/{version_id}/reviewables
PATCH /api/projects/{project_name}/versions/{version_id}/reviewables/{activity_id}
GET POST /api/projects/{project_name}/versions/{version_id}/thumbnail
POST /api/projects/{project_name}/workfiles
DELETE GET PATCH /api/projects/{project_name}/workfiles/{workfile_id}
GET POST /api/projects/{project_name}/workfiles/{workfile_id}/thumbnail
POST /api/projects/{project_name}/{entity_type}/{entity_id}/activities
GET POST /api/projects/{project_name}/{entity_type}/{entity_id}/watchers
POST /api/query
POST /api/resolve
GET /api/secrets
DELETE GET PUT /api/secrets/{secret_name}
GET /api/services
DELETE PUT /api/services/{name}
PATCH /api/services/{service_name}
GET /api/settings
GET /api/settings/addons
GET /api/settings/addons/siteSettings
GET /api/share
POST /api/system/restart
GET POST /api/system/restartRequired
GET /api/system/sites
DELETE /api/system/sites/{site_id}
POST /api/users/acceptInvite
GET /api/users/me
GET /api/users/me/permissions
GET /api/users/me/permissions/{project_name}
POST /api/users/passwordReset
POST /api/users/passwordResetRequest
DELETE GET PATCH PUT /api/users/{user_name}
PATCH /api/users/{user_name}/accessGroups
GET POST /api/users/{user_name}/apikeys
DELETE PATCH /api/users/{user_name}/apikeys/{entity_id}
DELETE GET PUT /api/users/{user_name}/avatar
POST /api/users/{user_name}/checkPassword
PATCH /api/users/{user_name}/frontendPreferences
POST /api/users/{user_name}/invite
PATCH /api/users/{user_name}/password
GET /api/users/{user_name}/permissions
GET /api/users/{user_name}/permissions/{project_name}
PATCH POST /api/users/{user_name}/rename
GET /api/users/{user_name}/sessions
DELETE /api/users/{user_name}/sessions/{session_id}
GET POST /api/views/{view_type}
GET /api/views/{view_type}/base
GET POST /api/views/{view_type}/default
GET /api/views/{view_type}/working
DELETE GET PATCH /api/views/{view_type}/{view_id}
`;

interface KnownRoute {
  methods: ReadonlySet<string>;
  pattern: RegExp;
}

const KNOWN: readonly KnownRoute[] = ROUTES.trim()
  .split('\n')
  .map((line) => {
    const words = line.split(' ');
    const path = words.pop() ?? '';
    const source = path.replaceAll(/\{[^}]*:path\}/g, '.+').replaceAll(/\{[^}]*\}/g, '[^/]+');
    return { methods: new Set(words), pattern: new RegExp(`^${source}$`) };
  });

/** Whether the server has this route. */
export function isKnownRoute(method: string, path: string): boolean {
  return KNOWN.some(({ methods, pattern }) => methods.has(method) && pattern.test(path));
}
