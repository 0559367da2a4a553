import type { FtrackSession } from '../ftrack/index.ts';
import type { AyonProject, AyonServer } from './ayon-project.port.ts';

/** Counts the calls one run makes. A call may be several requests where a listing has several pages. */
export class Counters {
  readonly requests = { ftrack: 0, ayon: 0 };

  session(session: FtrackSession): FtrackSession {
    const { requests } = this;
    return {
      serverUrl: session.serverUrl,
      origin: session.origin,
      query(expression, options) {
        requests.ftrack += 1;
        return session.query(expression, options);
      },
      execute(operations) {
        requests.ftrack += 1;
        return session.execute(operations);
      },
      serverInformation() {
        requests.ftrack += 1;
        return session.serverInformation();
      },
    };
  }

  ayon(server: AyonServer): AyonServer {
    const count = <T>(call: () => T): T => {
      this.requests.ayon += 1;
      return call();
    };
    return {
      listProjects: () => count(() => server.listProjects()),
      createProject: (project) => count(() => server.createProject(project)),
      listAttributes: () => count(() => server.listAttributes()),
      listUsers: () => count(() => server.listUsers()),
      openProject: (name) => countingProject(server.openProject(name), count),
    };
  }
}

function countingProject(project: AyonProject, count: <T>(call: () => T) => T): AyonProject {
  return {
    name: project.name,
    readSnapshot: (scope) => count(() => project.readSnapshot(scope)),
    readEntities: (ids) => count(() => project.readEntities(ids)),
    apply: (batch) => count(() => project.apply(batch)),
    patchAnatomy: (patch) => count(() => project.patchAnatomy(patch)),
  };
}
