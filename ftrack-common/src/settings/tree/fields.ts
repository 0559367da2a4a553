import * as z from 'zod';
import { type SettingText, settingTexts } from '../setting-texts.ts';

/** Keys under a title; an unfolding panel of the form. */
export function group<Shape extends z.core.$ZodShape>(shape: Shape, text: SettingText) {
  return z.object(shape).register(settingTexts, text);
}

/** A switch. */
export function flag(value: boolean, text: SettingText) {
  return z.boolean().default(value).register(settingTexts, text);
}

/** One text. */
export function line(value: string, text: SettingText) {
  return z.string().default(value).register(settingTexts, text);
}

/** A list of texts of any kind. */
export function names(value: string[], text: SettingText) {
  return z.array(z.string()).default(value).register(settingTexts, text);
}

/** One of some values, given with their labels. */
export function choice<const Value extends string>(
  labels: Readonly<Record<Value, string>>,
  value: NoInfer<Value>,
  text: SettingText,
) {
  return z
    .enum(Object.keys(labels) as Value[])
    .default(() => value)
    .register(settingTexts, { ...text, labels });
}

/** Some of some values, given with their labels. */
export function choices<const Value extends string>(
  labels: Readonly<Record<Value, string>>,
  value: NoInfer<Value>[],
  text: SettingText,
) {
  return z
    .array(z.enum(Object.keys(labels) as Value[]))
    .default(() => value)
    .register(settingTexts, { ...text, labels });
}

/** The switch every handler, action and plugin starts with. */
export function enabled(value = true) {
  return flag(value, { title: 'Enabled' });
}

/** Who may start an action in ftrack. */
export function actionRoles(value: string[], more: Partial<SettingText> = {}) {
  return names(value, {
    title: 'Roles that may use it',
    description:
      'Names of ftrack security roles. The action shows in the menu of users who have one of them. An empty list shows it to everybody.',
    ...more,
  });
}

const MANAGERS = ['Administrator', 'Project manager'];

/** An action of ftrack's menu that needs no more than being on, and roles. */
export function action(
  text: SettingText,
  { on = true, roles = MANAGERS }: { on?: boolean; roles?: string[] } = {},
) {
  return group({ enabled: enabled(on), role_list: actionRoles(roles) }, text);
}
