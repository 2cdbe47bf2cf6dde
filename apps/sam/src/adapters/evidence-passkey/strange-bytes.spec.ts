import { describe, expect, it } from '@jest/globals';
import { assertion as assertionShape, passkeyRegistration, ServiceError, type Assertion } from '@paraph/contracts';
import { fromBase64Url, sha256, toBase64Url } from '@paraph/kernel';
import { encodeCbor, FakeClock, SoftwareAuthenticator } from '@paraph/testing';
import fc from 'fast-check';
import type { PasskeyRegistration } from '../../domain/ports/passkey-verifier.js';
import { assertionDigest } from '../../domain/evidence/passkey/assertion-digest.js';
import { SimpleWebAuthnPasskeyVerifier } from './simple-webauthn-passkey-verifier.js';

const ORIGIN = 'https://approval.example';
const challenge = sha256('challenge');
const verifier = new SimpleWebAuthnPasskeyVerifier(ORIGIN, [], new FakeClock());
const authenticator = SoftwareAuthenticator.make({ origin: ORIGIN });
const { id, publicKey } = authenticator;
const goodAssertion = authenticator.assert(challenge);
const goodRegistration = authenticator.register(challenge);

/** Refused in the one way there is; anything else is a crash. */
async function isRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'evidence.invalid') return true;
    throw error;
  }
}

const assert = (assertion: Assertion) => isRefused(() => verifier.assert(assertion, { challenge, id, publicKey, signCount: 0 }));
const register = (registration: PasskeyRegistration, attestedModels: readonly string[]) =>
  isRefused(() => verifier.register(registration, { challenge, policy: { passkey: { attestedModels, allowBackup: true } } }));

/** Bytes that begin as the real ones do: touched in places, cut, or with others behind. */
function damaged(good: string): fc.Arbitrary<string> {
  const bytes = fromBase64Url(good) ?? new Uint8Array();
  const touched = fc
    .array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((all, [place, bits]) => all.with(place, (all[place] ?? 0) ^ bits), bytes));
  const cut = fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length));
  const longer = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => new Uint8Array(Buffer.concat([bytes, more])));
  return fc.oneof(touched, cut, longer, fc.uint8Array({ maxLength: 300 })).map(toBase64Url);
}

/** What the contract lets through: what it does not never comes so far. */
function carried<T>(shape: { safeParse(value: unknown): { success: boolean } }, value: T): boolean {
  return shape.safeParse(value).success;
}

describe('strange bytes', () => {
  it('control: the good ones are accepted', async () => {
    expect(await assert(goodAssertion)).toBe(false);
    expect(await register(goodRegistration, [])).toBe(false);
  });

  it.each(['clientDataJSON', 'authenticatorData'] as const)('in the %s of an assertion are refused, and nothing breaks', async (member) => {
    await fc.assert(
      fc.asyncProperty(damaged(goodAssertion[member]), async (text) => {
        const changed = { ...goodAssertion, [member]: text };
        fc.pre(text !== goodAssertion[member] && carried(assertionShape, changed));
        expect(await assert(changed)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('in the signature of an assertion break nothing, and never make evidence that counts a second time', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(goodAssertion.signature), async (signature) => {
        const changed = { ...goodAssertion, signature };
        fc.pre(signature !== goodAssertion.signature && carried(assertionShape, changed));
        // The library reads past what stands behind an ECDSA signature: what is used up is what was signed, not the signature.
        if (!(await assert(changed))) expect(assertionDigest(changed)).toBe(assertionDigest(goodAssertion));
      }),
      { numRuns: 300 },
    );
  });

  it('in the client data of a registration are refused, and nothing breaks', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(goodRegistration.clientDataJSON), async (clientDataJSON) => {
        const changed = { ...goodRegistration, clientDataJSON };
        fc.pre(carried(passkeyRegistration, changed));
        // What a browser writes is signed by nobody at registration: only what it says is checked.
        await register(changed, []);
      }),
      { numRuns: 300 },
    );
  });

  it.each([[[]], [['01020304-0506-0708-090a-0b0c0d0e0f10']]])('in an attestation object never break anything (models: %j)', async (models) => {
    const attested = authenticator.register(challenge, 'self');
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged(goodRegistration.attestationObject), damaged(attested.attestationObject)), async (attestationObject) => {
        const changed = { ...goodRegistration, attestationObject };
        fc.pre(carried(passkeyRegistration, changed));
        const isRefusedNow = await register(changed, models);
        if (models.length > 0) expect(isRefusedNow).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Uint8Array]>([
    ['lists in lists, eighteen thousand deep', new Uint8Array(18_000).fill(0x81)],
    ['maps in maps, six thousand deep', new Uint8Array(Buffer.from('a16161'.repeat(6_000), 'hex'))],
    ['tags in tags, eighteen thousand deep', new Uint8Array(18_000).fill(0xc1)],
    ['a list of four thousand million', Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff, 0)],
    ['a list longer than any number', Uint8Array.of(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0)],
    ['a map of four thousand million', Uint8Array.of(0xba, 0xff, 0xff, 0xff, 0xff, 0)],
    ['bytes longer than the message', Uint8Array.of(0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ['text longer than the message', Uint8Array.of(0x7a, 0xff, 0xff, 0xff, 0xff, 0x61)],
    ['a list without end', Uint8Array.of(0x9f, 0, 0, 0xff)],
    ['the same key twice', new Uint8Array(Buffer.from('a2616101616102', 'hex'))],
    ['a number', encodeCbor(7)],
    ['nothing', new Uint8Array()],
  ])('as CBOR bombs are refused at once: %s', async (_what, bytes) => {
    const began = performance.now();
    for (const models of [[], ['01020304-0506-0708-090a-0b0c0d0e0f10']]) {
      expect(await register({ ...goodRegistration, attestationObject: toBase64Url(bytes) }, models)).toBe(true);
      const inside = encodeCbor(
        new Map<string, string | Uint8Array>([
          ['fmt', 'none'],
          ['authData', authDataWith(bytes)],
        ]),
      );
      expect(await register({ ...goodRegistration, attestationObject: toBase64Url(inside) }, models)).toBe(true);
    }
    expect(await assert({ ...goodAssertion, authenticatorData: toBase64Url(authDataWith(bytes).subarray(0, 3_000)) })).toBe(true);
    expect(verifier.isPublicKey(toBase64Url(bytes))).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

/** Authenticator data whose credential key and extensions are these bytes. */
function authDataWith(bytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(55);
  head.set(sha256('approval.example'));
  head[32] = 0xc5;
  return new Uint8Array(Buffer.concat([head, bytes]));
}
