import { randomUUID } from 'node:crypto';

/** Every client token of ours starts with this. */
const ORIGIN_PREFIX = 'ayon-ftrack';

/** A new client token, `<prefix>--<uuid>`. The prefix must start with `ayon-ftrack` so that every service of ours recognises it. */
export function createOrigin(prefix: string = ORIGIN_PREFIX): string {
  if (prefix !== ORIGIN_PREFIX && !prefix.startsWith(`${ORIGIN_PREFIX}-`)) {
    throw new RangeError(
      `originPrefix must be "${ORIGIN_PREFIX}" or start with "${ORIGIN_PREFIX}-", got "${prefix}"`,
    );
  }
  return `${prefix}--${randomUUID()}`;
}

/** True when a change was written by any of our services: by this process or by another one. */
export function isOwnOrigin(clientToken: string | null): boolean {
  return clientToken !== null && clientToken.startsWith(`${ORIGIN_PREFIX}-`);
}
