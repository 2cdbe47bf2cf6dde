import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url } from '@paraph/kernel';
import { encodeCbor, FakeClock, SoftwareAuthenticator, type Attestation, type Cbor } from '@paraph/testing';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttestationAuthority } from '../../../test/attestation-authority.js';
import type { PasskeyRegistration } from '../../domain/ports/passkey-verifier.js';
import { attestationRoots } from './attestation-roots.js';
import { SimpleWebAuthnPasskeyVerifier } from './simple-webauthn-passkey-verifier.js';

const ORIGIN = 'https://approval.example';
const MODEL = '01020304-0506-0708-090a-0b0c0d0e0f10';
const OTHER_MODEL = '11111111-2222-3333-4444-555555555555';
const challenge = sha256('enrolment');
const clock = new FakeClock();

let maker: AttestationAuthority;
beforeAll(async () => {
  maker = await AttestationAuthority.make('Maker');
});

const register = (registration: PasskeyRegistration, attestedModels: readonly string[] = [MODEL], roots = [maker.root]) =>
  new SimpleWebAuthnPasskeyVerifier(ORIGIN, roots, clock).register(registration, { challenge, policy: { passkey: { attestedModels, allowBackup: true } } });

async function reason(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'evidence.invalid') throw error;
    return error.cause instanceof Error ? error.cause.message : '';
  }
}

const made = (attestation: Attestation, aaguid = MODEL) => SoftwareAuthenticator.make({ origin: ORIGIN, aaguid }).register(challenge, attestation);

describe('an attestation the policy asks for', () => {
  it('is verified: the maker vouches for the model', async () => {
    expect(await register(made(await maker.attest(MODEL)))).toMatchObject({ attestation: 'verified', aaguid: MODEL });
  });

  it('may come by way of an authority of the maker’s', async () => {
    const { authority, der } = await maker.below('Factory');
    expect(await reason(register(made(await authority.attest(MODEL, {}, [der]))))).toBe('accepted');
    expect(await reason(register(made(await authority.attest(MODEL, {}, []))))).toBe('the attestation leads to no root that counts');
  });

  it.each<[string, () => Promise<PasskeyRegistration>]>([
    ['is missing', async () => made('none')],
    ['is by the passkey’s own key', async () => made('self')],
    ['is by a maker nobody pinned', async () => made(await (await AttestationAuthority.make('Maker')).attest(MODEL))],
    ['is of another model', async () => made(await maker.attest(OTHER_MODEL), OTHER_MODEL)],
    ['is of another model than the authenticator says', async () => made(await maker.attest(OTHER_MODEL))],
    ['names no model', async () => made(await maker.attest(MODEL, { model: null }))],
    ['has ended', async () => made(await maker.attest(MODEL, { notAfter: new Date('2026-12-31T00:00:00Z') }))],
    ['has not begun', async () => made(await maker.attest(MODEL, { notBefore: new Date('2027-12-31T00:00:00Z') }))],
    ['is by an authority’s certificate', async () => made(await maker.attest(MODEL, { isAuthority: true }))],
    ['is no attestation certificate', async () => made(await maker.attest(MODEL, { subject: 'C=FR, O=Maker, OU=Other, CN=Model' }))],
    [
      'is signed by another key than the certificate’s',
      async () => made({ ...(await maker.attest(MODEL)), key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
    ],
    ['was made for another passkey', async () => swapped(made(await maker.attest(MODEL)), made(await maker.attest(MODEL)))],
  ])('is refused if it %s', async (_what, make) => {
    expect(await reason(register(await make()))).not.toBe('accepted');
    expect(await reason(register(made(await maker.attest(MODEL))))).toBe('accepted');
  });

  it('is refused below a certificate that is no authority’s, or an authority that has ended', async () => {
    const leaf = await maker.below('Not an authority', { isAuthority: false });
    const ended = await maker.below('Ended', { notAfter: new Date('2026-12-31T00:00:00Z') });
    for (const { authority, der } of [leaf, ended]) {
      expect(await reason(register(made(await authority.attest(MODEL, {}, [der]))))).toBe('the attestation leads to no root that counts');
    }
  });

  it('is refused where no root is configured', async () => {
    expect(await reason(register(made(await maker.attest(MODEL)), [MODEL], []))).toBe('the attestation leads to no root that counts');
  });

  it.each(['none', 'fido-u2f', 'android-key', 'android-safetynet', 'compound', ''])('is refused in the format %j', async (format) => {
    expect(await reason(register(inFormat(made(await maker.attest(MODEL)), format)))).not.toBe('accepted');
  });
});

describe('an attestation nobody asked for', () => {
  beforeEach(() => void jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('the SAM speaks to nobody')));
  afterEach(() => void jest.restoreAllMocks());

  it.each(['packed', 'android-key', 'tpm', 'never-heard-of'])('is not looked at, whatever its format says (%s)', async (format) => {
    const registration = inFormat(made(await (await AttestationAuthority.make('Mallory')).attest(MODEL)), format);
    expect(await register(registration, [])).toMatchObject({ attestation: 'none', aaguid: MODEL });
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('the folder of roots', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-roots-'));
  const setting = attestationRoots('ATTESTATION_DIR', 'roots');
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives every certificate in it, and refuses what is none', async () => {
    const [roots, empty] = [join(folder, 'roots'), join(folder, 'empty')];
    mkdirSync(roots, { recursive: true });
    mkdirSync(empty, { recursive: true });
    writeFileSync(join(roots, 'maker.pem'), maker.root.toString());
    expect(setting.parse(roots)).toHaveLength(1);
    expect(() => setting.parse(empty)).toThrow('no certificate');
    writeFileSync(join(roots, 'other.pem'), 'nothing');
    expect(() => setting.parse(roots)).toThrow('other.pem');
    const leaf = await maker.attest(MODEL);
    writeFileSync(join(roots, 'other.pem'), `-----BEGIN CERTIFICATE-----\n${Buffer.from(leaf.chain[0] ?? []).toString('base64')}\n-----END CERTIFICATE-----\n`);
    expect(() => setting.parse(roots)).toThrow('authority');
  });
});

/** The registration with the statement of another. */
function swapped(one: PasskeyRegistration, other: PasskeyRegistration): PasskeyRegistration {
  const [mine, theirs] = [parts(one), parts(other)];
  return { ...one, attestationObject: rebuilt(theirs.format, theirs.statement, mine.authData) };
}

function inFormat(one: PasskeyRegistration, format: string): PasskeyRegistration {
  const { statement, authData } = parts(one);
  return { ...one, attestationObject: rebuilt(format, statement, authData) };
}

/** The three members as they stand one behind the other in what the software authenticator writes. */
function parts({ attestationObject }: PasskeyRegistration): { format: string; statement: Buffer; authData: Buffer } {
  const all = Buffer.from(attestationObject, 'base64url');
  const [statementAt, dataAt] = [all.indexOf('attStmt') + 'attStmt'.length, all.lastIndexOf('hauthData')];
  const authData = all.subarray(dataAt + 'hauthData'.length);
  return { format: 'packed', statement: all.subarray(statementAt, dataAt), authData };
}

function rebuilt(format: string, statement: Buffer, authData: Buffer): string {
  const text = (value: Cbor) => encodeCbor(value);
  return toBase64Url(Buffer.concat([Buffer.from([0xa3]), text('fmt'), text(format), text('attStmt'), statement, text('authData'), authData]));
}
