import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { type AyonTransport, type CallOptions, path } from './transport.ts';

export interface AddonSettingsRequest extends CallOptions {
  addon: string;
  version: string;
  /** `production`, `staging` or the name of a dev bundle. */
  variant: string;
  /** With it the settings as they are for this project. */
  project?: string;
}

const settingsSchema = z.record(z.string(), z.unknown());
const secretSchema = z.object({ name: z.string(), value: z.string() });

const SECRET_NAME = /^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$/;

export async function getAddonSettings(
  transport: AyonTransport,
  request: AddonSettingsRequest,
): Promise<Record<string, unknown>> {
  const { addon, version, variant, project, ...call } = request;
  const base = path`/api/addons/${addon}/${version}/settings`;
  const settingsPath = project === undefined ? base : `${base}${path`/${project}`}`;
  const answer = await transport.request({ ...call, method: 'GET', path: settingsPath, query: { variant } });
  return readAnswer(settingsSchema, answer.body, `GET ${settingsPath}`);
}

export async function getSecret(
  transport: AyonTransport,
  name: string,
  options: CallOptions,
): Promise<string | null> {
  // The server cannot hold a secret of another name, and a value set in place of a name must not travel in a URL.
  if (!SECRET_NAME.test(name)) return null;
  const secretPath = path`/api/secrets/${name}`;
  const answer = await transport.requestIfPresent({ ...options, method: 'GET', path: secretPath });
  return answer === null ? null : readAnswer(secretSchema, answer.body, 'GET /api/secrets').value;
}
