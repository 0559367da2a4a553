import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { type Connection, queryPages } from './graphql.ts';
import type { AyonTransport, CallOptions } from './transport.ts';

/** An account; nothing secret of it is kept. */
export interface User {
  name: string;
  fullName: string | null;
  email: string | null;
  active: boolean;
  isService: boolean;
  isAdmin: boolean;
  isManager: boolean;
  isGuest: boolean;
}

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const nullableText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
const attribSchema = z.object({ fullName: nullableText, email: nullableText });
const flagsSchema = z.object({ isService: flag, isAdmin: flag, isManager: flag, isGuest: flag });

const meSchema = z.object({
  name: z.string(),
  active: z.boolean().default(true),
  attrib: attribSchema,
  data: flagsSchema,
});

const nodeSchema = flagsSchema.extend({ name: z.string(), active: z.boolean(), attrib: attribSchema });

const USERS_QUERY = `query Users($first: Int, $after: String) {
  users(first: $first, after: $after) {
    edges { node { name active isService isAdmin isManager isGuest attrib { fullName email } } }
    pageInfo { endCursor hasNextPage }
  }
}`;

export async function getMe(transport: AyonTransport, options: CallOptions): Promise<User> {
  const answer = await transport.request({ ...options, method: 'GET', path: '/api/users/me' });
  const { attrib, data, ...user } = readAnswer(meSchema, answer.body, 'GET /api/users/me');
  return { ...user, ...attrib, ...data };
}

export async function getUsers(transport: AyonTransport, options: CallOptions): Promise<User[]> {
  const users: User[] = [];
  const pages = queryPages<{ users: Connection<unknown> }, unknown>(transport, USERS_QUERY, {
    ...options,
    connection: (data) => data.users,
  });
  for await (const page of pages) {
    for (const node of page) {
      const { attrib, ...user } = readAnswer(nodeSchema, node, 'the users query');
      users.push({ ...user, ...attrib });
    }
  }
  return users;
}
