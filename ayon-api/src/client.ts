import { type AnatomyPreset, getPrimaryAnatomy } from './anatomy.ts';
import { type Attribute, getAttributes, putAttributes } from './attributes.ts';
import { AyonEvents, type EnrolledJob, type EnrollRequest } from './events.ts';
import { type PagesOptions, queryGraphql, queryPages } from './graphql.ts';
import { createLinks, deleteLink, type NewLink } from './links.ts';
import {
  changeListItems,
  createList,
  createListFolder,
  deleteList,
  getListFolders,
  getListItems,
  type ListItem,
  type ListItemsChange,
  type ListPatch,
  type NewList,
  updateList,
} from './lists.ts';
import {
  type AyonOperation,
  type OperationsOptions,
  type OperationsResult,
  sendOperations,
} from './operations.ts';
import {
  createProject,
  getProject,
  listProjects,
  type NewProject,
  type Project,
  type ProjectPatch,
  type ProjectSummary,
  updateProject,
} from './projects.ts';
import { type AddonSettingsRequest, getAddonSettings, getSecret } from './settings.ts';
import { AyonSocket, type AyonSocketOptions } from './socket.ts';
import {
  type Bundle,
  getBundles,
  getInfo,
  listServices,
  restartServer,
  type ServerInfo,
  type Service,
} from './system.ts';
import { type Picture, putThumbnail } from './thumbnails.ts';
import { type AyonClientOptions, AyonTransport, type CallOptions } from './transport.ts';
import { getMe, getUsers, type User } from './users.ts';

/**
 * A client of one AYON server with the key of a service user.
 *
 * Every method rejects with `AyonError`. Reads (GET, GraphQL) are repeated a few times when the server is away or
 * busy; writes never are: `outcomeUnknown` of the error tells whether one may have been carried out.
 */
export class AyonClient {
  readonly events: AyonEvents;
  readonly #transport: AyonTransport;

  constructor(options: AyonClientOptions) {
    this.#transport = new AyonTransport(options);
    this.events = new AyonEvents(this.#transport);
  }

  /** The server's address, without trailing slash. */
  get url(): string {
    return this.#transport.url;
  }

  /** Works without a valid key too: `user` is then null. */
  getInfo(options: CallOptions = {}): Promise<ServerInfo> {
    return getInfo(this.#transport, options);
  }

  /** The account of the API key. */
  getMe(options: CallOptions = {}): Promise<User> {
    return getMe(this.#transport, options);
  }

  getUsers(options: CallOptions = {}): Promise<User[]> {
    return getUsers(this.#transport, options);
  }

  /** All projects the account can see, inactive ones too. */
  listProjects(options: CallOptions = {}): Promise<ProjectSummary[]> {
    return listProjects(this.#transport, options);
  }

  /** null when there is no project of this name. */
  getProject(name: string, options: CallOptions = {}): Promise<Project | null> {
    return getProject(this.#transport, name, options);
  }

  /** @throws AyonError `ayon_conflict` when name or code is taken (in any case). */
  createProject(project: NewProject, options: CallOptions = {}): Promise<void> {
    return createProject(this.#transport, project, options);
  }

  /** What a project made now begins with. */
  getPrimaryAnatomy(options: CallOptions = {}): Promise<AnatomyPreset> {
    return getPrimaryAnatomy(this.#transport, options);
  }

  updateProject(name: string, patch: ProjectPatch, options: CallOptions = {}): Promise<void> {
    return updateProject(this.#transport, { name, patch }, options);
  }

  /** Runs a GraphQL query; the caller vouches for the shape. Any `errors` in the answer reject. */
  graphql<Data>(
    query: string,
    variables: Record<string, unknown> = {},
    options: CallOptions = {},
  ): Promise<Data> {
    return queryGraphql(this.#transport, { ...options, query, variables });
  }

  /**
   * The pages of a cursor connection; the query declares `$first: Int` and `$after: String` and selects
   * `edges { node { … } } pageInfo { endCursor hasNextPage }`. Empty pages are not given out.
   */
  pages<Data, Node>(query: string, options: PagesOptions<Data, Node>): AsyncIterable<Node[]> {
    return queryPages(this.#transport, query, options);
  }

  /**
   * Creates, updates and deletes entities of a project in one request.
   *
   * With `raiseOnError` (default) an error means that nothing was saved, unless it says `outcomeUnknown`.
   */
  operations(
    project: string,
    operations: readonly AyonOperation[],
    options: OperationsOptions = {},
  ): Promise<OperationsResult> {
    return sendOperations(this.#transport, project, { operations, options });
  }

  /** Makes all links or none. */
  createLinks(project: string, links: readonly NewLink[], options: CallOptions = {}): Promise<void> {
    return createLinks(this.#transport, { project, links }, options);
  }

  /** @throws AyonError `ayon_not_found` when there is no such link. */
  deleteLink(project: string, id: string, options: CallOptions = {}): Promise<void> {
    return deleteLink(this.#transport, { project, id }, options);
  }

  /** @throws AyonError `ayon_conflict` when the id or the label is taken. */
  createList(project: string, list: NewList, options: CallOptions = {}): Promise<void> {
    return createList(this.#transport, { project, list }, options);
  }

  updateList(project: string, id: string, patch: ListPatch): Promise<void> {
    return updateList(this.#transport, { project, id, patch }, {});
  }

  deleteList(project: string, id: string, options: CallOptions = {}): Promise<void> {
    return deleteList(this.#transport, { project, id }, options);
  }

  /** All items of a list, in its order. */
  getListItems(project: string, id: string, options: CallOptions = {}): Promise<ListItem[]> {
    return getListItems(this.#transport, { project, id }, options);
  }

  changeListItems(project: string, id: string, change: ListItemsChange): Promise<void> {
    return changeListItems(this.#transport, { project, id, change }, {});
  }

  /** Folders that lists are kept in. */
  getListFolders(project: string, options: CallOptions = {}): Promise<{ id: string; label: string }[]> {
    return getListFolders(this.#transport, project, options);
  }

  /** @returns the id the server chose. */
  createListFolder(project: string, label: string, options: CallOptions = {}): Promise<string> {
    return createListFolder(this.#transport, { project, label }, options);
  }

  /** Stores a picture under an id of 32 lower-case hex characters; entities show it once their `thumbnailId` says so. */
  putThumbnail(project: string, id: string, picture: Picture): Promise<void> {
    return putThumbnail(this.#transport, { project, id, picture }, {});
  }

  /** A job for this sender, or null when there is none or the server is too busy to say. */
  enroll(request: EnrollRequest): Promise<EnrolledJob | null> {
    return this.events.enroll(request);
  }

  /** The effective settings document of an addon version, as stored: not validated here. */
  getAddonSettings(request: AddonSettingsRequest): Promise<Record<string, unknown>> {
    return getAddonSettings(this.#transport, request);
  }

  /** The secret's value; null when there is no secret of this name. */
  getSecret(name: string, options: CallOptions = {}): Promise<string | null> {
    return getSecret(this.#transport, name, options);
  }

  listServices(options: CallOptions = {}): Promise<Service[]> {
    return listServices(this.#transport, options);
  }

  getBundles(options: CallOptions = {}): Promise<Bundle[]> {
    return getBundles(this.#transport, options);
  }

  /** Attribute definitions as stored; see `ServerInfo.attributes` for those in force. */
  getAttributes(options: CallOptions = {}): Promise<Attribute[]> {
    return getAttributes(this.#transport, options);
  }

  /** Creates or replaces definitions; they are in force after the next restart of the server. Others stay. */
  putAttributes(attributes: readonly Attribute[], options: CallOptions = {}): Promise<void> {
    return putAttributes(this.#transport, attributes, options);
  }

  /** Asks the server to restart; it answers before it does. */
  restartServer(options: CallOptions = {}): Promise<void> {
    return restartServer(this.#transport, options);
  }

  /** A socket on the server's events; `start` opens it. */
  socket(options: AyonSocketOptions): AyonSocket {
    return new AyonSocket(this.#transport, options);
  }
}
