/**
 * A process that takes part in reading a log, for the chaos run. Arguments: Redis address, name, number of handlers.
 * Tells on stdout, one JSON line each, which partitions it acquires and loses.
 */
import {
  openRedisEventLog,
  logKeys,
  type LogHandler,
  defineScript,
  runScript,
} from '@ynput/ftrack-common/event-log';
import { PartitionDrains } from '@ynput/ftrack-common/jobs';
import { connectRedis } from '@ynput/ftrack-common/redis';

/**
 * Notes a handling together with the cursor of that very moment, so that handling something already committed can be seen.
 * KEYS: list, cursors. ARGV: worker, sequence, project, handler.
 */
const NOTE = defineScript(`
local cursor = redis.call('HGET', KEYS[2], ARGV[4]) or '0'
redis.call('RPUSH', KEYS[1], table.concat({ARGV[1], ARGV[2], ARGV[3], cursor}, ' '))
`);

const [url = '', name = '', handlerCount = '1'] = process.argv.slice(2);
const redis = connectRedis({ url, role: 'blocking' });
const log = await openRedisEventLog({ redis });
const keys = logKeys('ayon-ftrack');

const handlers: LogHandler[] = Array.from({ length: Number(handlerCount) }, (_, index) => ({
  name: `recorder-${index}`,
  topics: ['ftrack.update'],
  startAt: 'oldest',
  handle: async (record) => {
    const lists = [`handled:${index}`, keys.cursors(record.partition)];
    await runScript(redis, NOTE, [
      lists,
      [name, record.sequence, record.projectId ?? '', `recorder-${index}`],
    ]);
  },
}));

const drains = new PartitionDrains({
  redis,
  log,
  handlers,
  events: {
    onAcquired: (partition) => tell({ acquired: partition }),
    onReleased: (partition, why) => tell({ released: partition, why }),
  },
});
process.once('SIGTERM', () => {
  void drains.stop().then(() => process.exit(0));
});
await drains.start();
tell({ ready: true });

function tell(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ worker: name, ...message })}\n`);
}
