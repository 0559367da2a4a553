import * as z from 'zod';
import { readAnswer } from './answers.ts';
import type { AyonTransport, CallOptions } from './transport.ts';

const ATTRIBUTE_TYPES = [
  'string',
  'integer',
  'float',
  'boolean',
  'datetime',
  'list_of_strings',
  'list_of_integers',
  'list_of_any',
  'list_of_submodels',
  'dict',
] as const;

export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export interface AttributeData {
  type: AttributeType;
  title?: string | null;
  description?: string | null;
  default?: unknown;
  gt?: number | null;
  ge?: number | null;
  lt?: number | null;
  le?: number | null;
  minLength?: number | null;
  maxLength?: number | null;
  minItems?: number | null;
  maxItems?: number | null;
  regex?: string | null;
  enum?: { value: string | number | boolean; label: string }[] | null;
  /** Folders and tasks without a value of their own show that of the parent. */
  inherit?: boolean;
}

export interface Attribute {
  name: string;
  position: number;
  scope: string[];
  builtin: boolean;
  data: AttributeData;
}

const attributeSchema = z.object({
  name: z.string(),
  position: z.number().default(0),
  scope: z
    .array(z.string())
    .nullish()
    .transform((scope) => scope ?? []),
  builtin: z.boolean().default(false),
  data: z.looseObject({ type: z.enum(ATTRIBUTE_TYPES) }).transform((data): AttributeData => data),
});

export const attributesSchema = z.object({ attributes: z.array(attributeSchema) });

/** Definitions as stored; the running server works with those of its start (see `ServerInfo.attributes`). */
export async function getAttributes(transport: AyonTransport, options: CallOptions): Promise<Attribute[]> {
  const answer = await transport.request({ ...options, method: 'GET', path: '/api/attributes' });
  return readAnswer(attributesSchema, answer.body, 'GET /api/attributes').attributes;
}

export async function putAttributes(
  transport: AyonTransport,
  attributes: readonly Attribute[],
  options: CallOptions,
): Promise<void> {
  const body = { attributes, deleteMissing: false };
  await transport.request({ ...options, method: 'PUT', path: '/api/attributes', body });
}
