import type { AyonClient } from '@ynput/ayon-api';
import type { FtrackSession } from '../ftrack/index.ts';
import type { FtrackSide } from './ftrack-side.ts';

const IDS = 200;

export interface ListedVersions {
  readonly ftrack: FtrackSide;
  /** Name of the AYON project. */
  readonly project: string;
  /** Ids of asset versions. */
  readonly ids: readonly string[];
}

/** AYON versions by the id of the asset version that names them in `ayon_id`, as far as they are there. */
export async function findListedVersions(
  session: FtrackSession,
  client: AyonClient,
  { ftrack, project, ids }: ListedVersions,
): Promise<Map<string, string>> {
  const twins = new Map<string, string>();
  const attribute = ftrack.attributes.find(({ key, isHierarchical }) => isHierarchical && key === 'ayon_id');
  if (attribute === undefined) return twins;
  for (let start = 0; start < ids.length; start += IDS) {
    const some = ids.slice(start, start + IDS).map((id) => `"${id}"`);
    const rows = await session.query(
      `select value, entity_id from AssetVersionCustomAttributeValue where configuration_id is "${attribute.id}" and entity_id in (${some.join(', ')})`,
    );
    const named = rows.flatMap(({ value, entity_id: id }) =>
      typeof value === 'string' && value !== '' ? [[String(id), value] as const] : [],
    );
    type Data = { project: { versions: { edges: { node: { id: string } }[] } } | null };
    const data = await client.graphql<Data>(
      `query ($name: String!, $ids: [String!]) { project(name: $name) {
        versions(ids: $ids, first: ${IDS}) { edges { node { id } } } } }`,
      { name: project, ids: named.map(([, value]) => value) },
    );
    const present = new Set(data.project?.versions.edges.map(({ node }) => node.id));
    for (const [id, value] of named) if (present.has(value)) twins.set(id, value);
  }
  return twins;
}
