import { join } from 'node:path';
import { readUsers } from '../idp/users.ts';
import type { Person } from './login.ts';

/** The test people of a stack, as its identity provider knows them. */
export function readPeople(state: string): Person[] {
  return readUsers(join(state, 'sandbox', 'users.json'));
}

/** One of them by login. */
export function readPerson(state: string, login: string): Person {
  const people = readPeople(state);
  const person = people.find((one) => one.login === login);
  if (!person) throw new Error(`there is no test user ${login}; there are ${people.map((one) => one.login).join(', ')}`);
  return person;
}
