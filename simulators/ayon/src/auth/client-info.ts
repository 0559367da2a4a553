import type { Call } from '../http/call.ts';
import type { JsonObject } from '../json.ts';

/** What the server notes about the client of a login. */
export function clientInfo(call: Call): JsonObject {
  const agent = call.header('user-agent') ?? '';
  const languages = acceptedLanguages(call)
    .split(',')
    .map((part) => (part.split(';')[0] ?? '').trim());
  return {
    ip: call.remoteAddress,
    languages,
    location: null,
    agent: { platform: agent, client: clientName(agent), device: 'Other' },
    site_id: call.header('x-ayon-site-id') ?? null,
  };
}

function acceptedLanguages(call: Call): string {
  const given = call.header('accept-language');
  return given === undefined || given === '*' ? 'en' : given;
}

function clientName(agent: string): string {
  const known: [RegExp, string][] = [
    [/python-requests/i, 'Python Requests'],
    [/firefox/i, 'Firefox'],
    [/edg\//i, 'Edge'],
    [/chrome/i, 'Chrome'],
    [/safari/i, 'Safari'],
  ];
  return known.find(([form]) => form.test(agent))?.[1] ?? 'Other';
}
