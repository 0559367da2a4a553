/**
 * JSON text of a request body. AYON answers 500 to NUL characters and to halves of surrogate pairs in any text
 * (PostgreSQL cannot store them): NUL is dropped, a lone surrogate becomes U+FFFD.
 */
export function encodeBody(body: unknown): string {
  const text = JSON.stringify(body);
  // JSON.stringify escapes exactly the characters in question, so clean bodies are not walked a second time.
  return /\\u(?:0000|d[89a-f])/.test(text) ? JSON.stringify(cleanValue(body)) : text;
}

const UNSTORABLE = /[\0\ud800-\udfff]/;

/** The text as AYON can store it. */
export function cleanText(text: string): string {
  if (!UNSTORABLE.test(text)) return text;
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD');
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), cleanValue(item)]));
}
