import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A Lua script and the hash Redis knows it by. */
export interface Script {
  readonly source: string;
  readonly hash: string;
}

/** Prepares a script for {@link runScript}. */
export function defineScript(source: string): Script {
  return { source, hash: createHash('sha1').update(source).digest('hex') };
}

/** Runs a script by its hash; sends its source only to a server that does not have it yet. */
export async function runScript(
  redis: Redis,
  script: Script,
  [keys, values]: readonly [keys: readonly string[], values: readonly (string | number)[]],
): Promise<unknown> {
  try {
    return await redis.evalsha(script.hash, keys.length, ...keys, ...values);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return await redis.eval(script.source, keys.length, ...keys, ...values);
  }
}
