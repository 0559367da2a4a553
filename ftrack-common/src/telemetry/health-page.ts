import type { ComponentHealth, HealthReport, HealthState } from './health.ts';

export interface PageSubject {
  /** e.g. `leecher`. */
  readonly service: string;
  readonly version: string;
  /** When the page is made, milliseconds since 1970. */
  readonly now: number;
}

const REFRESH_SECONDS = 5;

const WORDS: Record<HealthState, string> = {
  ok: 'OK',
  degraded: 'Degraded',
  starting: 'Starting',
  failed: 'Failed',
};

const STYLE = `
:root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1c2128; --soft: #667080; --line: #e1e4ea;
  --ok: #1a8f4c; --degraded: #b26a00; --starting: #2f6fd0; --failed: #c8303a }
@media (prefers-color-scheme: dark) { :root { --back: #14171c; --card: #1d2128; --text: #e4e8ee; --soft: #939dac;
  --line: #2d333d; --ok: #46c07c; --degraded: #e5a343; --starting: #74a7f5; --failed: #f2707a } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 760px; margin: 0 auto; padding: 40px 20px }
header { display: flex; align-items: baseline; gap: 12px; flex-wrap: wrap; margin-bottom: 20px }
h1 { font-size: 24px; margin: 0; text-transform: capitalize }
header small, .since, footer, dt { color: var(--soft) }
.badge { margin-left: auto }
ul { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
li { padding: 14px 18px; border-top: 1px solid var(--line) }
li:first-child { border-top: 0 }
.row { display: flex; align-items: center; gap: 10px }
.row b { font-weight: 600 }
.since { margin-left: auto; font-size: 13px; white-space: nowrap }
.dot { width: 10px; height: 10px; border-radius: 50%; flex: none; background: currentColor }
.ok { color: var(--ok) } .degraded { color: var(--degraded) } .starting { color: var(--starting) } .failed { color: var(--failed) }
p { margin: 4px 0 0 20px; overflow-wrap: anywhere; white-space: pre-line }
dl { display: flex; flex-wrap: wrap; gap: 2px 20px; margin: 6px 0 0 20px; font-size: 13px }
dl div { display: flex; gap: 6px } dd { margin: 0; font-variant-numeric: tabular-nums }
footer { margin-top: 16px; font-size: 13px } a { color: inherit }
`;

/** The health report as a page for people; it refreshes itself every 5 s and loads nothing. */
export function renderHealthPage(report: HealthReport, subject: PageSubject): string {
  const rows = report.components.map((component) => renderComponent(component, subject.now)).join('\n');
  const title = `${subject.service}: ${WORDS[report.state]}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(subject.service)}</h1><small>AYON ftrack ${escapeHtml(subject.version)}</small>
<strong class="badge ${report.state}">${report.ready ? 'Ready' : 'Not ready'}</strong></header>
<ul>
${rows || '<li>Nothing is being watched yet.</li>'}
</ul>
<footer><a href="/health">health</a> &middot; <a href="/ready">ready</a> &middot; <a href="/metrics">metrics</a></footer>
</main>
</body>
</html>
`;
}

function renderComponent(component: ComponentHealth, now: number): string {
  const { name, state, message, since, details } = component;
  const entries = Object.entries(details).map(
    ([key, value]) => `<div><dt>${escapeHtml(key)}</dt><dd>${escapeHtml(String(value))}</dd></div>`,
  );
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  return [
    `<li><div class="row"><span class="dot ${state}"></span><b>${escapeHtml(name)}</b><span class="${state}">${WORDS[state]}</span>`,
    `<time class="since" datetime="${since}">for ${formatDuration(seconds)}</time></div>`,
    message ? `<p>${escapeHtml(message)}</p>` : '',
    entries.length > 0 ? `<dl>${entries.join('')}</dl>` : '',
    '</li>',
  ].join('');
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
