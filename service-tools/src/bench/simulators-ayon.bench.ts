import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { median } from './report.ts';
import type { Timing } from './timed-goals.ts';

const PROJECT = 'bench';
const BATCH = 500;
const FOLDERS = 25_000;
const TASKS_PER_FOLDER = 3;
const RUNS = 5;

type Operation = Record<string, unknown>;

/** Measures the AYON simulator without the cost of a real server: making a large project, a page of it, one batch. */
export async function benchAyonSimulator(onProgress: (line: string) => void): Promise<Timing[]> {
  await using ayon = await startAyonSimulator();
  await call(ayon, '/api/projects', { name: PROJECT, code: 'bn' });
  const made = await time(() => makeProject(ayon));
  onProgress(`AYON project of ${FOLDERS * (1 + TASKS_PER_FOLDER)} entities: ${Math.round(made)} ms`);
  const query = `{ project(name: "${PROJECT}") { folders(first: 1000) { edges { node { id name path } } } } }`;
  const pages: number[] = [];
  const batches: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    pages.push(await time(() => call(ayon, '/graphql', { query })));
    const operations = Array.from({ length: BATCH }, (_, index) => folder(`x${run}-${index}`, newId('fe')));
    batches.push(await time(() => send(ayon, operations)));
  }
  onProgress(`AYON page of 1,000 folders: ${Math.round(median(pages))} ms`);
  onProgress(`AYON batch of ${BATCH} folders: ${Math.round(median(batches))} ms`);
  return [
    { name: 'AYON project of 100,000 entities', atMost: 10_000, milliseconds: made },
    { name: 'AYON GraphQL page of 1,000 folders', atMost: 20, milliseconds: median(pages) },
    { name: 'AYON operations batch of 500', atMost: 50, milliseconds: median(batches) },
  ];
}

async function makeProject(ayon: AyonSimulator): Promise<void> {
  let operations: Operation[] = [];
  for (let number = 0; number < FOLDERS; number += 1) {
    const id = newId('fa');
    operations.push(folder(`f${number}`, id));
    for (let task = 0; task < TASKS_PER_FOLDER; task += 1) {
      const data = { name: `t${task}`, taskType: 'Generic', folderId: id };
      operations.push({ type: 'create', entityType: 'task', entityId: newId('7a'), data });
    }
    if (operations.length >= BATCH) {
      await send(ayon, operations);
      operations = [];
    }
  }
  await send(ayon, operations);
}

function folder(name: string, entityId: string): Operation {
  return { type: 'create', entityType: 'folder', entityId, data: { name, folderType: 'Folder' } };
}

async function send(ayon: AyonSimulator, operations: readonly Operation[]): Promise<void> {
  const { success } = (await call(ayon, `/api/projects/${PROJECT}/operations`, { operations })) as {
    success: boolean;
  };
  if (!success) throw new Error('The AYON simulator refused a batch of the benchmark');
}

async function call(ayon: AyonSimulator, path: string, body: object): Promise<unknown> {
  const response = await fetch(ayon.url + path, {
    method: 'POST',
    headers: { 'x-api-key': ayon.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The AYON simulator answered ${response.status} to ${path}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

let ids = 0;
function newId(prefix: string): string {
  ids += 1;
  return prefix + ids.toString(16).padStart(30, '0');
}
