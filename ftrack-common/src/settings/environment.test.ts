import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { parseEnvFile, readEnvironment } from './environment.ts';

const complete = {
  AYON_SERVER_URL: ' https://ayon.example.com/ ',
  AYON_API_KEY: 'abc',
  AYON_ADDON_NAME: 'ftrack',
  AYON_ADDON_VERSION: '2.0.0-alpha.1',
};

function failure(env: NodeJS.ProcessEnv): ConfigurationError {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
  }
  throw new Error('no ConfigurationError');
}

test('reads what a service needs, with defaults for the rest', () => {
  const read = readEnvironment({ ...complete, AYON_SERVICE_NAME: '', AYON_DEFAULT_SETTINGS_VARIANT: '' });
  expect(read).toMatchObject({
    serverUrl: 'https://ayon.example.com',
    addonName: 'ftrack',
    variant: 'production',
    redisUrl: null,
  });
  expect(read.serviceName).not.toBe('');
});

test('an error names every variable to correct and never shows the key', () => {
  const error = failure({
    ...complete,
    AYON_SERVER_URL: 'ayon',
    AYON_API_KEY: 'my s3cret',
    AYON_ADDON_VERSION: ' ',
  });
  expect(error.code).toBe('environment_invalid');
  expect(error.message).toMatch(
    /AYON_SERVER_URL must be .*, AYON_API_KEY holds .*, AYON_ADDON_VERSION is not set/,
  );
  expect(error.message).not.toContain('s3cret');
  expect(failure({}).message).toContain('AYON_API_KEY is not set');
});

describe('parseEnvFile', () => {
  test.each([
    ['A=1', { A: '1' }],
    ['export A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['\uFEFF# comment\n\n  A = 1  # note', { A: '1' }],
    ['A="x # y" # note', { A: 'x # y' }],
    [`A='it # "is"'`, { A: 'it # "is"' }],
    ['A="a\\nb\\"c\\\\"', { A: 'a\nb"c\\' }],
    ['A=a#b=c', { A: 'a#b=c' }],
    ['A=#x', { A: '' }],
    ['A=', { A: '' }],
    ['A=""', { A: '' }],
    ['no assignment\n1A=2\nexport A', {}],
    ['A="open', { A: '"open' }],
  ])('%j', (text, expected) => {
    expect(parseEnvFile(text)).toEqual(expected);
  });

  test('a value in single quotes comes back as written', () => {
    const value = fc.string().filter((text) => !/['\r\n]/.test(text));
    fc.assert(
      fc.property(value, (text) => {
        expect(parseEnvFile(`export KEY='${text}'`)).toEqual({ KEY: text });
      }),
    );
  });

  test('any text can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseEnvFile(text)).toBeTypeOf('object');
      }),
    );
  });
});
