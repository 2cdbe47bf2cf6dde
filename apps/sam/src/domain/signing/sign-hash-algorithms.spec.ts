import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, pssParameters, sha256, toBase64 } from '@paraph/kernel';
import { constants, createPublicKey, verify } from 'node:crypto';
import { World, type TestSigner } from '../../../test/world.js';
import type { BoundCertificate } from '../records/record-kinds.js';
import type { SignatureRequest } from './signature-request.js';

const [PSS, RSA_SHA256] = ['1.2.840.113549.1.1.10', '1.2.840.113549.1.1.11'];
const WITH_TRAILER = 'MDmgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEgowMCAQE=';
const DOCUMENT = 'contract.pdf';
const pss = (digest: 'sha256' | 'sha384' | 'sha512' = 'sha256') => ({ signAlgorithmOid: PSS, signAlgorithmParameters: toBase64(pssParameters(digest)) });

let world: World;
beforeEach(async () => void (world = await World.make()));

/** What an attempt came to: the code of its refusal or the signatures, and how often the token signed for it. */
async function attempt(request: SignatureRequest) {
  const before = world.token.counters.signCalls;
  const result = await world.signHash.run(request).catch((error: { code?: string }) => error.code ?? error);
  return { result, signed: world.token.counters.signCalls - before };
}
const signedOnce = { result: [expect.any(String)], signed: 1 };

const certified = (validFrom: string): BoundCertificate => ({
  fingerprint: 'ab'.repeat(32),
  subject: 'CN=Ada Byron',
  serialNumber: '01',
  validFrom,
  validTo: '2040-01-01T00:00:00.000Z',
});

describe('an RSA key signs by PSS', () => {
  let ada: TestSigner;
  let good: SignatureRequest;
  beforeEach(async () => {
    ada = await world.signer({ algorithm: 'rsa3072' });
    good = { ...world.request(ada, await world.sad(ada)), ...pss() };
  });

  const accepts = (signature: string, padding: number): boolean => {
    const key = createPublicKey({ key: Buffer.from(ada.publicKey), format: 'der', type: 'spki' });
    return verify('sha256', Buffer.from(DOCUMENT), { key, padding, saltLength: 32 }, Buffer.from(signature, 'base64'));
  };

  it('if that is asked for, and by PKCS#1 if that is', async () => {
    const [first = ''] = await world.signHash.run(good);
    expect([accepts(first, constants.RSA_PKCS1_PSS_PADDING), accepts(first, constants.RSA_PKCS1_PADDING)]).toEqual([true, false]);
    const other = { ...world.request(ada, await world.sad(ada)), signAlgorithmOid: RSA_SHA256 };
    const [second = ''] = await world.signHash.run(other);
    expect([accepts(second, constants.RSA_PKCS1_PSS_PADDING), accepts(second, constants.RSA_PKCS1_PADDING)]).toEqual([false, true]);
  });

  it('and says so in the event, with the policy that allowed it', async () => {
    await world.signHash.run(good);
    const intended = (await world.stores.events()).find(({ type }) => type === 'signature-intended');
    expect(intended?.particulars).toMatchObject({ scheme: 'pss', algorithmRules: world.algorithms.digest });
  });

  it.each<[string, Partial<SignatureRequest>, string]>([
    ['without parameters', { signAlgorithmParameters: undefined }, 'algorithm.unsupported'],
    ['with the parameters of SHA-1', { signAlgorithmParameters: 'MAA=' }, 'algorithm.unsupported'],
    ['with parameters of another digest', pss('sha384'), 'hash.length'],
    ['with parameters, by PKCS#1', { signAlgorithmOid: RSA_SHA256 }, 'algorithm.unsupported'],
  ])('but not %s', async (_, change, code) => {
    expect(await attempt({ ...good, attemptId: newId('att'), ...change })).toEqual({ result: code, signed: 0 });
    expect(await attempt(good)).toEqual(signedOnce);
  });

  it('and not in another way under the same attempt', async () => {
    expect(await attempt(good)).toEqual(signedOnce);
    expect(await attempt({ ...good, signAlgorithmOid: RSA_SHA256, signAlgorithmParameters: undefined })).toEqual({ result: 'sad.spent', signed: 0 });
    // The same parameters with their default trailer written are another request: what is compared is what was sent.
    expect(await attempt({ ...good, signAlgorithmParameters: WITH_TRAILER })).toEqual({ result: 'sad.spent', signed: 0 });
    expect(await attempt(good)).toEqual({ ...signedOnce, signed: 0 });
  });

  it('but not when the token’s answer is by another scheme', async () => {
    const sign = world.token.sign.bind(world.token);
    world.token.sign = (key, digest) => sign(key, digest, 'pkcs1');
    expect(await attempt(good)).toEqual({ result: 'hsm.ambiguous', signed: 1 });
    world.token.sign = sign;
    expect(await attempt({ ...good, attemptId: newId('att') })).toEqual({ result: 'sad.spent', signed: 0 });
  });

  it('but not where the policy does not have it, though it was approved', async () => {
    world.algorithms.change('rsa3072', { schemes: ['pkcs1'] });
    expect(await attempt(good)).toEqual({ result: 'algorithm.unsupported', signed: 0 });
    expect(await attempt({ ...good, attemptId: newId('att'), signAlgorithmOid: RSA_SHA256, signAlgorithmParameters: undefined })).toEqual(signedOnce);
  });
});

it.each(['p256', 'p384', 'p521'] as const)('a key of %s signs a digest that is shorter than its order, or as long', async (algorithm) => {
  const ada = await world.signer({ algorithm });
  const [signature = ''] = await world.signHash.run(world.request(ada, await world.sad(ada)));
  const digest = { algorithm: 'sha256', value: sha256(DOCUMENT) } as const;
  expect(await world.token.verify(ada.publicKey, digest, Buffer.from(signature, 'base64'))).toBe(true);
});

describe('the dated policy on algorithms', () => {
  it('lets RSA 2048 sign with a certificate of 2025-12-31', async () => {
    const ada = await world.signer({ algorithm: 'rsa2048', binding: { certificate: certified('2025-12-31T23:59:59.000Z') } });
    expect(await attempt({ ...world.request(ada, await world.sad(ada)), ...pss() })).toEqual(signedOnce);
  });

  it('opens nothing for RSA 2048 with a certificate of 2026-01-01', async () => {
    const ada = await world.signer({ algorithm: 'rsa2048', binding: { certificate: certified('2026-01-01T00:00:00.000Z') } });
    await expect(world.open(ada)).rejects.toMatchObject({ code: 'algorithm.unsupported' });
    expect((await world.eventTypes()).at(-1)).toBe('activation-refused: algorithm.unsupported');
  });

  it('signs nothing for RSA 2048 whose certificate became one of 2026 after the opening', async () => {
    const ada = await world.signer({ algorithm: 'rsa2048', binding: { certificate: certified('2025-12-31T23:59:59.000Z') } });
    const request = { ...world.request(ada, await world.sad(ada)), signAlgorithmOid: RSA_SHA256 };
    await world.change(ada.credentialId, { certificate: certified('2026-01-01T00:00:00.000Z') });
    expect(await attempt(request)).toEqual({ result: 'algorithm.unsupported', signed: 0 });
    await world.change(ada.credentialId, { certificate: certified('2025-12-31T23:59:59.000Z') });
    expect(await attempt(request)).toEqual(signedOnce);
  });

  it.each([
    ['a second before', -1_000, signedOnce],
    ['at', 0, { result: 'algorithm.unsupported', signed: 0 }],
    ['a second after', 1_000, { result: 'algorithm.unsupported', signed: 0 }],
  ])('ends what was opened before its date: %s', async (_, difference, outcome) => {
    const ada = await world.signer();
    const end = new Date(world.clock.now().getTime() + 60_000);
    world.algorithms.change('p256', { signUntil: end });
    const request = world.request(ada, await world.sad(ada));
    world.clock.advance(60_000 + difference);
    expect(await attempt(request)).toEqual(outcome);
    const opened = world.open(ada).then(
      () => 'opened',
      (error: { code?: string }) => error.code,
    );
    expect(await opened).toBe(difference < 0 ? 'opened' : 'algorithm.unsupported');
  });

  it('opens nothing for a digest that it does not have with the key', async () => {
    const ada = await world.signer();
    world.algorithms.change('p256', { digests: ['sha512'] });
    await expect(world.open(ada)).rejects.toMatchObject({ code: 'hash.algorithm_unsupported' });
    world.algorithms.change('p256', { digests: ['sha256'] });
    await expect(world.open(ada)).resolves.toBeDefined();
  });
});
