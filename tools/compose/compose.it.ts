import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ourStages } from '../images/containerfile.ts';
import { images } from '../images/processes.ts';
import { environmentProblems, schemaOf } from '../deployment/environment-problems.ts';
import { readComposeOptions } from './compose-options.ts';
import { prepareCompose } from './compose-files.ts';
import { readCompose, type Compose } from './compose-file.ts';
import { composeProblems } from './compose-problems.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'paraph-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const options = readComposeOptions(['--state', folder, '--database', 'db.example:5432']);
const processes = images.map(({ process }) => process);
const targets = ourStages(root).map(({ name }) => name);

let compose: Compose;
beforeAll(async () => {
  await prepareCompose(root, options);
  compose = readCompose(root, folder);
});

/** The same file with something in one service changed. */
const changed = (name: string, change: object): Compose => {
  const one = compose.services[name];
  if (!one) throw new Error(`no service ${name}`);
  return { ...compose, services: { ...compose.services, [name]: { ...one, ...change } } };
};

describe('the compose file', () => {
  it('is sound: images exist, files are there after the preparation, nothing is open that need not be', () => {
    expect(composeProblems(compose, targets)).toEqual([]);
  });

  it.each([
    ['writes to its root', 'gateway', { read_only: false }, 'gateway can write to its root'],
    ['keeps a power', 'sam', { cap_drop: [] }, 'sam keeps capabilities of root'],
    ['runs as root', 'audit', { user: undefined }, 'audit does not say who it runs as'],
    ['has an image that nothing makes', 'courier', { image: 'paraph/courrier:0.1.0' }, 'courier has the image paraph/courrier, which no target makes'],
    [
      'reads a file nobody makes',
      'sam',
      { volumes: [`${folder}/public/nothing:/etc/paraph/nothing:ro`] },
      `sam mounts ${folder}/public/nothing, which is not there`,
    ],
    ['names a secret nobody declares', 'identity', { secrets: [{ source: 'pin', target: '/run/x' }] }, 'identity has the secret pin, which is not declared'],
    ['publishes to everybody', 'gateway', { ports: ['8081:8080'] }, 'gateway publishes 8081:8080 beyond this host'],
    ['waits for nobody', 'sam', { depends_on: { samm: { condition: 'service_healthy' } } }, 'sam waits for samm, which is no service'],
  ])('with a service that %s is not', (_what, name, change, problem) => {
    expect(composeProblems(changed(name, change), targets)).toContain(problem);
  });

  it.each(processes)('gives %s the settings that it needs and no other', async (process) => {
    const environment = compose.services[process]?.environment ?? {};
    const config = await schemaOf(process);
    expect(environmentProblems(config, environment)).toEqual([]);
    const { [`${config.prefix}HTTP_PORT`]: _, ...without } = environment;
    expect(environmentProblems(config, { ...without, [`${config.prefix}HTTP_PROT`]: '1' })).toHaveLength(2);
  });

  it.each(processes)('gives %s settings that hold', async (process) => {
    const { readConfig } = await import('@paraph/platform');
    const environment = hereInstead(compose, process);
    // What the SAM publishes is made when it first runs; anything else is there before.
    const made = Object.fromEntries(Object.entries(environment).filter(([, value]) => !value.includes('/public/')));
    const missing = Object.keys(environment).filter((key) => !(key in made));
    const config = await schemaOf(process);
    const problems = (() => {
      try {
        readConfig(config, made);
        return [];
      } catch (error) {
        return (error as { problems: readonly string[] }).problems;
      }
    })();
    expect(problems.filter((one) => !missing.some((key) => one.startsWith(key)))).toEqual([]);
  });
});

describe('the preparation', () => {
  it('keeps what is there', async () => {
    const before = readFileSync(join(folder, 'secrets/token-user.pin'), 'utf8');
    await prepareCompose(root, options);
    expect(readFileSync(join(folder, 'secrets/token-user.pin'), 'utf8')).toBe(before);
  });

  it('makes secrets that only their owner reads', () => {
    for (const { file } of Object.values(compose.secrets)) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
  });

  it('says how databases are made, for roles without powers', () => {
    const text = readFileSync(join(folder, 'databases.sql'), 'utf8');
    expect(text.match(/CREATE DATABASE/g)).toHaveLength(5);
    expect(text.match(/NOSUPERUSER NOCREATEDB NOCREATEROLE/g)).toHaveLength(10);
    expect(readFileSync(join(folder, 'secrets/sam.database-url'), 'utf8')).toMatch(/^postgres:\/\/sam:[\w-]{32}@db\.example:5432\/sam$/);
  });

  it('refuses an origin with a path, and one of nobody', () => {
    expect(() => readComposeOptions(['--origin', 'gateway=https://sign.example/csc'])).toThrow('nothing behind');
    expect(() => readComposeOptions(['--origin', 'gatway=https://sign.example'])).toThrow('NAME=URL');
    expect(readComposeOptions(['--origin', 'gateway=https://sign.example']).origins.gateway).toBe('https://sign.example');
  });
});

/** A service's environment with the files where they lie on this machine. */
function hereInstead({ services, secrets }: Compose, name: string): Record<string, string> {
  const one = services[name];
  const mounted = [
    ...(one?.secrets ?? []).map(({ source, target }) => ({ here: secrets[source]?.file ?? '', there: target })),
    ...(one?.volumes ?? []).map((volume) => ({ here: volume.split(':')[0] ?? '', there: volume.split(':')[1] ?? '' })),
  ].sort((a, b) => b.there.length - a.there.length);
  const translated = (value: string): string => {
    const found = mounted.find(({ there }) => value === there || value.startsWith(`${there}/`));
    return found ? found.here + value.slice(found.there.length) : value;
  };
  return Object.fromEntries(Object.entries(one?.environment ?? {}).map(([key, value]) => [key, translated(value)]));
}
