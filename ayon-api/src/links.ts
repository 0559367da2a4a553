import { type AyonTransport, type CallOptions, path } from './transport.ts';

/** A link to be made. The server takes the same one twice; only a used id is refused. */
export interface NewLink {
  /** 32 lower-case hex characters. */
  id: string;
  /** Full name of the type, `name|input type|output type`. */
  linkType: string;
  /** Ids of entities of the types the link type names. */
  input: string;
  output: string;
  /** Stored with the link. */
  data?: Record<string, unknown>;
}

/** Makes all links or none. */
export async function createLinks(
  transport: AyonTransport,
  { project, links }: { project: string; links: readonly NewLink[] },
  options: CallOptions,
): Promise<void> {
  await transport.request({
    ...options,
    method: 'POST',
    path: path`/api/projects/${project}/links/bulk`,
    body: { links },
  });
}

/** @throws AyonError `ayon_not_found` when there is no such link. */
export async function deleteLink(
  transport: AyonTransport,
  { project, id }: { project: string; id: string },
  options: CallOptions,
): Promise<void> {
  await transport.request({
    ...options,
    method: 'DELETE',
    path: path`/api/projects/${project}/links/${id}`,
  });
}
