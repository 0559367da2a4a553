import type { Call } from './call.ts';

/** What a route answers. Without `body` and `text` the answer is empty. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: string;
  /** Sent as they are; the content type is in the headers. */
  bytes?: Buffer;
  headers?: Record<string, string>;
}

/** Answers one call; thrown errors become the server's error bodies. */
export type Handler = (call: Call) => Reply | Promise<Reply>;

/** A route that was found, with the values of the `{parameters}` in its path. */
export interface Match {
  handler: Handler;
  template: string;
  params: Record<string, string>;
}

interface Route {
  template: string;
  parts: string[];
  handler: Handler;
}

/** The table of routes: templates such as `/api/projects/{project_name}/folders/{folder_id}`. */
export class Router {
  readonly #routes = new Map<string, Route[]>();

  /** Adds a route. Routes with fixed words win over routes with parameters, else the first one wins. */
  add(method: string, template: string, handler: Handler): void {
    const parts = template.split('/').slice(1);
    const key = `${method} ${parts.length}`;
    const routes = this.#routes.get(key) ?? [];
    routes.push({ template, parts, handler });
    routes.sort((left, right) => parameterRank(left.parts).localeCompare(parameterRank(right.parts)));
    this.#routes.set(key, routes);
  }

  /** The route for a method and an undecoded path without query. */
  find(method: string, path: string): Match | undefined {
    const parts = path.split('/').slice(1);
    for (const { parts: pattern, handler, template } of this.#routes.get(`${method} ${parts.length}`) ?? []) {
      const params = matchParts(pattern, parts);
      if (params) return { handler, template, params };
    }
    return undefined;
  }

  /** Every route as `METHOD template`. */
  list(): string[] {
    return [...this.#routes].flatMap(([key, routes]) =>
      routes.map(({ template }) => `${key.split(' ')[0]} ${template}`),
    );
  }
}

function parameterRank(parts: readonly string[]): string {
  return parts.map((part) => (part.startsWith('{') ? '1' : '0')).join('');
}

function matchParts(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (expected.startsWith('{')) {
      if (part === '') return undefined;
      params[expected.slice(1, -1)] = safeDecode(part);
    } else if (part !== expected) return undefined;
  }
  return params;
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
