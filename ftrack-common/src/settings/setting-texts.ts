import * as z from 'zod';

/** Lists that only AYON knows; a field offers what the list of this name holds at that moment. */
export type ChoiceList = 'secrets' | 'folder_link_types' | 'statuses' | 'anatomy_presets' | 'ayon_attributes';

/** What an admin reads beside a key, and what the settings form is told about it. */
export interface SettingText {
  title: string;
  description?: string;
  /** The key, or all of the group, has one value for the whole studio; without this a project can override it. */
  studioOnly?: boolean;
  /** What the key controls does not exist yet: no form shows it, and its stored value is kept. */
  hidden?: boolean;
  /** A divider with this text stands before the key; `---` is a line without text. */
  section?: string;
  /** How a group or a row is drawn: `expanded` shows `name` on the left and the rest beside it. */
  layout?: 'expanded' | 'compact';
  widget?: 'textarea' | 'time';
  /** Language of a `textarea`, which becomes a code editor. */
  syntax?: 'json';
  /** The values to choose from, by the name of a list. Other values may be stored: nothing checks them. */
  choicesFrom?: ChoiceList;
  /** Labels of the values of a closed choice. */
  labels?: Readonly<Record<string, string>>;
  /** The values name keys beside this one; the form shows only the chosen one of them. */
  chooses?: boolean;
  /** The group is overridden as a whole: an override holds all of its keys. */
  whole?: boolean;
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
