import { expect, it } from 'vitest';
import { readAddon } from './addon-options.ts';

it('takes an addon as the command line promises it', () => {
  const addon = {
    name: 'tracker',
    version: '1.0.0',
    settings: { url: '' },
    schema: {},
    services: { leecher: { image: 'tracker/leecher:1' } },
    attributes: [{ name: 'trackerId', scope: ['folder'], data: { type: 'string' } }],
  };
  expect(readAddon(addon)).toEqual(addon);
});

it('names the field that is wrong', () => {
  const read = (more: object) => () => readAddon({ name: 'tracker', version: '1.0.0', ...more });
  expect(() => readAddon([])).toThrow('An addon is a JSON object');
  expect(() => readAddon({ name: 'tracker' })).toThrow('The addon has no name or no version.');
  expect(read({ setting: {} })).toThrow('An addon has no field setting; known: name,');
  expect(read({ version: 1 })).toThrow("The addon's version is not a text.");
  expect(read({ services: { leecher: 'x' } })).toThrow('each with an image');
  expect(read({ attributes: {} })).toThrow("The addon's attributes is not a list of objects.");
});
