import type { AyonProject, AyonServer } from '../ayon-project.port.ts';
import { EmptyAyonProject } from './empty-ayon-project.ts';

type NewProject = Parameters<AyonServer['createProject']>[0];

/**
 * An AYON server for a run that writes nothing: a project that is made stays in its mind, so that a first sync can be planned like any
 * other.
 */
export class DryAyonServer implements AyonServer {
  readonly #server: AyonServer;
  readonly #made = new Map<string, AyonProject>();

  constructor(server: AyonServer) {
    this.#server = server;
  }

  async createProject({ name, code, label }: NewProject): Promise<void> {
    const { linkTypes, ...anatomy } = await this.#server.readNewAnatomy();
    const project = { ...anatomy, name, code, label, active: true, endedInFtrack: false };
    this.#made.set(name, new EmptyAyonProject(project, { linkTypes }));
  }

  openProject(name: string): AyonProject {
    return this.#made.get(name) ?? this.#server.openProject(name);
  }

  listProjects = (): ReturnType<AyonServer['listProjects']> => this.#server.listProjects();
  readNewAnatomy = (): ReturnType<AyonServer['readNewAnatomy']> => this.#server.readNewAnatomy();
  listAttributes = (): ReturnType<AyonServer['listAttributes']> => this.#server.listAttributes();
  listUsers = (): ReturnType<AyonServer['listUsers']> => this.#server.listUsers();
}
