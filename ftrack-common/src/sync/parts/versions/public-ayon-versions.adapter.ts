import type { AyonClient, AyonOperation, Connection } from '@ynput/ayon-api';
import { parseObject } from '../../public-ayon/queries.ts';
import { chunk } from '../../snapshot/rows.ts';
import { pickCarriers } from '../version-twins.ts';
import type {
  AyonProduct,
  AyonPublishes,
  AyonVersion,
  AyonVersions,
  VersionWrite,
} from './ayon-versions.port.ts';

const PAGE_SIZE = 1_000;
const IDS_PER_REQUEST = 300;

const PRODUCT_FIELDS = 'id name folderId active';
const VERSION_FIELDS = 'id productId version status active thumbnailId allAttrib';

type VersionNode = Omit<AyonVersion, 'ftrackId' | 'comment'> & { readonly allAttrib: string };

/** What a listing of products or versions is asked for. */
interface Listing {
  readonly of: 'products' | 'versions';
  readonly fields: string;
  /** Argument and values, such as `ids`; null for all of the project. */
  readonly by:
    | readonly [argument: 'ids' | 'folderIds' | 'productIds' | 'ftrackIds', values: readonly string[]]
    | null;
}

const EVERYTHING = { declared: '', filter: '', variables: {} };

/** Variables and arguments that narrow a listing. Attributes have no argument of their own here, other than on folders and tasks. */
function narrow(argument: string, values: readonly string[]) {
  if (argument !== 'ftrackIds')
    return { declared: '$ids: [String!], ', filter: `${argument}: $ids, `, variables: { ids: values } };
  const condition = { key: 'attrib.ftrackId', value: values, operator: 'in' };
  const variables = { filter: JSON.stringify({ conditions: [condition] }) };
  return { declared: '$filter: String, ', filter: 'filter: $filter, ', variables };
}

/** Products and versions by GraphQL and `operations`. */
export class PublicAyonVersions implements AyonVersions {
  readonly #client: AyonClient;
  readonly #project: string;

  constructor(client: AyonClient, project: string) {
    this.#client = client;
    this.#project = project;
  }

  async read(folderIds?: readonly string[]): Promise<AyonPublishes> {
    const products = await this.#list<AyonProduct>({
      of: 'products',
      fields: PRODUCT_FIELDS,
      by: folderIds ? ['folderIds', folderIds] : null,
    });
    const versions = await this.#list<VersionNode>({
      of: 'versions',
      fields: VERSION_FIELDS,
      by: folderIds ? ['productIds', products.map(({ id }) => id)] : null,
    });
    return { products, versions: versions.map(readVersion) };
  }

  async readVersions(ids: readonly string[]): Promise<readonly AyonVersion[]> {
    const nodes = await this.#list<VersionNode>({ of: 'versions', fields: VERSION_FIELDS, by: ['ids', ids] });
    return nodes.map(readVersion);
  }

  readProducts(ids: readonly string[]): Promise<readonly AyonProduct[]> {
    return this.#list<AyonProduct>({ of: 'products', fields: PRODUCT_FIELDS, by: ['ids', ids] });
  }

  async findVersions(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const nodes = await this.#list<{ id: string }>({ of: 'versions', fields: 'id', by: ['ids', ids] });
    return new Set(nodes.map(({ id }) => id));
  }

  async findVersionTwins(ftrackIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const nodes = await this.#list<VersionNode>({
      of: 'versions',
      fields: VERSION_FIELDS,
      by: ['ftrackIds', ftrackIds],
    });
    return new Map([...pickCarriers(nodes.map(readVersion))].map(([ftrackId, { id }]) => [ftrackId, id]));
  }

  async withFiles(versionIds: readonly string[]): Promise<ReadonlySet<string>> {
    type Node = { id: string; representations: { edges: unknown[] } };
    const fields = 'id representations(first: 1) { edges { node { id } } }';
    const nodes = await this.#list<Node>({ of: 'versions', fields, by: ['ids', versionIds] });
    return new Set(
      nodes.flatMap(({ id, representations }) => (representations.edges.length > 0 ? [id] : [])),
    );
  }

  async apply(batch: readonly VersionWrite[]): Promise<void> {
    const operations = batch.map(
      (write): AyonOperation =>
        write.type === 'delete' ? { ...write } : { ...write, data: { ...write.data } },
    );
    await this.#client.operations(this.#project, operations, { raiseOnError: true });
  }

  async #list<Node>({ of, fields, by }: Listing): Promise<Node[]> {
    const nodes: Node[] = [];
    const parts =
      by === null ? [EVERYTHING] : chunk(by[1], IDS_PER_REQUEST).map((values) => narrow(by[0], values));
    for (const { declared, filter, variables } of parts) {
      type Data = { project: Record<string, Connection<Node>> | null };
      const pages = this.#client.pages<Data, Node>(
        `query ($name: String!, ${declared}$first: Int, $after: String) { project(name: $name) {
          ${of}(${filter}first: $first, after: $after) { edges { node { ${fields} } } pageInfo { endCursor hasNextPage } } } }`,
        {
          variables: { name: this.#project, ...variables },
          connection: (data) => data.project?.[of],
          pageSize: PAGE_SIZE,
        },
      );
      for await (const page of pages) nodes.push(...page);
    }
    return nodes;
  }
}

function readVersion({ allAttrib, ...version }: VersionNode): AyonVersion {
  const attrib = parseObject(allAttrib);
  const text = (name: string) => (typeof attrib[name] === 'string' && attrib[name] ? attrib[name] : null);
  return { ...version, ftrackId: text('ftrackId'), comment: text('comment') };
}
