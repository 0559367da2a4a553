import type { ZodType } from 'zod';
import { AyonError } from './errors.ts';

/** The answer as the shape our code relies on; another shape is an error that names the request and the place. */
export function readAnswer<T>(schema: ZodType<T>, body: unknown, request: string): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue === undefined ? '' : ` (${issue.path.join('/') || 'body'}: ${issue.message})`;
  throw new AyonError({
    code: 'ayon_server',
    status: 200,
    message: `AYON answered ${request} in a form this program does not know${place}. Check that the server's version is supported.`,
  });
}
