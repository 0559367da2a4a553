import type { FtrackSession } from '../ftrack/index.ts';
import type { AyonServer } from './ayon-project.port.ts';

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
      readThumbnail(request) {
        requests.ftrack += 1;
        return session.readThumbnail(request);
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
      readNewAnatomy: () => count(() => server.readNewAnatomy()),
      listUsers: () => count(() => server.listUsers()),
      openProject: (name) => countCalls(server.openProject(name), count),
    };
  }
}

/** The same object with every method counted, those of its parts too. */
function countCalls<Target extends object>(target: Target, count: <T>(call: () => T) => T): Target {
  const counted = new Map<PropertyKey, unknown>();
  return new Proxy(target, {
    get(of, key): unknown {
      const known = counted.get(key);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(of, key, of);
      const wrapped = wrap(value, of);
      if (wrapped !== value) counted.set(key, wrapped);
      return wrapped;
    },
  });

  function wrap(value: unknown, of: object): unknown {
    if (typeof value === 'function')
      return (...args: unknown[]) => count((): unknown => Reflect.apply(value, of, args));
    return typeof value === 'object' && value !== null ? countCalls(value, count) : value;
  }
}
