const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PREFIX = new RegExp(`^${PART}(?::\\d+)?(?:/${PART})*$`);

/** What stands before the names of images: registry, port and folders, as Docker takes them. Null when it is none. */
export function readImagePrefix(text: string): string | null {
  const prefix = text.replace(/\/+$/, '');
  return PREFIX.test(prefix) ? prefix : null;
}
