/**
 * Ends what a demo leaves behind when it is killed. It reads lines from stdin: `+<pid>` and `-<pid>` for processes that began
 * and ended, `folder <path>` for what is to be removed, `done` when there is nothing left to do. When stdin closes without
 * that, its owner is dead.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const pids = new Set<number>();
const folders = new Set<string>();
let done = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) pids.add(Number(line.slice(1)));
  else if (line.startsWith('-')) pids.delete(Number(line.slice(1)));
  else if (line.startsWith('folder ')) folders.add(line.slice('folder '.length));
  else if (line === 'done') done = true;
}
if (!done) {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
