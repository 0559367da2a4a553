import { Queue, Worker } from 'bullmq';
import { expect, test, vi } from 'vitest';
import { connectRedis, startDisposableRedis } from './index.ts';

test('a queue and its worker go on after the server was killed', async () => {
  await using server = await startDisposableRedis();
  const commands = connectRedis({ url: server.url, role: 'commands' });
  const blocking = connectRedis({ url: server.url, role: 'blocking' });
  const queue = new Queue('names', { connection: commands });
  const done: unknown[] = [];
  const worker = new Worker('names', async (job) => void done.push(job.name), { connection: blocking });
  queue.on('error', () => undefined);
  worker.on('error', () => undefined);

  await queue.add('first', {});
  await vi.waitFor(() => expect(done).toEqual(['first']), 5_000);
  await server.kill();
  const added = queue.add('second', {});
  await server.start();
  await added;
  await vi.waitFor(() => expect(done).toEqual(['first', 'second']), 10_000);

  await worker.close();
  await queue.close();
  for (const redis of [commands, blocking]) redis.disconnect();
});
