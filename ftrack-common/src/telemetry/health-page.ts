import {
  type ComponentHealth,
  HEALTH_STATES,
  type HealthReport,
  type HealthState,
  isReady,
} from './health.ts';

export interface PageSubject {
  /** e.g. `leecher`. */
  readonly service: string;
  readonly version: string;
  /** When the page is made, milliseconds since 1970. */
  readonly now: number;
  readonly process: {
    readonly pid: number;
    readonly uptimeSeconds: number;
    readonly memoryBytes: number;
  };
}

const REFRESH_SECONDS = 5;

const WORDS: Record<HealthState, string> = {
  ok: 'OK',
  degraded: 'Degraded',
  starting: 'Starting',
  failed: 'Failed',
};

/** Colours of the icon in the browser's tab, which knows no style sheet. */
const ICON_COLOURS: Record<HealthState, string> = {
  ok: '#1f9d57',
  degraded: '#d9890b',
  starting: '#3f7fe0',
  failed: '#d63a44',
};

const STYLE = `
:root { color-scheme: light dark; --back: #f4f5f7; --card: #fff; --text: #1b2027; --soft: #66707f; --line: #e4e7ec;
  --ok: #178548; --degraded: #a86400; --starting: #2b6bcc; --failed: #c42f39; --tint: 9% }
@media (prefers-color-scheme: dark) { :root { --back: #121519; --card: #1a1e24; --text: #e6eaf0; --soft: #929cab;
  --line: #2a303a; --ok: #45c17d; --degraded: #e6a643; --starting: #75a8f6; --failed: #f4747e; --tint: 14% } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 780px; margin: 0 auto; padding: 36px 20px 28px }
header { display: flex; align-items: baseline; gap: 10px; flex-wrap: wrap; margin-bottom: 14px }
h1 { font-size: 26px; line-height: 1.2; letter-spacing: -.01em; margin: 0; text-transform: capitalize }
small, .since, footer, dt { color: var(--soft) }
.ok { --state: var(--ok) } .degraded { --state: var(--degraded) }
.starting { --state: var(--starting) } .failed { --state: var(--failed) }
.verdict { border-left: 4px solid var(--state); background: color-mix(in srgb, var(--state) var(--tint), var(--card));
  border-radius: 8px; padding: 12px 18px; margin: 0 0 16px }
.verdict strong { color: var(--state) }
ul { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; overflow: hidden }
li { padding: 11px 18px 11px 40px; border-top: 1px solid var(--line); position: relative }
li:first-child { border-top: 0 }
li::before { content: ""; position: absolute; left: 18px; top: 19px; width: 9px; height: 9px; border-radius: 50%;
  background: var(--state) }
li.starting::before { background: none; border: 2px solid var(--state) }
.row { display: flex; align-items: baseline; gap: 10px }
.row b { font-weight: 600 }
.word { color: var(--state); font-weight: 600; font-size: 13px } li.ok .word { font-weight: 400 }
.since { margin-left: auto; font-size: 13px; white-space: nowrap; font-variant-numeric: tabular-nums }
p { margin: 3px 0 0; overflow-wrap: anywhere; white-space: pre-line }
.effect { font-size: 13px; color: var(--soft) }
dl { display: flex; flex-wrap: wrap; gap: 1px 18px; margin: 3px 0 0; font-size: 13px }
dl div { display: flex; gap: 6px; min-width: 0 } dt { white-space: nowrap }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
footer { margin-top: 14px; font-size: 13px; display: flex; flex-wrap: wrap; gap: 2px 16px }
footer nav { margin-left: auto; display: flex; gap: 14px } a { color: inherit; text-underline-offset: 2px }
`;

/** The health report as a page for people, what needs a look first. It refreshes itself every 5 s and loads nothing. */
export function renderHealthPage(report: HealthReport, subject: PageSubject): string {
  const components = report.components.toSorted((a, b) => rankOf(b) - rankOf(a));
  const rows = components.map((component) => renderComponent(component, subject.now)).join('\n');
  const { pid, uptimeSeconds, memoryBytes } = subject.process;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${escapeHtml(`${subject.service}: ${report.ready ? 'ready' : 'not ready'}`)}</title>
<link rel="icon" href="${iconOf(report.state)}">
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(subject.service)}</h1><small>AYON ftrack ${escapeHtml(subject.version)}</small></header>
${renderVerdict(report)}
<ul>
${rows || '<li class="starting">Nothing is being watched yet.</li>'}
</ul>
<footer><span>up ${formatDuration(uptimeSeconds)}</span><span>${Math.round(memoryBytes / 1024 ** 2)} MB memory</span>
<span>process ${pid}</span><span>${new Date(subject.now).toISOString().slice(0, 19).replace('T', ' ')} UTC</span>
<nav><a href="/health">health</a><a href="/ready">ready</a><a href="/metrics">metrics</a></nav></footer>
</main>
</body>
</html>
`;
}

/** One sentence: does it work, and if not, what it waits for. */
function renderVerdict({ ready, components }: HealthReport): string {
  const listOf = (chosen: readonly ComponentHealth[]): string =>
    escapeHtml(chosen.map(({ name }) => name).join(', '));
  const waitingFor = components.filter((component) => !isReady(component));
  if (!ready) {
    const state = waitingFor.some((component) => component.state === 'failed') ? 'failed' : 'starting';
    return `<div class="verdict ${state}"><strong>Not ready.</strong> Waits for: ${listOf(waitingFor)}.</div>`;
  }
  const odd = components.filter(({ state }) => state !== 'ok');
  if (odd.length === 0) return '<div class="verdict ok"><strong>Ready.</strong> Everything works.</div>';
  return `<div class="verdict degraded"><strong>Ready,</strong> but look at: ${listOf(odd)}.</div>`;
}

function renderComponent(component: ComponentHealth, now: number): string {
  const { name, effect, state, message, since, details } = component;
  const entries = Object.entries(details).map(
    ([key, value]) => `<div><dt>${escapeHtml(toWords(key))}</dt><dd>${escapeHtml(String(value))}</dd></div>`,
  );
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  return [
    `<li class="${state}"><div class="row"><b>${escapeHtml(toTitle(name))}</b><span class="word">${WORDS[state]}</span>`,
    `<time class="since" datetime="${since}" title="since ${since}">for ${formatDuration(seconds)}</time></div>`,
    message ? `<p>${escapeHtml(message)}</p>` : '',
    state === 'failed' && effect === 'nothing' ? '<p class="effect">The service itself goes on.</p>' : '',
    entries.length > 0 ? `<dl>${entries.join('')}</dl>` : '',
    '</li>',
  ].join('');
}

/** Worse first; among equals what the service cannot do without. */
function rankOf({ state, effect }: ComponentHealth): number {
  return HEALTH_STATES.indexOf(state) * 2 + (state === 'ok' || effect === 'nothing' ? 0 : 1);
}

/** With a capital, but ftrack writes itself without. */
function toTitle(name: string): string {
  return name.startsWith('ftrack') ? name : name.charAt(0).toUpperCase() + name.slice(1);
}

/** `fileSystem` as `file system`. */
function toWords(name: string): string {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_pair, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

function iconOf(state: HealthState): string {
  const circle = `<circle cx="8" cy="8" r="6" fill="${ICON_COLOURS[state]}"/>`;
  const image = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${circle}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(image)}`;
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
