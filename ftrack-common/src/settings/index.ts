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
