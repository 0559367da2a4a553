const MASK = '***';
/** Anything shorter would mask ordinary words. */
const MIN_SECRET_LENGTH = 4;

/** Longest first, so that no secret is masked only in part by another that it begins with. */
let secrets: readonly string[] = [];
/** User name and password in an address, as in `redis://user:password@host`. */
const URL_CREDENTIALS = /(:\/\/)[^\s/?#"@]+@/g;

/** Makes a value known as secret: from now on it is masked in log lines, health messages and scrubbed errors. */
export function registerSecret(value: string): void {
  if (value.length < MIN_SECRET_LENGTH) return;
  // As it is, inside JSON, and in a URL.
  const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];
  secrets = [...new Set([...secrets, ...forms])].sort((a, b) => b.length - a.length);
}

/** Masks registered secrets, and user name and password of every address, in a text. */
export function scrubSecrets(text: string): string {
  let scrubbed = text.includes('@') ? text.replace(URL_CREDENTIALS, `$1${MASK}@`) : text;
  for (const secret of secrets) {
    if (scrubbed.includes(secret)) scrubbed = scrubbed.replaceAll(secret, MASK);
  }
  return scrubbed;
}
