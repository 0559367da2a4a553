import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { type AyonTransport, type CallOptions, path } from './transport.ts';

export interface ProjectSummary {
  name: string;
  code: string;
  label: string | null;
  active: boolean;
  library: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface FolderType {
  name: string;
  shortName?: string;
  icon?: string;
  color?: string;
  /** On write: the present name of the type this one replaces (a rename, followed by all entities). */
  original_name?: string;
}

export type TaskType = FolderType;

export type StatusState = 'not_started' | 'in_progress' | 'done' | 'blocked';

export interface ProjectStatus extends FolderType {
  state?: StatusState;
  /** Entity types the status is for; absent = all. */
  scope?: string[];
}

export interface ProjectTag {
  name: string;
  color?: string;
}

export interface ProjectLinkType {
  /** `linkType|inputType|outputType`. */
  name: string;
  linkType: string;
  inputType: string;
  outputType: string;
  data?: Record<string, unknown>;
}

export interface Project {
  name: string;
  code: string;
  label: string | null;
  active: boolean;
  library: boolean;
  folderTypes: FolderType[];
  taskTypes: TaskType[];
  linkTypes: ProjectLinkType[];
  statuses: ProjectStatus[];
  tags: ProjectTag[];
  config: Record<string, unknown>;
  attrib: Record<string, unknown>;
  /** Names of the attributes set on the project itself. */
  ownAttrib: string[];
  data: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

export interface NewProject {
  /** Letters, digits and `_`. */
  name: string;
  code: string;
  label?: string;
  library?: boolean;
  /** Name of an anatomy preset; without it the primary one is used. */
  anatomyPreset?: string;
  anatomy?: Record<string, unknown>;
  /** Give users their default access groups in the project; default true. */
  assignUsers?: boolean;
}

/** Only the keys given are changed. Lists replace the stored ones. */
export interface ProjectPatch {
  code?: string;
  label?: string | null;
  active?: boolean;
  library?: boolean;
  folderTypes?: FolderType[];
  taskTypes?: TaskType[];
  linkTypes?: ProjectLinkType[];
  statuses?: ProjectStatus[];
  tags?: ProjectTag[];
  config?: Record<string, unknown>;
  /** null clears a value. */
  attrib?: Record<string, unknown>;
  /** Merged one level deep; null removes a key. */
  data?: Record<string, unknown>;
}

const nullableText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
const recordSchema = z.record(z.string(), z.unknown());
const dataSchema = recordSchema.nullish().transform((value) => value ?? {});
const scalarText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const typeSchema = z.object({ name: z.string(), shortName: scalarText, icon: scalarText, color: scalarText });

const statusSchema = typeSchema.extend({
  state: z.enum(['not_started', 'in_progress', 'done', 'blocked']).catch('in_progress'),
  scope: z.array(z.string()).nullish(),
});

const linkTypeSchema = z.object({
  name: z.string(),
  linkType: z.string(),
  inputType: z.string(),
  outputType: z.string(),
  data: dataSchema,
});

const projectSchema = z.object({
  name: z.string(),
  code: z.string(),
  label: nullableText,
  active: z.boolean().default(true),
  library: z.boolean().default(false),
  folderTypes: z.array(typeSchema).default([]),
  taskTypes: z.array(typeSchema).default([]),
  linkTypes: z.array(linkTypeSchema).default([]),
  statuses: z
    .array(statusSchema)
    .default([])
    .transform((statuses): ProjectStatus[] =>
      statuses.map(({ scope, ...status }) => (scope ? { ...status, scope } : status)),
    ),
  tags: z.array(z.object({ name: z.string(), color: scalarText })).default([]),
  config: dataSchema,
  attrib: dataSchema,
  ownAttrib: z.array(z.string()).default([]),
  data: dataSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
});

const summariesSchema = z.object({
  projects: z.array(
    z.object({
      name: z.string(),
      code: z.string(),
      label: nullableText,
      active: z.boolean(),
      library: z.boolean(),
      createdAt: z.string(),
      updatedAt: z.string(),
    }),
  ),
});

/** All projects the account can see, active or not. */
export async function listProjects(
  transport: AyonTransport,
  options: CallOptions,
): Promise<ProjectSummary[]> {
  const answer = await transport.request({ ...options, method: 'GET', path: '/api/projects' });
  return readAnswer(summariesSchema, answer.body, 'GET /api/projects').projects;
}

export async function getProject(
  transport: AyonTransport,
  name: string,
  options: CallOptions,
): Promise<Project | null> {
  const projectPath = path`/api/projects/${name}`;
  const answer = await transport.requestIfPresent({ ...options, method: 'GET', path: projectPath });
  return answer === null ? null : readAnswer(projectSchema, answer.body, `GET ${projectPath}`);
}

export async function createProject(
  transport: AyonTransport,
  project: NewProject,
  options: CallOptions,
): Promise<void> {
  await transport.request({ ...options, method: 'POST', path: '/api/projects', body: project });
}

export async function updateProject(
  transport: AyonTransport,
  update: { name: string; patch: ProjectPatch },
  options: CallOptions,
): Promise<void> {
  const projectPath = path`/api/projects/${update.name}`;
  await transport.request({ ...options, method: 'PATCH', path: projectPath, body: update.patch });
}
