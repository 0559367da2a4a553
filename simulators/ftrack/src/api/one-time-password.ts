import { createHmac } from 'node:crypto';

const STEP_MS = 30_000;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Whether six digits are the time-based one-time password of a secret (RFC 6238: SHA-1, 30 seconds, secret in base 32), now
 * or one step ago or ahead.
 */
export function isOneTimePassword(code: string, secret: string, now: Date): boolean {
  const key = decodeBase32(secret);
  const step = Math.floor(now.getTime() / STEP_MS);
  return [step - 1, step, step + 1].some((counter) => passwordAt(key, counter) === code);
}

function passwordAt(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac('sha1', key).update(message).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function decodeBase32(text: string): Buffer {
  const bits = text
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '')
    .split('')
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
