export { ConfigurationError, type ConfigurationErrorCode } from './configuration-error.ts';
export { parseEnvFile, readEnvironment, type ServiceEnvironment } from './environment.ts';
export { type ReadSettings, readSettings, type SettingProblem } from './read-settings.ts';
export {
  type ConfigurationSource,
  completeFtrackUrl,
  readProjectSettings,
  resolveServiceConfiguration,
  type ServiceConfiguration,
} from './service-configuration.ts';
export { type SettingText, settingTexts, titlesOf } from './setting-texts.ts';
export { type FtrackSettings, ftrackSettings } from './settings-tree.ts';
export { type ConvertedOverrides, convertOverrides } from './conversion/convert-overrides.ts';
export { CONVERSION_RULES, type ConversionRule } from './conversion/conversion-rules.ts';
export type { KeptValue } from './conversion/apply-rules.ts';
export {
  buildSettingsDocument,
  SETTINGS_DOCUMENT_FORMAT,
  type SettingsDocument,
  type SettingsField,
  type SettingsModel,
} from './settings-document.ts';
export {
  eachNode,
  type SettingKind,
  type SettingNode,
  settingNodes,
  type SettingScope,
} from './setting-nodes.ts';
export type { ChoiceList } from './setting-texts.ts';
export { listSettings, type SettingEntry, settingsReference } from './settings-reference.ts';
