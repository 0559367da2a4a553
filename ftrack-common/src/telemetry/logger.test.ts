import { expect, test } from 'vitest';
import { createLogger, type LoggerSettings, registerSecret, scrubSecrets } from './index.ts';

function capture(settings: Partial<LoggerSettings> = {}): {
  lines: string[];
  logger: ReturnType<typeof createLogger>;
} {
  const lines: string[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: 'leecher', to, ...settings }) };
}

test('a line is one JSON object with words for level and time', () => {
  const { lines, logger } = capture();
  logger.info({ events: 3 }, 'Appended');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    service: 'leecher',
    msg: 'Appended',
    events: 3,
  });
});

test('lines below the level are not written', () => {
  const { lines, logger } = capture({ level: 'warn' });
  logger.info('no');
  logger.warn('yes');
  expect(lines).toHaveLength(1);
});

test('secret fields, registered secrets and credentials in addresses are masked', () => {
  const { lines, logger } = capture();
  registerSecret('s3cret"with/odd chars');
  logger.info({ apiKey: 'abc', request: { password: 'def' } }, 'redis://user:pa:ss@host:6379/0');
  logger.error(
    new Error('refused key s3cret"with/odd chars'),
    'Failed with ?key=s3cret%22with%2Fodd%20chars',
  );
  const text = lines.join('');
  expect(text).not.toMatch(/abc|def|pa:ss|s3cret/);
  expect(text).toContain('redis://***@host:6379/0');
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
});

test('a secret that begins with another is masked whole', () => {
  registerSecret('first-part');
  registerSecret('first-part-and-more');
  expect(scrubSecrets('a first-part b first-part-and-more c')).toBe('a *** b *** c');
});

test('a pretty line is for people, an error stands below it', () => {
  const { lines, logger } = capture({ pretty: true });
  logger.warn({ partition: 3, err: new TypeError('odd') }, 'Skipped');
  expect(lines[0]).toMatch(/^[\d:.]{12} WARN {2}leecher Skipped partition=3\n {4}TypeError: odd\n {4} +at /);
});
