import { type FtrackSimulator, startFtrackSimulator } from '@ynput/ftrack-simulator';
import { type BenchReport, median } from './report.ts';
import { reportTimings } from './timed-goals.ts';

const ENTITIES = 100_000;
const LOOKUPS = 2_000;
const SCANS = 9;
const INDEXED_MS = 1;
const SCAN_MS = 250;

/** Conditions that no index answers, with a way through relations; they match next to nothing, so that the scan alone is measured. */
const SCANNED = [
  'select id from Task where parent.parent.name like "%_0999" and status.state.short is_not DONE',
  'select id from Task where bid > 1 and not assignments any (resource.username like "artist%")',
  'select id from TypedContext where children any (name like "no such %" and bid > 1)',
];

/**
 * Measures the query language on a generated studio, as the API of the simulator answers it: text in, encoded entities out,
 * without HTTP.
 */
export async function benchQuery(onProgress: (line: string) => void): Promise<BenchReport> {
  onProgress(`generating ${ENTITIES} entities`);
  await using simulator = await startFtrackSimulator({ profile: `generated:${ENTITIES}` });
  const ids = [...simulator.store.rows('Task')].flatMap(({ key }) => key);
  const parents = [...simulator.store.rows('Shot')].flatMap(({ key }) => key);
  writeEvents(simulator);
  const lookups = [
    {
      name: 'by id, p50',
      atMost: INDEXED_MS,
      expression: (at: number) => `select name from Task where id is "${pick(ids, at)}"`,
    },
    {
      name: 'by parent, p50',
      atMost: INDEXED_MS,
      expression: (at: number) => `select name from TypedContext where parent_id is "${pick(parents, at)}"`,
    },
    {
      name: 'by ids of 50, p50',
      atMost: null,
      expression: (at: number) => {
        const some = Array.from({ length: 50 }, (_, offset) => `"${pick(ids, at + offset)}"`);
        return `select name from Task where id in (${some.join(', ')})`;
      },
    },
    {
      name: `page of 100 in the activity log of ${ENTITIES}, p50`,
      atMost: null,
      expression: (at: number) =>
        `select id, action from Event where id > ${(at * 37) % ENTITIES} order by id asc limit 100`,
    },
  ].map(({ name, atMost, expression }) => {
    const times = Array.from({ length: LOOKUPS }, (_, at) => measure(simulator, expression(at * 31)));
    onProgress(`${name}: ${median(times).toFixed(3)} ms`);
    return { name, atMost, milliseconds: median(times) };
  });
  const scans = SCANNED.map((expression) => {
    const times = Array.from({ length: SCANS }, () => measure(simulator, expression));
    onProgress(`${expression}: ${median(times).toFixed(1)} ms`);
    return { name: `scan: ${expression}`, atMost: SCAN_MS, milliseconds: median(times) };
  });
  return reportTimings([...lookups, ...scans]);
}

function measure(simulator: FtrackSimulator, expression: string): number {
  const started = performance.now();
  simulator.run([{ action: 'query', expression }]);
  return performance.now() - started;
}

function writeEvents({ store }: FtrackSimulator): void {
  store.writeQuietly((writer) => {
    for (let id = 1; id <= ENTITIES; id += 1) {
      writer.insert('Event', { id, action: 'change.status.task', insert: 'update', created_at: new Date() });
    }
  });
}

function pick(items: readonly string[], at: number): string {
  return items[at % items.length] ?? '';
}
