import * as z from 'zod';
import { readAnswer } from './answers.ts';
import type { FolderType, ProjectLinkType, ProjectStatus, ProjectTag, TaskType } from './projects.ts';
import type { AyonTransport, CallOptions } from './transport.ts';

/** What new projects begin with, in the form in which a project has it. */
export interface AnatomyPreset {
  folderTypes: FolderType[];
  taskTypes: TaskType[];
  statuses: ProjectStatus[];
  tags: ProjectTag[];
  linkTypes: Pick<ProjectLinkType, 'linkType' | 'inputType' | 'outputType'>[];
  attributes: Record<string, unknown>;
}

const named = z.looseObject({ name: z.string() });
const linkTypeSchema = z.object({ link_type: z.string(), input_type: z.string(), output_type: z.string() });
const presetSchema = z.object({
  folder_types: z.array(named),
  task_types: z.array(named),
  statuses: z.array(named),
  tags: z.array(named).default([]),
  link_types: z.array(linkTypeSchema).default([]),
  attributes: z.record(z.string(), z.unknown()).default({}),
});

/** The primary preset; the built-in one where none was chosen. */
export async function getPrimaryAnatomy(
  transport: AyonTransport,
  options: CallOptions,
): Promise<AnatomyPreset> {
  const path = '/api/anatomy/presets/_';
  const answer = await transport.request({ ...options, method: 'GET', path });
  const preset = readAnswer(presetSchema, answer.body, `GET ${path}`);
  return {
    folderTypes: preset.folder_types.map(withoutOrigin),
    taskTypes: preset.task_types.map(withoutOrigin),
    statuses: preset.statuses.map(withoutOrigin),
    tags: preset.tags.map(withoutOrigin),
    linkTypes: preset.link_types.map(({ link_type, input_type, output_type }) => ({
      linkType: link_type,
      inputType: input_type,
      outputType: output_type,
    })),
    attributes: preset.attributes,
  };
}

/** A preset repeats the name of each item as the name it had: to a project that would say rename. */
function withoutOrigin(item: z.output<typeof named>): { name: string } {
  const { original_name: _, ...rest } = item;
  return rest;
}
