import type { AyonClient } from '@ynput/ayon-api';
import type { FtrackSession } from '../ftrack/index.ts';
import { findCarriers, twinsOf } from './ayon-versions.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { plainId } from './same.ts';

const IDS = 500;
const AYON_IDS = 300;

export interface ListedVersions {
  readonly ftrack: FtrackSide;
  /** Name of the AYON project. */
  readonly project: string;
  /** Ids of asset versions. */
  readonly ids: readonly string[];
}

/**
 * AYON versions by the id of the asset version they stand for: the one that carries its id, else the one that its `ayon_id` names, as
 * far as they are there.
 */
export async function findListedVersions(
  session: FtrackSession,
  client: AyonClient,
  { ftrack, project, ids: listed }: ListedVersions,
): Promise<Map<string, string>> {
  const ids = [...new Set(listed)];
  const carriers = await findCarriers(client, project, ids);
  const twins = new Map([...twinsOf(carriers)].map(([ftrackId, { id }]) => [ftrackId, id]));
  const rest = ids.filter((id) => !twins.has(id));
  const named = await readStoredVersionIds(session, ftrack, rest);
  const present = await findPresent(client, project, [
    ...new Set([...named.values()].flatMap((value) => plainId(value) ?? [])),
  ]);
  for (const [ftrackId, value] of named) {
    const id = plainId(value);
    if (id !== null && present.has(id)) twins.set(ftrackId, id);
  }
  return twins;
}

/** What is stored in `ayon_id` of asset versions, by their ids. */
export async function readStoredVersionIds(
  session: FtrackSession,
  { attributes }: FtrackSide,
  ids: readonly string[],
): Promise<Map<string, unknown>> {
  const stored = new Map<string, unknown>();
  const attribute = attributes.find(({ key, isHierarchical }) => isHierarchical && key === 'ayon_id');
  if (attribute === undefined) return stored;
  for (let start = 0; start < ids.length; start += IDS) {
    const some = ids.slice(start, start + IDS).map((id) => `"${id}"`);
    const rows = await session.query(
      `select value, entity_id from AssetVersionCustomAttributeValue where configuration_id is "${attribute.id}" and entity_id in (${some.join(', ')})`,
    );
    for (const { value, entity_id: id } of rows) stored.set(String(id), value);
  }
  return stored;
}

/** Those of these ids that are versions of AYON. */
async function findPresent(
  client: AyonClient,
  project: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  type Data = { project: { versions: { edges: { node: { id: string } }[] } } | null };
  const present = new Set<string>();
  const wellFormed = ids.filter((id) => /^[0-9a-f]{32}$/.test(id));
  for (let start = 0; start < wellFormed.length; start += AYON_IDS) {
    const data = await client.graphql<Data>(
      `query ($name: String!, $ids: [String!]) { project(name: $name) {
        versions(ids: $ids, first: ${AYON_IDS}) { edges { node { id } } } } }`,
      { name: project, ids: wellFormed.slice(start, start + AYON_IDS) },
    );
    for (const { node } of data.project?.versions.edges ?? []) present.add(node.id);
  }
  return present;
}
