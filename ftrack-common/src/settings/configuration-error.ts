/** What of the set-up is missing or wrong. */
export type ConfigurationErrorCode =
  | 'environment_invalid'
  | 'addon_missing'
  | 'ftrack_server_missing'
  | 'ftrack_server_invalid'
  | 'ftrack_user_missing'
  | 'ftrack_api_key_missing'
  | 'secret_missing'
  | 'secret_empty'
  | 'redis_url_missing'
  | 'redis_url_invalid';

/**
 * Something of the set-up is missing or wrong, and a person has to correct it. The message names the setting and where it
 * is set; it never holds a secret.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;
  /** Path of the setting, or name of the environment variable. */
  readonly setting: string;

  constructor(code: ConfigurationErrorCode, setting: string, message: string) {
    super(message);
    this.code = code;
    this.setting = setting;
  }
}
