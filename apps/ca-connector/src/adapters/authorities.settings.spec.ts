import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { TestPki } from '../../test/test-pki.js';
import { authoritiesSettings } from './authorities.settings.js';

const SECRET = 'a-secret-of-the-registration-authority';
let folder: string;
let pki: TestPki;
let good: { authorities: Record<string, Record<string, unknown>>; routes: Record<string, unknown>[] };

beforeAll(async () => {
  pki = await TestPki.create();
  folder = mkdtempSync(join(tmpdir(), 'authorities-'));
  writeFileSync(join(folder, 'issuers.pem'), pki.pem);
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`);
  writeFileSync(join(folder, 'empty'), '');
  const protection = { kind: 'mac', reference: 'ra-1', secret: join(folder, 'secret') };
  const bank = {
    driver: 'cmp',
    connection: { url: 'https://ca.example/cmp', anchors: [join(folder, 'issuers.pem')] },
    protection,
    issuers: [join(folder, 'issuers.pem')],
    crl: { url: 'http://ca.example/list.crl', everySeconds: 60 },
  };
  good = { authorities: { bank }, routes: [{ policy: 'bank-staff', authority: 'bank', profile: 'staff' }] };
});

afterAll(() => rmSync(folder, { recursive: true }));

const bankWith = (change: Record<string, unknown>) => ({ ...good, authorities: { bank: { ...good.authorities['bank'], ...change } } });
const problems = (file: unknown): string => {
  const result = authoritiesSettings.safeParse(file);
  return result.success ? '' : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
};

/** A route to an authority that speaks EST. */
const estRoute = (profile: string) => {
  const [connection, issuers] = [{ url: 'https://ca.example', login: { user: 'ra', password: join(folder, 'secret') } }, [join(folder, 'issuers.pem')]];
  return { authorities: { bank: { driver: 'est', connection, issuers } }, routes: [{ policy: 'bank-staff', authority: 'bank', profile }] };
};

describe('the trust configuration', () => {
  it('names each authority, its driver with its own settings, and what goes where', () => {
    const { authorities, routes } = authoritiesSettings.parse(good);
    expect(authorities.map(({ name, issuers, crl, connection }) => ({ name, issuers, crl, url: connection?.url.href }))).toEqual([
      { name: 'bank', issuers: pki.issuers, crl: { url: new URL('http://ca.example/list.crl'), everySeconds: 60 }, url: 'https://ca.example/cmp' },
    ]);
    expect(routes).toEqual(good.routes);
  });

  it('takes PEM where a path may stand', () => {
    expect(authoritiesSettings.parse(bankWith({ issuers: [pki.pem] })).authorities[0]?.issuers).toEqual(pki.issuers);
  });

  it('takes a profile that its driver understands', () => {
    expect(problems(estRoute('seals/simplereenroll'))).toBe('');
  });

  it('does not print a secret', () => {
    const read = authoritiesSettings.parse(good);
    for (const text of [inspect(read, { depth: 10 }), JSON.stringify(read)]) expect(text).not.toContain(SECRET);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a driver there is none of', () => bankWith({ driver: 'acme' }), /authorities\.bank: driver: expected one of .*cmp/],
    ['no driver', () => bankWith({ driver: undefined }), /driver/],
    ['a member its driver has not', () => bankWith({ label: 'x' }), /label/],
    ['no pinned issuers', () => bankWith({ issuers: undefined }), /issuers/],
    ['an empty list of them', () => bankWith({ issuers: [] }), /issuers/],
    ['issuers in a file that is not there', () => bankWith({ issuers: [join(folder, 'nothing.pem')] }), /issuers.*expected PEM/],
    ['a file without a certificate', () => bankWith({ issuers: [join(folder, 'secret')] }), /issuers.*expected PEM/],
    ['an issuing authority without its root', () => bankWith({ issuers: [pki.pem.slice(0, pki.pem.indexOf('-----END') + 26)] }), /leads to no pinned root/],
    ['an address without TLS', () => bankWith({ connection: { url: 'http://ca.example/cmp' } }), /expected an https address/],
    ['a password in an address', () => bankWith({ connection: { url: 'https://ra:word@ca.example/cmp' } }), /no name or password/],
    [
      'a client certificate without its key',
      () => bankWith({ connection: { url: 'https://ca.example/', clientCertificate: join(folder, 'issuers.pem') } }),
      /go together/,
    ],
    ['a secret in an empty file', () => bankWith({ protection: { kind: 'mac', reference: 'ra', secret: join(folder, 'empty') } }), /empty/],
    ['a list fetched all the time', () => bankWith({ crl: { url: 'https://ca.example/', everySeconds: 1 } }), /crl/],
    ['the embedded authority’s name', () => ({ ...good, authorities: { embedded: good.authorities['bank'] }, routes: [] }), /embedded authority/],
    ['a name with a blank', () => ({ ...good, authorities: { 'the bank': good.authorities['bank'] }, routes: [] }), /expected a name/],
    ['a route to nowhere', () => ({ ...good, routes: [{ policy: 'bank-staff', authority: 'bnak' }] }), /bank-staff leads to bnak/],
    ['a key that the authority is to make', () => estRoute('serverkeygen'), /bank-staff: the driver of bank does not understand this profile/],
    ['two routes of one policy', () => ({ ...good, routes: [...good.routes, { policy: 'bank-staff', authority: 'embedded' }] }), /two routes/],
    ['a member nobody knows', () => ({ ...good, route: [] }), /route/],
    ['no routes', () => ({ authorities: good.authorities }), /routes/],
  ])('refuses %s', (_what, make, words) => {
    expect(problems(make())).toMatch(words);
  });

  it('tells all that is wrong at once', () => {
    const told = problems({ ...bankWith({ driver: 'acme', issuers: [] }), routes: [{ policy: 'x', authority: 'y' }] });
    for (const words of [/driver/, /issuers/, /x leads to y/]) expect(told).toMatch(words);
  });
});
