const MASK = '***';
/** Anything shorter would mask ordinary words. */
const MIN_SECRET_LENGTH = 4;

const secrets = new Set<string>();
/** User name and password in an address, as in `redis://user:password@host`. */
const URL_CREDENTIALS = /(:\/\/)[^\s/?#"@]+@/g;

/** Makes a value known as secret: from now on it is masked in log lines, health messages and scrubbed errors. */
export function registerSecret(value: string): void {
  if (value.length < MIN_SECRET_LENGTH) return;
  secrets.add(value);
  // The forms it takes inside JSON and in a URL.
  secrets.add(JSON.stringify(value).slice(1, -1));
  secrets.add(encodeURIComponent(value));
}

/** Masks registered secrets, and user name and password of every address, in a text. */
export function scrubSecrets(text: string): string {
  let scrubbed = text.includes('@') ? text.replace(URL_CREDENTIALS, `$1${MASK}@`) : text;
  for (const secret of secrets) {
    if (scrubbed.includes(secret)) scrubbed = scrubbed.replaceAll(secret, MASK);
  }
  return scrubbed;
}
