import { DEFAULT_USERS, type UserOptions } from '@ynput/ayon-simulator';

/** Somebody who works on the project and has an account on both sides. Only the e-mail address is the same. */
export interface Person {
  readonly ftrackName: string;
  readonly ayonName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export const PEOPLE: readonly Person[] = [
  person('Mira', 'Novak', 'mira'),
  person('Tom', 'Okafor', 'tok'),
  person('Ines', 'Duarte', 'ines.d'),
  person('Kenji', 'Mori', 'kenji'),
  person('Lena', 'Fischer', 'lfischer'),
  person('Omar', 'Haddad', 'omar'),
];

function person(firstName: string, lastName: string, ftrackName: string): Person {
  return {
    ftrackName,
    ayonName: `${firstName}.${lastName}`.toLowerCase(),
    firstName,
    lastName,
    email: `${firstName}.${lastName}@tidewater.example`.toLowerCase(),
  };
}

/** Password of the AYON account `admin`. */
export const AYON_PASSWORD = DEFAULT_USERS.find(({ name }) => name === 'admin')?.password ?? '';

/** The accounts of the AYON server: those every simulator has, and the people of the project. */
export function ayonUsers(): UserOptions[] {
  return [
    ...DEFAULT_USERS,
    ...PEOPLE.map(({ ayonName, firstName, lastName, email }) => ({
      name: ayonName,
      password: `${ayonName}Pass1`,
      fullName: `${firstName} ${lastName}`,
      email,
      defaultAccessGroups: ['artist'],
    })),
  ];
}
