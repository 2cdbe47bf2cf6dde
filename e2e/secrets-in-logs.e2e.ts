/** AUD-09: after the whole run, no log holds a secret that was used in it, and neither does an event. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from './harness/audit-log.ts';
import { secretsSeen } from './harness/secrets-seen.ts';
import { state } from './harness/stack.ts';
import { readPeople } from '../tools/sandbox/signer/people.ts';

/** Secrets that lie in files: PINs, passwords, seeds, tokens, cookie keys; of an address its password, of JSON its secret members. */
function secretsInFiles(): string[] {
  const folder = join(state, 'secrets');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').trim());
  return [...texts.flatMap(secretsIn), ...readPeople(state).map((person) => person.password)];
}

function secretsIn(text: string): string[] {
  if (/^[{[]/.test(text)) return secretMembers(JSON.parse(text));
  return text.includes('://') ? [new URL(text).password] : text.split('\n');
}

/** Private numbers of a JWK and client secrets, however deep. */
function secretMembers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (typeof one === 'string' && ['d', 'clientSecret'].includes(name) ? [one] : secretMembers(one)));
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

  it('include every kind: PINs, seeds, database passwords, private keys, client secrets', () => {
    const kinds = readdirSync(join(state, 'secrets')).filter((name) =>
      secretsIn(readFileSync(join(state, 'secrets', name), 'utf8').trim()).every((one) => secrets.includes(one)),
    );
    expect(kinds).toEqual(readdirSync(join(state, 'secrets')));
  });

  it('would show one: the search finds what is there', () => {
    const { text } = logs.find(({ name }) => name.startsWith('sam')) ?? { text: '' };
    expect(['service-started'].filter((word) => text.includes(word))).toHaveLength(1);
  });

  it('are not the only place: no event holds one either', async () => {
    const sources = ['sam', 'identity', 'key-lifecycle', 'ca-connector', 'audit'];
    const all = JSON.stringify(await Promise.all(sources.map((source) => events({ source }))));
    expect(all.length).toBeGreaterThan(10_000);
    expect(secrets.filter((secret) => all.includes(secret)).map((secret) => `${secret.slice(0, 6)}…`)).toEqual([]);
  });
});
