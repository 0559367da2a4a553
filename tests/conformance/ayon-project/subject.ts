import type { AyonProject, AyonServer } from '@ynput/ftrack-common/sync';

/** A user that the server of every subject has. */
export const ADA = { name: 'ada', email: 'ada@example.com', active: true };

/** One implementation of the ports `AyonServer` and `AyonProject`, with a server of its own behind it, and ways to what the ports cannot do. */
export interface AyonSubject extends AsyncDisposable {
  readonly server: AyonServer;
  /** Gives a folder a product with a version. */
  publish(project: string, folderId: string): Promise<void>;
  /** Makes a project inactive. */
  deactivateProject(project: string): Promise<void>;
  /** The next batch is saved, but its answer does not arrive. */
  loseNextAnswer(project: string): void;
  /** The next batch is answered with an error of the server, and not saved. */
  breakNextBatch(project: string): void;
}

export const PROJECT = 'Conformance';

/** 32 hex characters. */
export function idOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** Makes a project with the types and statuses that the tests use. */
export async function createTestProject(server: AyonServer, name = PROJECT): Promise<AyonProject> {
  await server.createProject({ name, code: name.toLowerCase().slice(0, 8), label: name });
  const project = server.openProject(name);
  await project.patchAnatomy({
    folderTypes: [{ name: 'Folder' }, { name: 'Shot' }],
    taskTypes: [{ name: 'Generic' }, { name: 'Animation' }],
    statuses: [
      { name: 'Not ready', state: 'not_started' },
      { name: 'Done', state: 'done' },
    ],
  });
  return project;
}
