import { FtrackError } from './errors.ts';

/**
 * The URL of a ftrack server from what people write: a URL, a host, or the name of a studio at ftrack, which lives at
 * `https://<name>.ftrackapp.com`. Without a slash at the end. Throws `ftrack_not_ftrack`.
 */
export function resolveServerUrl(text: string): string {
  const written = text.trim();
  const url = parse(/^[\w-]+$/.test(written) ? `https://${written}.ftrackapp.com` : withScheme(written));
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new FtrackError('ftrack_not_ftrack', {
      message: `"${text}" is not the URL of a ftrack server; expected https://<studio>.ftrackapp.com`,
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function withScheme(text: string): string {
  return text.includes('://') ? text : `https://${text}`;
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
