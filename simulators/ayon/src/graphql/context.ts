import type { Identity } from '../auth/identity.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';

/** What every node needs: the server, and who asks. */
export interface QueryContext {
  state: ServerState;
  identity: Identity;
}

/** The same inside a project. */
export interface ProjectContext extends QueryContext {
  project: Project;
}

/** Something the simulator does not answer, although the server does. */
export function notSimulated(what: string): never {
  throw new Error(`The simulator does not answer ${what} yet`);
}
