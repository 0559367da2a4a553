import type { AyonClient, Connection } from '@ynput/ayon-api';
import { isMissingEntity } from '@ynput/ayon-api';
import { chunk } from '../../snapshot/rows.ts';
import type { AyonLink, AyonLinks } from './ayon-links.port.ts';

const PAGE_SIZE = 1_000;
const IDS_PER_REQUEST = 300;

interface LinkNode {
  readonly id: string;
  readonly inputType: string;
  readonly inputId: string;
  readonly outputType: string;
  readonly outputId: string;
  readonly data: unknown;
}

/** Project links are edges without nodes. */
interface LinkConnection {
  readonly edges: readonly LinkNode[];
  readonly pageInfo: Connection<LinkNode>['pageInfo'];
}

/** Links by the routes and the GraphQL of every server. */
export class PublicAyonLinks implements AyonLinks {
  readonly #client: AyonClient;
  readonly #project: string;

  constructor(client: AyonClient, project: string) {
    this.#client = client;
    this.#project = project;
  }

  async listTypes(): Promise<readonly string[]> {
    const project = await this.#client.getProject(this.#project);
    return (project?.linkTypes ?? [])
      .filter(({ inputType, outputType }) => inputType === 'folder' && outputType === 'folder')
      .map(({ linkType }) => linkType);
  }

  async read(type: string, folderIds?: readonly string[]): Promise<readonly AyonLink[]> {
    const links = new Map<string, AyonLink>();
    const filters = folderIds ? chunk(folderIds, IDS_PER_REQUEST) : [null];
    for (const entityIds of filters)
      for (const link of await this.#readAll(type, entityIds)) links.set(link.id, link);
    return [...links.values()];
  }

  async #readAll(type: string, entityIds: readonly string[] | null): Promise<AyonLink[]> {
    type Data = { project: { links: LinkConnection } | null };
    const pages = this.#client.pages<Data, LinkNode>(
      `query ($name: String!, $types: [String!], $ids: [String!], $first: Int, $after: String) { project(name: $name) {
        links(linkTypes: $types, entityIds: $ids, first: $first, after: $after) {
          edges { id inputType inputId outputType outputId data } pageInfo { endCursor hasNextPage } } } }`,
      {
        variables: { name: this.#project, types: [type], ids: entityIds },
        connection: ({ project }) =>
          project && {
            edges: project.links.edges.map((node) => ({ node })),
            pageInfo: project.links.pageInfo,
          },
        pageSize: PAGE_SIZE,
      },
    );
    const links: AyonLink[] = [];
    for await (const page of pages) {
      for (const { id, inputType, inputId, outputType, outputId, data } of page) {
        if (inputType !== 'folder' || outputType !== 'folder') continue;
        links.push({ id, inputId, outputId, ftrackId: ftrackIdIn(data) });
      }
    }
    return links;
  }

  async create(type: string, links: readonly AyonLink[]): Promise<void> {
    await this.#client.createLinks(
      this.#project,
      links.map(({ id, inputId, outputId, ftrackId }) => ({
        id,
        linkType: `${type}|folder|folder`,
        input: inputId,
        output: outputId,
        ...(ftrackId !== null && { data: { ftrackId } }),
      })),
    );
  }

  async delete(id: string): Promise<void> {
    try {
      await this.#client.deleteLink(this.#project, id);
    } catch (error) {
      if (!isMissingEntity(error)) throw error;
    }
  }
}

function ftrackIdIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const id: unknown = Reflect.get(data, 'ftrackId');
  return typeof id === 'string' ? id : null;
}
