/** AUD-09: after the whole run, no log holds a secret that was used in it, and neither does an event. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from './harness/audit-log.ts';
import { secretsSeen } from './harness/secrets-seen.ts';
import { state } from './harness/stack.ts';
import { readPeople } from '../tools/sandbox/signer/people.ts';

/** Secrets that lie in files: PINs, passwords, seeds, tokens; of an address its password. */
function secretsInFiles(): string[] {
  const folder = join(state, 'secrets');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').trim());
  const single = texts.filter((text) => text.length < 200 && !text.includes('\n') && !text.includes('://') && !text.startsWith('{') && !text.startsWith('['));
  return [...single, ...readPeople(state).map((person) => person.password)];
}

const logs = readdirSync(join(state, 'logs')).map((name) => ({ name, text: readFileSync(join(state, 'logs', name), 'utf8') }));

describe('the logs of a whole run', () => {
  const secrets = [...new Set([...secretsInFiles(), ...secretsSeen()])].filter((secret) => secret.length >= 8);

  it('are there, and so are secrets to look for', () => {
    expect(logs.filter(({ text }) => text.length > 100).length).toBeGreaterThanOrEqual(8);
    expect(secrets.length).toBeGreaterThan(50);
  });

  it('hold none of them', () => {
    const found = logs.flatMap(({ name, text }) => secrets.filter((secret) => text.includes(secret)).map((secret) => `${name}: ${secret.slice(0, 6)}…`));
    expect(found).toEqual([]);
  });

  it('would show one: the search finds what is there', () => {
    const { text } = logs.find(({ name }) => name.startsWith('sam')) ?? { text: '' };
    expect(['service-started'].filter((word) => text.includes(word))).toHaveLength(1);
  });

  it('are not the only place: no event holds one either', async () => {
    const all = JSON.stringify([...(await events({ source: 'sam' })), ...(await events({ source: 'identity' }))]);
    expect(secrets.filter((secret) => all.includes(secret)).map((secret) => `${secret.slice(0, 6)}…`)).toEqual([]);
  });
});
