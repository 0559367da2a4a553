import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { integrateFtrackInstance } from './asset-versions.ts';
import { collectFtrackFamily } from './family-profiles.ts';
import { enabled, flag, group, line, names } from './fields.ts';
import { publishStatuses } from './publish-statuses.ts';

/** The branch `publish`. */
export const publish = group(
  {
    CollectFtrackFamily: collectFtrackFamily,
    CollectFtrackCustomAttributeData: group(
      {
        enabled: enabled(false),
        custom_attribute_keys: names([], {
          title: 'Custom attributes',
          description: 'Keys of the custom attributes to read.',
        }),
      },
      {
        title: 'Read custom attributes',
        description:
          'Gives publish plugins the values of custom attributes of the ftrack objects a publish belongs to.',
        whole: true,
        hidden: true,
      },
    ),
    ValidateFtrackAttributes: group(
      {
        enabled: enabled(false),
        ftrack_custom_attributes: z
          .string()
          .refine(isJsonObject, 'must be a JSON object, like {}')
          .default('{}')
          .register(settingTexts, {
            title: 'Expected values',
            description:
              'A JSON object: per application the custom attributes to compare and the expression that gives their value there.',
            widget: 'textarea',
            syntax: 'json',
          }),
      },
      {
        title: 'Check custom attributes',
        description: 'A publish stops when the scene does not agree with custom attributes in ftrack.',
        whole: true,
        hidden: true,
      },
    ),
    IntegrateHierarchyToFtrack: publishStatuses.IntegrateHierarchyToFtrack,
    IntegrateFtrackDescription: group(
      {
        enabled: enabled(false),
        optional: flag(true, { title: 'Optional', description: 'The artist may switch it off.' }),
        active: flag(true, { title: 'Active', description: 'On unless the artist switches it off.' }),
        description_template: line('{comment}', {
          title: 'Description',
          description: 'With {comment} for the comment of the publish and {intent} for its intent.',
        }),
      },
      {
        title: 'Description of versions',
        description: 'Writes a description to the new asset version.',
        whole: true,
        hidden: true,
      },
    ),
    IntegrateFtrackNote: group(
      {
        enabled: enabled(false),
        note_template: line('{comment}', {
          title: 'Note',
          description:
            'With {comment}, {host_name}, {app_name}, {app_label}, {published_paths} and {source}.',
        }),
        note_labels: names([], { title: 'Labels', description: 'Names of ftrack note labels.' }),
      },
      {
        title: 'Note on versions',
        description: 'Writes the comment of a publish as a note on the new asset version.',
        whole: true,
        hidden: true,
      },
    ),
    IntegrateFtrackComponentOverwrite: group(
      { enabled: enabled() },
      {
        title: 'Replace components',
        description:
          'A publish of a version that exists replaces its components; off: they stay as they are.',
        whole: true,
        hidden: true,
      },
    ),
    IntegrateFtrackInstance: integrateFtrackInstance,
    IntegrateFtrackFarmStatus: publishStatuses.IntegrateFtrackFarmStatus,
    ftrack_task_status_local_publish: publishStatuses.ftrack_task_status_local_publish,
    ftrack_task_status_on_farm_publish: publishStatuses.ftrack_task_status_on_farm_publish,
    IntegrateFtrackTaskStatus: publishStatuses.IntegrateFtrackTaskStatus,
  },
  {
    title: 'Publish',
    description: 'Used where the sync makes versions of what was published in ftrack alone.',
  },
);

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
