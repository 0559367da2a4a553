import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Difference, Recording } from './recording.ts';
import { replayRecording } from './replay.ts';

/** How a recorded file was answered. */
export interface ReplayCount {
  file: string;
  steps: number;
  /** Steps with at least one difference. */
  differing: number;
  differences: Difference[];
}

/** Replays the recordings of a folder (all files with `exchanges`, or those named) and counts the differences. */
export async function countReplays(folder: string, names?: readonly string[]): Promise<ReplayCount[]> {
  const counts: ReplayCount[] = [];
  for (const file of readdirSync(folder).sort()) {
    const name = path.basename(file, '.json');
    if (!file.endsWith('.json') || (names && !names.includes(name))) continue;
    const recording = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Partial<Recording>;
    if (!Array.isArray(recording.exchanges)) continue;
    const differences = await replayRecording({ server: '', ...recording, exchanges: recording.exchanges });
    const steps = recording.exchanges.length;
    counts.push({ file: name, steps, differing: differences.length, differences });
  }
  return counts;
}

/** Whether there is such a folder with recordings. */
export function hasRecordings(folder: string): boolean {
  return existsSync(path.join(folder, 'rest-routes.json'));
}
