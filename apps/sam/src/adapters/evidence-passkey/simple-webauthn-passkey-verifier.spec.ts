import { describe, expect, it } from '@jest/globals';
import { ServiceError, type Assertion } from '@paraph/contracts';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';
import { authenticatorFlags, coseKey, encodeCbor, FakeClock, SoftwareAuthenticator, type CeremonyChange, type CoseAlgorithm } from '@paraph/testing';
import { generateKeyPairSync } from 'node:crypto';
import type { PasskeyRegistration } from '../../domain/ports/passkey-verifier.js';
import { SimpleWebAuthnPasskeyVerifier } from './simple-webauthn-passkey-verifier.js';

const ORIGIN = 'https://approval.example:8443';
const challenge = sha256('what the page showed');
const verifier = new SimpleWebAuthnPasskeyVerifier(ORIGIN, [], new FakeClock());

/** Why something was refused, or `accepted`; anything but a typed refusal fails the test. */
async function reason(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'evidence.invalid') throw error;
    expect(error.detail).toBe('the evidence is not accepted');
    return error.cause instanceof Error ? error.cause.message : '';
  }
}

const register = (registration: PasskeyRegistration, allowBackup = true) =>
  verifier.register(registration, { challenge, policy: { passkey: { attestedModels: [], allowBackup } } });

/** What every ceremony of ours refuses, whichever it is. */
const changes: [string, CeremonyChange][] = [
  ['another challenge', { clientData: { challenge: toBase64Url(sha256('another')) } }],
  ['the challenge in standard Base64', { clientData: { challenge: Buffer.from(challenge).toString('base64') } }],
  ['no challenge', { clientData: { challenge: undefined } }],
  ['another origin', { clientData: { origin: 'https://identity.example:8443' } }],
  ['the same host on another port', { clientData: { origin: 'https://approval.example' } }],
  ['the same host without TLS', { clientData: { origin: 'http://approval.example:8443' } }],
  ['an origin that only begins alike', { clientData: { origin: `${ORIGIN}.evil.example` } }],
  ['no origin', { clientData: { origin: undefined } }],
  ['a list of origins', { clientData: { origin: [ORIGIN] } }],
  ['a frame of another site', { clientData: { crossOrigin: true } }],
  ['a frame that says so as text', { clientData: { crossOrigin: 'true' } }],
  ['a frame of our own below another page', { clientData: { topOrigin: 'https://evil.example' } }],
  ['a frame below our own page', { clientData: { topOrigin: ORIGIN } }],
  ['another RP id', { rpId: 'identity.example' }],
  ['a parent domain as RP id', { rpId: 'example' }],
  ['nobody present', { flags: authenticatorFlags.verified }],
  ['nobody verified', { flags: authenticatorFlags.present }],
  ['backed up without being eligible', { flags: authenticatorFlags.present | authenticatorFlags.verified | authenticatorFlags.backedUp }],
];

describe('a registration', () => {
  it.each<CoseAlgorithm>(['ES256', 'ES384', 'EdDSA', 'RS256'])('of %s gives the passkey as it is recorded', async (algorithm) => {
    const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN, algorithm, aaguid: '01020304-0506-0708-090a-0b0c0d0e0f10' });
    expect(await register(authenticator.register(challenge))).toEqual({
      id: authenticator.id,
      publicKey: authenticator.publicKey,
      transports: ['internal'],
      aaguid: '01020304-0506-0708-090a-0b0c0d0e0f10',
      attestation: 'none',
      backupEligible: false,
      backedUp: false,
      signCount: 0,
    });
  });

  it.each(changes)('is refused with %s', async (_what, change) => {
    const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN });
    expect(await reason(register(authenticator.register(challenge, 'none', change)))).not.toBe('accepted');
    expect(await reason(register(authenticator.register(challenge)))).toBe('accepted');
  });

  it('is refused if it is an assertion in disguise', async () => {
    const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN });
    expect(await reason(register(authenticator.register(challenge, 'none', { clientData: { type: 'webauthn.get' } })))).toContain('webauthn.get');
  });

  it.each<CoseAlgorithm>(['ES512', 'PS256'])('is refused with a key of %s', async (algorithm) => {
    const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN, algorithm });
    expect(await reason(register(authenticator.register(challenge)))).not.toBe('accepted');
  });

  it('is refused under another id than the authenticator gave', async () => {
    const registration = SoftwareAuthenticator.make({ origin: ORIGIN }).register(challenge);
    const other = SoftwareAuthenticator.make({ origin: ORIGIN }).id;
    expect(await reason(register({ ...registration, id: other }))).toBe('the passkey has another id than its registration');
  });

  it('of a passkey that can be copied is refused where the policy says so', async () => {
    const synced = SoftwareAuthenticator.make({ origin: ORIGIN, backupEligible: true });
    expect(await register(synced.register(challenge))).toMatchObject({ backupEligible: true, backedUp: true });
    expect(await reason(register(synced.register(challenge), false))).toBe('the passkey can be copied to other devices');
    expect(await reason(register(SoftwareAuthenticator.make({ origin: ORIGIN }).register(challenge), false))).toBe('accepted');
  });

  it('by its own key’s word is one without attestation', async () => {
    const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN });
    expect(await register(authenticator.register(challenge, 'self'))).toMatchObject({ attestation: 'none' });
  });
});

describe('an assertion', () => {
  const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN });
  const { id, publicKey } = authenticator;
  const assert = (assertion: Assertion, signCount = 0) => verifier.assert(assertion, { challenge, id, publicKey, signCount });

  it.each<CoseAlgorithm>(['ES256', 'ES384', 'EdDSA', 'RS256'])('of %s proves the passkey', async (algorithm) => {
    const one = SoftwareAuthenticator.make({ origin: ORIGIN, algorithm });
    const expected = { challenge, id: one.id, publicKey: one.publicKey, signCount: 0 };
    expect(await verifier.assert(one.assert(challenge), expected)).toEqual({ signCount: 1, backedUp: false, backupEligible: false });
  });

  it.each(changes)('is refused with %s', async (_what, change) => {
    expect(await reason(assert(authenticator.assert(challenge, change)))).not.toBe('accepted');
    expect(await reason(assert(authenticator.assert(challenge)))).toBe('accepted');
  });

  it('is refused if it is a registration in disguise', async () => {
    expect(await reason(assert(authenticator.assert(challenge, { clientData: { type: 'webauthn.create' } })))).toContain('webauthn.create');
    expect(await reason(assert(authenticator.assert(challenge, { clientData: { type: 'payment.get' } })))).toContain('payment.get');
  });

  it('is refused from another passkey, even under this one’s id', async () => {
    const other = SoftwareAuthenticator.make({ origin: ORIGIN });
    expect(await reason(assert(other.assert(challenge)))).toBe('another passkey');
    expect(await reason(assert({ ...other.assert(challenge), id }))).toBe('the signature does not verify');
  });

  it.each([
    ['the one seen last', 5, 5],
    ['a lower one', 4, 5],
    ['0 after it had counted', 0, 5],
  ])('is refused with a counter of %s', async (_what, signCount, last) => {
    expect(await reason(assert(authenticator.assert(challenge, { signCount }), last))).not.toBe('accepted');
    expect(await reason(assert(authenticator.assert(challenge, { signCount: last + 1 }), last))).toBe('accepted');
  });

  it('may count 0 for ever', async () => {
    expect(await reason(assert(authenticator.assert(challenge, { signCount: 0 }), 0))).toBe('accepted');
  });

  it.each<[string, (good: Assertion) => Partial<Assertion>]>([
    ['authenticator data of a later moment', ({ authenticatorData }) => ({ authenticatorData: flipped(authenticatorData, 36) })],
    ['authenticator data cut short', ({ authenticatorData }) => ({ authenticatorData: authenticatorData.slice(0, 40) })],
    [
      'authenticator data with something behind it',
      ({ authenticatorData }) => ({ authenticatorData: toBase64Url(Buffer.concat([bytes(authenticatorData), Buffer.from([0])])) }),
    ],
    ['client data with a space more', ({ clientDataJSON }) => ({ clientDataJSON: toBase64Url(Buffer.concat([bytes(clientDataJSON), Buffer.from(' ')])) })],
    ['a signature that was touched', ({ signature }) => ({ signature: flipped(signature, 9) })],
    ['another’s signature', () => ({ signature: authenticator.assert(sha256('another')).signature })],
  ])('is refused with %s', async (_what, change) => {
    const good = authenticator.assert(challenge);
    expect(await reason(assert({ ...good, ...change(good) }))).not.toBe('accepted');
    expect(await reason(assert(good))).toBe('accepted');
  });

  it('says whether the passkey was copied meanwhile', async () => {
    const { present, verified, backupEligible } = authenticatorFlags;
    const assertion = authenticator.assert(challenge, { flags: present | verified | backupEligible });
    expect(await assert(assertion)).toMatchObject({ backupEligible: true, backedUp: false });
  });
});

describe('a public key', () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey;

  it('counts if it is one of the four kinds', () => {
    for (const algorithm of ['ES256', 'ES384', 'EdDSA', 'RS256'] as const)
      expect(verifier.isPublicKey(SoftwareAuthenticator.make({ origin: ORIGIN, algorithm }).publicKey)).toBe(true);
  });

  it.each([
    ['of an algorithm with another curve', toBase64Url(coseKey(p384, 'ES256'))],
    ['of another type than its algorithm', toBase64Url(coseKey(rsa1024, 'ES256'))],
    ['of RSA with too few bits', toBase64Url(coseKey(rsa1024, 'RS256'))],
    [
      'of SHA-1',
      toBase64Url(
        encodeCbor(
          new Map([
            [1, 3],
            [3, -65_535],
          ]),
        ),
      ),
    ],
    [
      'without a point',
      toBase64Url(
        encodeCbor(
          new Map([
            [1, 2],
            [3, -7],
            [-1, 1],
          ]),
        ),
      ),
    ],
    ['that is no map', toBase64Url(encodeCbor([1, 2, 3]))],
    ['that is no CBOR', 'AAAA_____w'],
    ['that is nothing', ''],
    ['that is no base64url', 'a b'],
  ])('does not count %s', (_what, text) => {
    expect(verifier.isPublicKey(text)).toBe(false);
  });
});

function bytes(text: string): Uint8Array {
  return fromBase64Url(text) ?? new Uint8Array();
}

function flipped(text: string, place: number): string {
  const changed = bytes(text).slice();
  changed[place] = (changed[place] ?? 0) ^ 1;
  return toBase64Url(changed);
}
