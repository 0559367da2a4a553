import { expect, it } from 'vitest';
import { readUsers } from './user-options.ts';

it('takes a list of users as the command line promises it', () => {
  const users = [
    { name: 'jane', password: 'x', isManager: true, defaultAccessGroups: ['artist'] },
    { name: 'bot' },
  ];
  expect(readUsers(users)).toEqual(users);
});

it('names the user and the field that is wrong', () => {
  expect(() => readUsers({ name: 'jane' })).toThrow('Users are a JSON list');
  expect(() => readUsers([{ name: 'jane' }, { password: 'x' }])).toThrow('User 2 has no name.');
  expect(() => readUsers([{ name: 'jane', isAdmin: 'yes' }])).toThrow(
    'User 1: isAdmin is not true or false.',
  );
  expect(() => readUsers([{ name: 'jane', fullname: 'Jane' }])).toThrow('User 1: there is no field fullname');
  expect(() => readUsers([{ name: 'jane' }, { name: 'jane' }])).toThrow('another user named jane');
});
