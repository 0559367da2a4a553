import { describe, expect, it } from 'vitest';
import { connectRedis, startDisposableRedis } from '../redis/index.ts';
import { assertNoForeignServices, ForeignServicesError, type Presence, PresenceBoard } from './presence.ts';

const ours: Presence = {
  name: 'dev',
  service: 'processor',
  version: '2.0.0',
  host: 'laptop',
  pid: 1,
  since: 0,
};

describe('PresenceBoard', () => {
  it('lists who is there and forgets who left', async () => {
    await using server = await startDisposableRedis({ append: 'none' });
    const redis = connectRedis({ url: server.url, role: 'blocking' });
    const first = new PresenceBoard(redis);
    const second = new PresenceBoard(redis);
    await first.announce(ours);
    await second.announce({ ...ours, service: 'leecher', pid: 2 });
    expect((await first.list()).map(({ service }) => service).toSorted()).toEqual(['leecher', 'processor']);
    await second.leave();
    expect((await first.list()).map(({ service }) => service)).toEqual(['processor']);
    await first.leave();
    redis.disconnect();
  });

  it('lets a checkout join its like only', async () => {
    await using server = await startDisposableRedis({ append: 'none' });
    const redis = connectRedis({ url: server.url, role: 'blocking' });
    const board = new PresenceBoard(redis);
    await board.announce({ ...ours, service: 'leecher', pid: 2 });
    await expect(assertNoForeignServices(board, ours)).resolves.toBeUndefined();
    const other = { ...ours, host: 'desktop' };
    await expect(assertNoForeignServices(board, other)).rejects.toBeInstanceOf(ForeignServicesError);
    await expect(assertNoForeignServices(board, { ...ours, version: '2.0.1' })).rejects.toThrow(
      /dev 2\.0\.0 on laptop.*--join/,
    );
    await board.leave();
    redis.disconnect();
  });
});
