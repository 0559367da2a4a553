import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { type AyonTransport, type CallOptions, path } from './transport.ts';

/** A list to be made, without items. Labels are unique in a project. */
export interface NewList {
  /** 32 lower-case hex characters. */
  id: string;
  label: string;
  entityType: 'folder' | 'task' | 'version';
  active?: boolean;
  /** Id of the folder of lists it is kept in. */
  entityListFolderId?: string;
  attrib?: Record<string, unknown>;
}

/** Only the keys given are changed. */
export interface ListPatch {
  label?: string;
  active?: boolean;
  entityListFolderId?: string | null;
  /** null clears a value. */
  attrib?: Record<string, unknown>;
}

export interface ListItem {
  id: string;
  entityId: string;
}

/** `merge` adds items, or changes those whose ids are there; `delete` takes those with these ids off. */
export type ListItemsChange =
  | { mode: 'merge'; items: readonly ListItem[] }
  | { mode: 'delete'; items: readonly Pick<ListItem, 'id'>[] };

interface ListAddress {
  project: string;
  id: string;
}

const listSchema = z.object({
  items: z.array(z.object({ id: z.string(), entityId: z.string() })).default([]),
});
const foldersSchema = z.object({ folders: z.array(z.object({ id: z.string(), label: z.string() })) });
const createdSchema = z.object({ id: z.string() });

export async function createList(
  transport: AyonTransport,
  { project, list }: { project: string; list: NewList },
  options: CallOptions,
): Promise<void> {
  await transport.request({
    ...options,
    method: 'POST',
    path: path`/api/projects/${project}/lists`,
    body: list,
  });
}

export async function updateList(
  transport: AyonTransport,
  { project, id, patch }: ListAddress & { patch: ListPatch },
  options: CallOptions,
): Promise<void> {
  await transport.request({
    ...options,
    method: 'PATCH',
    path: path`/api/projects/${project}/lists/${id}`,
    body: patch,
  });
}

export async function deleteList(
  transport: AyonTransport,
  { project, id }: ListAddress,
  options: CallOptions,
): Promise<void> {
  await transport.request({ ...options, method: 'DELETE', path: path`/api/projects/${project}/lists/${id}` });
}

/** All items of a list, in its order. */
export async function getListItems(
  transport: AyonTransport,
  { project, id }: ListAddress,
  options: CallOptions,
): Promise<ListItem[]> {
  const listPath = path`/api/projects/${project}/lists/${id}`;
  const answer = await transport.request({ ...options, method: 'GET', path: listPath });
  return readAnswer(listSchema, answer.body, `GET ${listPath}`).items;
}

export async function changeListItems(
  transport: AyonTransport,
  { project, id, change }: ListAddress & { change: ListItemsChange },
  options: CallOptions,
): Promise<void> {
  await transport.request({
    ...options,
    method: 'PATCH',
    path: path`/api/projects/${project}/lists/${id}/items`,
    body: change,
  });
}

/** Folders that lists are kept in. */
export async function getListFolders(
  transport: AyonTransport,
  project: string,
  options: CallOptions,
): Promise<{ id: string; label: string }[]> {
  const foldersPath = path`/api/projects/${project}/entityListFolders`;
  const answer = await transport.request({ ...options, method: 'GET', path: foldersPath });
  return readAnswer(foldersSchema, answer.body, `GET ${foldersPath}`).folders;
}

/** @returns the id the server chose. */
export async function createListFolder(
  transport: AyonTransport,
  { project, label }: { project: string; label: string },
  options: CallOptions,
): Promise<string> {
  const foldersPath = path`/api/projects/${project}/entityListFolders`;
  const answer = await transport.request({ ...options, method: 'POST', path: foldersPath, body: { label } });
  return readAnswer(createdSchema, answer.body, `POST ${foldersPath}`).id;
}
