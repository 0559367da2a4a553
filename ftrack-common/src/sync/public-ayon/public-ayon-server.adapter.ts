import type { AyonClient, Attribute, Connection } from '@ynput/ayon-api';
import type {
  AyonProject,
  AyonProjectSummary,
  AyonServer,
  AyonUser,
  NewAnatomy,
} from '../ayon-project.port.ts';
import { PublicAyonProject } from './public-ayon-project.adapter.ts';
import { parseObject } from './queries.ts';

/** The way into AYON that every server has: REST, GraphQL and `operations`. */
export function createPublicAyonServer(client: AyonClient): AyonServer {
  return new PublicAyonServer(client);
}

class PublicAyonServer implements AyonServer {
  readonly #client: AyonClient;

  constructor(client: AyonClient) {
    this.#client = client;
  }

  async listProjects(): Promise<readonly AyonProjectSummary[]> {
    type Node = { name: string; active: boolean; allAttrib: string };
    const pages = this.#client.pages<{ projects: Connection<Node> }, Node>(
      `query ($first: Int, $after: String) { projects(first: $first, after: $after) {
        edges { node { name active allAttrib } } pageInfo { endCursor hasNextPage } } }`,
      { connection: (data) => data.projects },
    );
    const projects: AyonProjectSummary[] = [];
    for await (const page of pages) {
      for (const { name, active, allAttrib } of page) {
        const id = parseObject(allAttrib)['ftrackId'];
        projects.push({ name, active, ftrackId: typeof id === 'string' && id !== '' ? id : null });
      }
    }
    return projects;
  }

  async createProject(project: { name: string; code: string; label: string }): Promise<void> {
    await this.#client.createProject(project);
  }

  async readNewAnatomy(): Promise<NewAnatomy> {
    const { folderTypes, taskTypes, statuses, tags, linkTypes, attributes } =
      await this.#client.getPrimaryAnatomy();
    return {
      folderTypes,
      taskTypes,
      statuses,
      tags,
      attrib: attributes,
      linkTypes: linkTypes
        .filter(({ inputType, outputType }) => inputType === 'folder' && outputType === 'folder')
        .map(({ linkType }) => linkType),
    };
  }

  openProject(name: string): AyonProject {
    return new PublicAyonProject(this.#client, name);
  }

  async listAttributes(): Promise<readonly Attribute[]> {
    const { attributes } = await this.#client.getInfo();
    return attributes ?? (await this.#client.getAttributes());
  }

  async listUsers(): Promise<readonly AyonUser[]> {
    const users = await this.#client.getUsers();
    return users.map(({ name, email, active }) => ({ name, email, active }));
  }
}
