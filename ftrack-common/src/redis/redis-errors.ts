/** No Redis server could be found or had. The message lists what was tried and the ways to get one. */
export class RedisNotFoundError extends Error {
  readonly code = 'REDIS_NOT_FOUND';

  constructor(tried: readonly string[]) {
    super(
      [
        'No Redis server was found.',
        ...tried.map((line) => `  - ${line}`),
        'Do one of these:',
        '  - Debian, Ubuntu:  sudo apt-get install redis-server',
        '  - macOS:           brew install redis',
        '  - Docker:          docker run -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --appendfsync always --maxmemory-policy noeviction',
        '                     and AYON_FTRACK_REDIS_URL=redis://127.0.0.1:6379',
        '  - a server you have: AYON_FTRACK_REDIS_URL=redis://host:6379',
      ].join('\n'),
    );
    this.name = 'RedisNotFoundError';
  }
}

/** A Redis server was started but did not become ready. The message ends with the server's last output. */
export class RedisStartError extends Error {
  readonly code = 'REDIS_START_FAILED';

  constructor(what: string, output = '') {
    super(output ? `${what}\nLast output of the server:\n${output.trimEnd()}` : what);
    this.name = 'RedisStartError';
  }
}

/** A Redis server that should end does not. */
export class RedisStopError extends Error {
  readonly code = 'REDIS_STOP_FAILED';

  constructor(what: string) {
    super(what);
    this.name = 'RedisStopError';
  }
}
