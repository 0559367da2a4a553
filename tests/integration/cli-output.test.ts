import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../service-tools/dist/main.js');

test('a command whose reader has seen enough ends quietly', async () => {
  const command = spawn(process.execPath, [CLI, 'settings', 'schema', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = text(command.stderr);
  command.stdout.destroy();
  const [code] = await once(command, 'exit');
  expect([code, await said]).toEqual([0, '']);
});
