import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { type Attribute, attributesSchema } from './attributes.ts';
import type { AyonTransport, CallOptions } from './transport.ts';

export interface ServerInfo {
  /** `1.16.0+<build>`. */
  version: string;
  /** Seconds since the server's start. */
  uptime: number;
  /** Name of the account the API key belongs to; null when the server does not know the key. */
  user: string | null;
  /** The attributes the running server works with: new definitions are missing here until it is restarted. */
  attributes: Attribute[] | null;
}

/** A service a host (ASH) runs or shall run. */
export interface Service {
  name: string;
  hostname: string;
  addonName: string;
  addonVersion: string;
  service: string;
  shouldRun: boolean;
  isRunning: boolean;
  /** Seconds since the host last reported it; null = never. */
  lastSeenSeconds: number | null;
}

/** A set of addon versions used together. */
export interface Bundle {
  name: string;
  /** Addon name to version. */
  addons: Record<string, string | null>;
  isProduction: boolean;
  isStaging: boolean;
  isDev: boolean;
}

const infoSchema = z.object({
  version: z.string(),
  uptime: z.number().default(0),
  user: z.object({ name: z.string() }).nullish(),
  attributes: attributesSchema.shape.attributes.nullish(),
});

const servicesSchema = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      hostname: z.string(),
      addonName: z.string(),
      addonVersion: z.string(),
      service: z.string(),
      shouldRun: z.boolean(),
      isRunning: z.boolean(),
      lastSeenDelta: z.number().nullish(),
    }),
  ),
});

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const bundlesSchema = z.object({
  bundles: z.array(
    z.object({
      name: z.string(),
      addons: z.record(z.string(), z.string().nullable()),
      isProduction: flag,
      isStaging: flag,
      isDev: flag,
    }),
  ),
});

export async function getInfo(transport: AyonTransport, options: CallOptions): Promise<ServerInfo> {
  const answer = await transport.request({ ...options, method: 'GET', path: '/api/info' });
  const info = readAnswer(infoSchema, answer.body, 'GET /api/info');
  return { ...info, user: info.user?.name ?? null, attributes: info.attributes ?? null };
}

export async function listServices(transport: AyonTransport, options: CallOptions): Promise<Service[]> {
  const answer = await transport.request({ ...options, method: 'GET', path: '/api/services' });
  const { services } = readAnswer(servicesSchema, answer.body, 'GET /api/services');
  return services.map(({ lastSeenDelta, ...service }) => ({
    ...service,
    lastSeenSeconds: lastSeenDelta ?? null,
  }));
}

export async function getBundles(transport: AyonTransport, options: CallOptions): Promise<Bundle[]> {
  const answer = await transport.request({ ...options, method: 'GET', path: '/api/bundles' });
  return readAnswer(bundlesSchema, answer.body, 'GET /api/bundles').bundles;
}

export async function restartServer(transport: AyonTransport, options: CallOptions): Promise<void> {
  await transport.request({ ...options, method: 'POST', path: '/api/system/restart' });
}
