/** AUD-09: after the whole run, no log, figure, trace or event holds a secret that was used in it, however it is written. */
import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from './harness/audit-log.ts';
import { secretsSeen } from './harness/secrets-seen.ts';
import { running, state } from './harness/stack.ts';
import { tracesText } from './harness/traces.ts';
import { secretsIn as secretsToldIn, waysToWrite, type Told } from './harness/written-secrets.ts';
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

/** Nothing where nobody listens: the sample application has an address and no server. */
async function textOf(address: string): Promise<string> {
  try {
    return await (await fetch(address)).text();
  } catch {
    return '';
  }
}

/** The figures of every service. */
async function figures(): Promise<Told[]> {
  const told = await Promise.all(
    Object.entries(running().urls).map(async ([name, origin]) => ({ name: `figures of ${name}`, text: await textOf(`${origin}/metrics`) })),
  );
  return told.filter(({ text }) => text.includes('process_resident_memory_bytes'));
}

const logs = readdirSync(join(state, 'logs')).map((name) => ({ name, text: readFileSync(join(state, 'logs', name), 'utf8') }));

describe('the logs of a whole run', () => {
  const secrets = [...new Set([...secretsInFiles(), ...secretsSeen()])].filter((secret) => secret.length >= 8);

  it('are there, and so are secrets to look for', () => {
    expect(logs.filter(({ text }) => text.length > 100).length).toBeGreaterThanOrEqual(8);
    expect(secrets.length).toBeGreaterThan(50);
  });

  it('hold none of them', () => {
    expect(secretsToldIn(logs, secrets)).toEqual([]);
  });

  it('include every kind: PINs, seeds, database passwords, private keys, client secrets', () => {
    const kinds = readdirSync(join(state, 'secrets')).filter((name) =>
      secretsIn(readFileSync(join(state, 'secrets', name), 'utf8').trim()).every((one) => secrets.includes(one)),
    );
    expect(kinds).toEqual(readdirSync(join(state, 'secrets')));
  });

  it('would show one: a secret is found in whichever way it was written among all else', () => {
    const [secret = ''] = secrets.filter((one) => /[^A-Za-z0-9]/.test(one));
    const { text } = logs.find(({ name }) => name.startsWith('sam')) ?? { text: '' };
    expect(text).toContain('service-started');
    const planted = waysToWrite(secret).map((way, place) => ({ name: `way ${place}`, text: `${text}{"msg":"x","value":"${way}"}\n` }));
    expect(planted.length).toBeGreaterThanOrEqual(3);
    expect(secretsToldIn(planted, secrets)).toHaveLength(planted.length);
  });

  it('are not the only place: no figure and no trace holds one either', async () => {
    const services = await figures();
    expect(services).toHaveLength(9);
    const traces = tracesText();
    expect(traces.split('\n').length).toBeGreaterThan(10);
    expect(secretsToldIn([...services, { name: 'traces', text: traces }], secrets)).toEqual([]);
  });

  it('are not the only place: no event holds one either', async () => {
    const sources = ['sam', 'identity', 'key-lifecycle', 'ca-connector', 'audit'];
    const all = JSON.stringify(await Promise.all(sources.map((source) => events({ source }))));
    expect(all.length).toBeGreaterThan(10_000);
    expect(secrets.filter((secret) => all.includes(secret)).map((secret) => `${secret.slice(0, 6)}…`)).toEqual([]);
  });
});

/** The figures' labels come from the code, the contract table and the configuration: never from a request, or each would make a series of its own. */
describe('the labels of all figures, after a whole run', () => {
  const IDENTIFIER = /\b[a-z]{2,5}_[A-Za-z0-9]{16,}|[0-9a-f]{32}|\d+\.\d+\.\d+\.\d+|@|%/;
  // The digest of the page that is served: one for each release.
  const ofARelease = /^paraph_approval_release_info/;
  const series = (text: string): string[] => text.split('\n').filter((line) => /^paraph_/.test(line) && !ofARelease.test(line));

  it('hold no identifier, address or part of a path that somebody chose', async () => {
    const told = await figures();
    const lines = told.flatMap(({ text }) => series(text));
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.filter((line) => IDENTIFIER.test(line))).toEqual([]);
    expect(['x{id="cred_0123456789abcdef01"} 1', 'x{from="10.0.0.1"} 1'].filter((line) => !IDENTIFIER.test(line))).toEqual([]);
  });

  it('are few: no figure has more than a few hundred series', async () => {
    for (const { text } of await figures()) {
      const perFigure = Map.groupBy(series(text), (line) => /^\w+/.exec(line)?.[0].replace(/_(?:bucket|sum|count)$/, '') ?? '');
      // A histogram has fifteen lines for each of its series.
      for (const [name, lines] of perFigure) expect([name, lines.length < 1_500]).toEqual([name, true]);
    }
  });
});
