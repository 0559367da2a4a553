import { ENTITY_TYPES, type EntityType, isEntityType } from '../entities/facts.ts';
import { readableProject } from '../entities/routes.ts';
import { parentOf, pathOf } from '../entities/tree.ts';
import type { EntityRow } from '../entities/table.ts';
import { AyonError, Crash } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { siteRoots } from '../projects/site-roots.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { filePathOf, type SiteRoots } from './file-path.ts';
import { findEntities } from './find.ts';
import { InvalidUri, parseUri } from './uri.ts';

const URI_TYPES = ['folder', 'product', 'version', 'representation', 'task', 'workfile'] as const;
const contextKey = {
  key: { kind: kinds.anyString, required: true },
  values: { kind: kinds.strings },
} as const;

/** Entities by URI, URIs of entities, and representations by their context. */
export function addResolveRoutes(router: Router, state: ServerState): void {
  router.add('POST', '/api/resolve', (call) => {
    const { body, query } = call.check({
      query: { pathOnly: { kind: kinds.bool } },
      body: { resolveRoots: { kind: kinds.bool }, uris: { kind: kinds.strings, required: true } },
    });
    call.requireLogin();
    const site = body['resolveRoots'] === true ? siteOf(state, call) : undefined;
    const pathOnly = query['pathOnly'] === true;
    return ok((body['uris'] as string[]).map((uri) => resolveOne(state, call, { uri, site, pathOnly })));
  });

  router.add('POST', '/api/projects/{project_name}/uris', (call) => {
    const project = readableProject(state, call);
    const { body } = call.check({
      body: {
        entityType: { kind: { is: 'one-of', values: URI_TYPES }, required: true },
        ids: { kind: kinds.entityIds, required: true },
      },
    });
    const type = textOf(body['entityType']);
    const rows = (body['ids'] as string[]).flatMap((id) =>
      isEntityType(type) ? (project.tables[type].get(id) ?? []) : [],
    );
    return ok({ uris: rows.map((row) => ({ id: row.id, uri: uriOf(project, row) })) });
  });

  router.add('POST', '/api/projects/{project_name}/repreContextFilter', (call) => {
    const project = readableProject(state, call);
    const { body } = call.check({
      body: {
        names: { kind: kinds.strings, nullable: true },
        versionIds: { kind: kinds.entityIds, nullable: true },
        context: { kind: { is: 'list', of: { is: 'model', model: contextKey } } },
      },
    });
    const found = project.tables.representation.ordered().filter((row) => fitsContext(row, body));
    return ok({ ids: found.map(({ id }) => id) });
  });
}

/** A site as the request names it. Without a platform its roots are not known. */
interface AskedSite {
  id: string;
  platform: string;
}

function siteOf(state: ServerState, call: Call): AskedSite | undefined {
  const id = call.header('x-ayon-site-id') ?? call.query.get('site_id') ?? call.query.get('site');
  if (!id) return undefined;
  const platform = state.sites.get(id)?.platform;
  if (!platform) throw new AyonError(400, 'Site not found and platform not provided');
  return { id, platform };
}

function resolveOne(
  state: ServerState,
  call: Call,
  { uri, site, pathOnly }: { uri: string; site: AskedSite | undefined; pathOnly: boolean },
): JsonObject {
  try {
    const parsed = parseUri(uri);
    const project = state.projects.get(parsed.project);
    if (!project) return { uri, entities: [], error: `Project ${parsed.project} not found` };
    const roots: SiteRoots | undefined = site && {
      platform: site.platform,
      roots: siteRoots(project, { user: call.identity.user.name, site: site.id, platform: site.platform }),
    };
    const entities = findEntities(project, parsed).map(({ ids, target, row }) => {
      const filePath = row.type === 'representation' ? filePathOf(row, roots) : undefined;
      const withPath = filePath === undefined ? {} : { filePath };
      return pathOnly ? withPath : { ...ids, ...withPath, target };
    });
    return { uri, entities };
  } catch (error) {
    if (!(error instanceof InvalidUri)) throw error;
    // With roots to resolve the server reads the URIs a second time, where nobody catches this.
    if (site) throw new Crash(`ValueError: ${error.message}`);
    return { uri, entities: [], error: error.message };
  }
}

/** The URI of an entity. The number of a hero version is written as it is: `v-02`. */
function uriOf(project: Project, row: EntityRow): string {
  const chain: Partial<Record<EntityType, EntityRow>> = {};
  let above: EntityRow | undefined = row;
  while (above && chain.folder === undefined) {
    chain[above.type] = above;
    above = parentOf(project, above);
  }
  const folder = chain.folder ? pathOf(project, chain.folder) : '';
  const params = ENTITY_TYPES.flatMap((type) => {
    const found = chain[type];
    return found && type !== 'folder' ? [`${type}=${partOf(found)}`] : [];
  });
  return `ayon+entity://${project.name}${folder}${params.length > 0 ? `?${params.join('&')}` : ''}`;
}

function partOf({ type, values }: EntityRow): string {
  if (type === 'workfile') return textOf(values['path']).split('/').at(-1) ?? '';
  if (type !== 'version') return textOf(values['name']);
  const number = Number(values['version']);
  return `v${number < 0 ? '-' : ''}${String(Math.abs(number)).padStart(number < 0 ? 2 : 3, '0')}`;
}

/** Every key of the context must match one of the expressions given for it, from its beginning to its end. */
function fitsContext(
  { values }: EntityRow,
  { names, versionIds, context }: Record<string, unknown>,
): boolean {
  if (Array.isArray(names) && !names.includes(values['name'])) return false;
  if (Array.isArray(versionIds) && !versionIds.includes(values['versionId'])) return false;
  const data = isObject(values['data']) ? values['data'] : {};
  return (Array.isArray(context) ? context.filter(isObject) : []).every(({ key, values: wanted }) => {
    let found: unknown = data['context'];
    for (const part of textOf(key).split('.')) found = isObject(found) ? found[part] : undefined;
    return (Array.isArray(wanted) ? wanted : []).some((pattern) =>
      new RegExp(`^(?:${textOf(pattern)})$`).test(textOf(found)),
    );
  });
}
