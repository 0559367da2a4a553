import { AYON_PASSWORD } from './people.ts';
import { shortLogLine } from './render/log-line.ts';
import type { Screen } from './render/screen.ts';
import { count, milliseconds } from './render/style.ts';
import { DemoFailure, type StepResult } from './stage.ts';
import type { World } from './world.ts';

const LOG_WIDTH = 100;

export interface Summary {
  readonly ok: boolean;
  readonly entities: number;
  readonly fullSyncMs: number;
  readonly backfilled: number;
  readonly steps: readonly StepResult[];
  readonly lost: number;
  /** Values the checker looked at, and entities it compared. */
  readonly checked: number;
  readonly compared: number;
  readonly different: number;
}

/** The closing box. */
export function showSummary(screen: Screen, summary: Summary): void {
  const { style } = screen;
  const live = summary.steps.filter(({ name }) => !name.endsWith('killed')).flatMap(({ ms }) => ms ?? []);
  const arrived = summary.steps.filter(({ ms }) => ms !== null).length;
  screen.box([
    [
      '',
      summary.ok
        ? style.good('✔ Every change arrived. 0 lost.')
        : style.bad(
            `✘ ${count(summary.lost)} of ${count(summary.checked)} values are lost; ${count(summary.different)} differences.`,
          ),
    ],
    ['first sync', `${count(summary.entities)} entities in ${milliseconds(summary.fullSyncMs)}`],
    [
      'live',
      `${arrived} of ${summary.steps.length} steps; a single change arrives after ${milliseconds(medianOf(live))} (median)`,
    ],
    ['after a gap', `${count(summary.backfilled)} hints read from ftrack's Event table`],
    [
      'checked',
      `${count(summary.checked)} values sent, ${count(summary.lost)} lost; ${count(summary.compared)} entities compared, ${count(summary.different)} differences`,
    ],
  ]);
  screen.line();
}

/** An entity on both sides, for people to try something on. */
export interface Example {
  readonly projectName: string;
  /** Id of a shot in ftrack. */
  readonly shotId: string;
  /** Id of its folder in AYON. */
  readonly folderId: string;
}

/** Where everything is, while it stays up. */
export function showAddresses(screen: Screen, world: World, example: Example): void {
  const { style } = screen;
  const { ftrack, ayon } = world;
  const rows: [string, string][] = [
    ['ftrack', `${ftrack.url}   user ${ftrack.user}; its API key stands below`],
    ['AYON', `${ayon.url}   user admin, password ${AYON_PASSWORD}`],
    ['leecher', `${world.leecher.url ?? ''}   health page; also /health, /ready, /metrics`],
    ['processor', `${world.processor.url ?? ''}   the same`],
    ['logs', world.logFolder],
  ];
  for (const [name, text] of rows) screen.line(`  ${style.dim(name.padEnd(10))} ${text}`);
  screen.line();
  screen.line('  Change a shot in ftrack, and see its folder in AYON:');
  screen.line();
  const login = `-H 'ftrack-user: ${ftrack.user}' -H 'ftrack-api-key: ${ftrack.apiKey}'`;
  for (const line of [
    `curl -s ${ftrack.url}/api -H 'content-type: application/json' \\`,
    `  ${login} \\`,
    `  -d '[{"action":"update","entity_type":"Shot","entity_key":["${example.shotId}"],`,
    `        "entity_data":{"description":"Hello AYON"}}]'`,
    `curl -s ${ayon.url}/api/projects/${example.projectName}/folders/${example.folderId} \\`,
    `  -H 'x-api-key: ${ayon.apiKey}'`,
  ]) {
    screen.line(`    ${style.accent(line)}`);
  }
  screen.line();
  screen.line(`  ${style.bold('Ctrl-C')} stops everything and removes it.`);
  screen.line();
}

/** Tells which step failed, what was expected, what is there, and what the services wrote last. */
export async function showFailure(screen: Screen, world: World, error: unknown): Promise<void> {
  const { style } = screen;
  screen.line();
  if (error instanceof DemoFailure) {
    screen.line(`  ${style.bad('✘')} ${style.bold(error.step)}`);
    screen.line(`    expected  ${error.expected}`);
    screen.line(`    there is  ${error.found}`);
  } else {
    screen.line(`  ${style.bad('✘')} ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const { name, lines } of await world.tails()) {
    if (lines === '') continue;
    screen.line();
    screen.line(style.dim(`  last lines of ${name}:`));
    for (const line of lines.split('\n')) screen.line(style.dim(`    ${shortLogLine(line, LOG_WIDTH)}`));
  }
  screen.line();
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
