import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock, OpenSsl } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AuthoritiesSettings, ConfiguredAuthority } from '../src/adapters/authorities.settings.js';
import { checkAuthorities } from '../src/adapters/check-authorities.js';
import type { Finding } from '../src/domain/certificate-authority.js';
import { FaultyPeer } from './faulty-peer.js';
import { ScriptedAuthority } from './scripted-authority.js';
import { TestPki } from './test-pki.js';

const YEAR = 365 * 24 * 3_600_000;
const openssl = new OpenSsl();
let pki: TestPki;
let peer: FaultyPeer;
let list: Uint8Array;

beforeAll(async () => {
  pki = await TestPki.create();
  list = await signedList(pki);
  peer = await FaultyPeer.start(({ path }) => (path === '/list.crl' ? { status: 200, body: list } : { status: 404, body: '' }));
});

afterEach(async () => peer.recover());

afterAll(async () => {
  await peer.stop();
  openssl.remove();
});

/** A list by OpenSSL with the key of the issuing authority. */
async function signedList(by: TestPki): Promise<Uint8Array> {
  openssl.file('issuing.key', await by.issuingKeyPem());
  openssl.file('issuing.pem', by.pem);
  openssl.file('index', '');
  openssl.file('crlnumber', '07\n');
  const options = ['default_md=sha256', 'crl_extensions=list', `database=${openssl.path('index')}`, `crlnumber=${openssl.path('crlnumber')}`];
  openssl.file('list.cnf', `[ca]\ndefault_ca=here\n[here]\n${options.join('\n')}\n[list]\nauthorityKeyIdentifier=keyid\n`);
  const signer = ['-keyfile', openssl.path('issuing.key'), '-cert', openssl.path('issuing.pem')];
  openssl.must('ca', '-gencrl', '-config', openssl.path('list.cnf'), ...signer, '-crldays', '1', '-out', openssl.path('list.pem'));
  openssl.must('crl', '-in', openssl.path('list.pem'), '-outform', 'DER', '-out', openssl.path('list.der'));
  return new Uint8Array(readFileSync(openssl.path('list.der')));
}

class FailingAuthority extends ScriptedAuthority {
  constructor(private readonly failure: Finding | Error) {
    super();
  }

  override check(): Promise<readonly Finding[]> {
    return this.failure instanceof Error ? Promise.reject(this.failure) : Promise.resolve([this.failure]);
  }
}

interface Change {
  readonly authority?: Partial<ConfiguredAuthority>;
  readonly driver?: ScriptedAuthority;
  readonly routes?: AuthoritiesSettings['routes'];
  readonly afterMs?: number;
}

async function check({ authority = {}, driver = new ScriptedAuthority(), routes = [{ policy: 'staff', authority: 'bank' }], afterMs = 0 }: Change = {}) {
  const clock = new FakeClock(new Date().toISOString());
  clock.advance(afterMs);
  const crl = { url: new URL('/list.crl', peer.origin), everySeconds: 60 };
  const bank = {
    name: 'bank',
    kind: { schema: z.unknown(), make: () => driver, understands: () => true },
    settings: {},
    connection: undefined,
    issuers: pki.issuers,
    crl,
    ...authority,
  };
  const sam = { call: () => Promise.reject(new ServiceError('service.unavailable', 'no bus here')) };
  return checkAuthorities({ settings: { authorities: [bank], routes }, sam, clock });
}

const problems = (findings: readonly Finding[]) => findings.filter(({ isWell }) => !isWell).map(({ what, problem }) => `${what}: ${problem ?? ''}`);

describe('a check of the configuration', () => {
  it('finds everything well, and names the authority with each thing it tried', async () => {
    const findings = await check();
    expect(problems(findings)).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^bank: the pinned .*Test Issuing/),
      expect.stringMatching(/^bank: the pinned .*Test Root/),
      'bank: answers',
      expect.stringMatching(/^bank: its revocation list at/),
      'policy staff goes to bank',
    ]);
  });

  it.each<[string, () => Promise<readonly Finding[]>, RegExp]>([
    [
      'what the driver found',
      () => check({ driver: new FailingAuthority({ what: 'our certificate is accepted', isWell: false, problem: 'no' }) }),
      /bank: our certificate is accepted: no/,
    ],
    ['a pinned issuer that is over', () => check({ afterMs: 11 * YEAR }), /Test Issuing, O=Test is valid: no longer/],
    ['one that will be soon', () => check({ afterMs: 10 * YEAR - 24 * 3_600_000 }), /Test Issuing, O=Test is valid: only until/],
    ['one that is not valid yet', () => check({ afterMs: -YEAR }), /Test Issuing, O=Test is valid: not yet/],
    ['a list that is stale', () => check({ afterMs: 2 * 24 * 3_600_000 }), /revocation list .*: the list is stale/],
    ['a list that is not there', () => check({ authority: { crl: { url: new URL('/nothing', peer.origin), everySeconds: 60 } } }), /revocation list .* 404/],
    ['an authority that says nowhere what it revoked', () => check({ authority: { crl: undefined } }), /tells of revocations: neither crl nor ocsp/],
    ['a responder that is none', () => check({ authority: { ocsp: { url: new URL('/ocsp', peer.origin), everySeconds: 60 } } }), /its responder at .* 404/],
    ['an authority nothing leads to', () => check({ routes: [] }), /bank: has a policy: no route leads to it/],
  ])('tells of %s', async (_what, checking, words) => {
    expect(problems(await checking()).join('\n')).toMatch(words);
  });

  it('tells of a list of another authority', async () => {
    const other = await TestPki.create();
    expect(problems(await check({ authority: { issuers: other.issuers } })).join('\n')).toMatch(/no pinned issuer signed the list/);
  });

  it('tells of a list that cannot be fetched', async () => {
    await peer.suffer('refused');
    expect(problems(await check()).join('\n')).toMatch(/revocation list .*refuses the connection/);
  });

  it('tells of a driver with a bug, and nothing from inside it', async () => {
    const found = problems(await check({ driver: new FailingAuthority(new Error('secret-of-the-inside')) })).join('\n');
    expect(found).toMatch(/bank: .*bug/);
    expect(found).not.toContain('inside');
  });
});
