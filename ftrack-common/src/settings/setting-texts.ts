import * as z from 'zod';

/** What an admin reads beside a key, and what the settings form is told about it. */
export interface SettingText {
  title: string;
  description?: string;
  /** The key has one value for the whole studio; without this a project can override it. */
  studioOnly?: boolean;
  /** For lists of objects: the field whose values must differ. */
  unique?: string;
}

/** Texts of every group and leaf of the settings tree, by schema. */
export const settingTexts = z.registry<SettingText>();

/** `Service settings > ftrack API key` for `service_settings/api_key`: the way through the form. */
export function titlesOf(tree: z.ZodObject, path: string): string {
  const titles: string[] = [];
  let current: z.core.$ZodType = tree;
  for (const key of path.split('/')) {
    const next: z.core.$ZodType | undefined = current instanceof z.ZodObject ? current.shape[key] : undefined;
    titles.push((next === undefined ? undefined : settingTexts.get(next)?.title) ?? key);
    if (next !== undefined) current = next;
  }
  return titles.join(' > ');
}
