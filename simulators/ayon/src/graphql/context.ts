import type { Identity } from '../auth/identity.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';

/** The server, and who asks. */
export interface Caller {
  state: ServerState;
  identity: Identity;
}

/** What every node needs: who asks, and how people become nodes. */
export interface QueryContext extends Caller {
  userNode: (name: string) => object | null;
}

/** The same inside a project. */
export interface ProjectContext extends QueryContext {
  project: Project;
}

/** Something the simulator does not answer, although the server does. */
export function notSimulated(what: string): never {
  throw new Error(`The simulator does not answer ${what} yet`);
}
