import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256 } from '@paraph/kernel';
import { ECDSA_SHA256, hashOf, payloadOf, SHA256, World, type TestSigner } from '../../../test/world.js';
import type { SignatureRequest } from './signature-request.js';

describe('signing hashes', () => {
  let world: World;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
  });

  /** What an attempt came to: the code of its refusal or the number of signatures, and how often the token signed for it. */
  const attempt = async (request: SignatureRequest) => {
    const before = world.token.counters.signCalls;
    const result = await world.signHash.run(request).then(
      (signatures) => signatures.length,
      (error: { code?: string }) => error.code ?? error,
    );
    return { result, signed: world.token.counters.signCalls - before };
  };
  const isOver = async (signature: string | undefined, document: string, { publicKey }: TestSigner = ada) =>
    world.token.verify(publicKey, { algorithm: 'sha256', value: sha256(document) }, Buffer.from(signature ?? '', 'base64'));

  describe('with a SAD of its own', () => {
    it('signs what was approved, and the signature verifies', async () => {
      const sad = await world.sad(ada);
      const [signature] = await world.signHash.run(world.request(ada, sad));
      expect(await isOver(signature, 'contract.pdf')).toBe(true);
      expect(await isOver(signature, 'another.pdf')).toBe(false);
    });

    it('answers in the order of the request, whatever the order approved', async () => {
      const sad = await world.sad(ada, ['a', 'b', 'c']);
      const signatures = await world.signHash.run(world.request(ada, sad, ['c', 'a', 'b']));
      for (const [place, document] of ['c', 'a', 'b'].entries()) expect(await isOver(signatures[place], document)).toBe(true);
    });

    it('signs a part now and the rest later', async () => {
      const sad = await world.sad(ada, ['a', 'b', 'c']);
      expect(await attempt(world.request(ada, sad, ['b']))).toEqual({ result: 1, signed: 1 });
      expect(await attempt(world.request(ada, sad, ['a', 'c']))).toEqual({ result: 2, signed: 2 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'sad.spent', signed: 0 });
    });

    it('signs a hash that was approved twice twice, and not a third time', async () => {
      const sad = await world.sad(ada, ['a', 'a', 'b']);
      expect(await attempt(world.request(ada, sad, ['a', 'a']))).toEqual({ result: 2, signed: 2 });
      expect(await attempt(world.request(ada, sad, ['a']))).toEqual({ result: 'hash.not_authorised', signed: 0 });
    });

    it('takes a hash written with other spare bits as the bytes it is', async () => {
      const sad = await world.sad(ada);
      const hash = hashOf('contract.pdf');
      const spare = `${hash.slice(0, -2)}${String.fromCharCode(hash.charCodeAt(hash.length - 2) + 1)}=`;
      expect(Buffer.from(spare, 'base64')).toEqual(Buffer.from(hash, 'base64'));
      expect(await attempt({ ...world.request(ada, sad), hashes: [spare] })).toEqual({ result: 1, signed: 1 });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 'sad.spent', signed: 0 });
    });

    it('signs with RSA, the digest named beside the algorithm', async () => {
      const rsa = await world.signer({ algorithm: 'rsa3072' });
      const request = { ...world.request(rsa, await world.sad(rsa)), signAlgorithmOid: '1.2.840.113549.1.1.1', hashAlgorithmOid: SHA256 };
      const [signature] = await world.signHash.run(request);
      expect(await isOver(signature, 'contract.pdf', rsa)).toBe(true);
    });

    it('ignores a named digest that the algorithm contradicts', async () => {
      const request = { ...world.request(ada, await world.sad(ada)), hashAlgorithmOid: '2.16.840.1.101.3.4.2.3' };
      expect(await attempt(request)).toEqual({ result: 1, signed: 1 });
    });

    it('writes the intent before and the outcome after, each with its event', async () => {
      const sad = await world.sad(ada);
      await world.signHash.run(world.request(ada, sad));
      expect((await world.eventTypes()).slice(-3)).toEqual(['sad-issued', 'signature-intended', 'signature-made']);
    });
  });

  describe('refuses, without asking the token to sign,', () => {
    const refusals: readonly [string, string, (good: SignatureRequest) => Partial<SignatureRequest> | Promise<Partial<SignatureRequest>>][] = [
      ['a hash that was not approved', 'hash.not_authorised', () => ({ hashes: [hashOf('mortgage.pdf')] })],
      ['an approved hash beside one that was not', 'hash.not_authorised', ({ hashes }) => ({ hashes: [...hashes, hashOf('mortgage.pdf')] })],
      ['an approved hash twice', 'hash.not_authorised', ({ hashes }) => ({ hashes: [...hashes, ...hashes] })],
      ['a digest that is too short', 'hash.length', () => ({ hashes: [Buffer.alloc(31).toString('base64')] })],
      ['a digest that is too long', 'hash.length', () => ({ hashes: [Buffer.alloc(33).toString('base64')] })],
      ['an empty digest', 'hash.length', () => ({ hashes: [''] })],
      ['an approved digest as one of another algorithm', 'hash.length', () => ({ signAlgorithmOid: '1.2.840.10045.4.3.3' })],
      [
        'a digest of another algorithm',
        'hash.not_authorised',
        () => ({ signAlgorithmOid: '1.2.840.10045.4.3.4', hashes: [Buffer.alloc(64).toString('base64')] }),
      ],
      ['an RSA algorithm for an EC key', 'algorithm.unsupported', () => ({ signAlgorithmOid: '1.2.840.113549.1.1.11' })],
      ['an unknown algorithm', 'algorithm.unsupported', () => ({ signAlgorithmOid: '1.2.3' })],
      ['an unknown credential', 'credential.unknown', () => ({ credentialId: newId('cred') })],
      ['another client’s SAD', 'sad.invalid', () => ({ clientId: newId('cli') })],
      ['a SAD of another signed-in person', 'sad.invalid', () => ({ signerId: newId('sgn') })],
      ['a SAD without its prefix', 'sad.invalid', ({ sad }) => ({ sad: sad.slice(4) })],
      ['no SAD at all', 'sad.invalid', () => ({ sad: 'sad_' })],
    ];

    it.each(refusals)('%s (%s)', async (_what, code, change) => {
      const good = world.request(ada, await world.sad(ada));
      expect(await attempt({ ...good, attemptId: newId('att'), ...(await change(good)) })).toEqual({ result: code, signed: 0 });
      expect((await world.eventTypes()).at(-1)).toBe(`signature-refused: ${code}`);
      // The control: the same SAD, used as it was meant, still signs.
      expect(await attempt(good)).toEqual({ result: 1, signed: 1 });
    });

    it('another signer’s credential', async () => {
      const bob = await world.signer();
      const sad = await world.sad(ada);
      expect(await attempt(world.request(bob, sad))).toEqual({ result: 'sad.invalid', signed: 0 });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 1, signed: 1 });
    });

    it('a known client that is not the SAD’s', async () => {
      const other = newId('cli');
      await world.recordClient.run(other, { subscriberId: 'sub_1', name: 'Other', multisign: 1, keys: [] });
      const sad = await world.sad(ada);
      expect(await attempt({ ...world.request(ada, sad), clientId: other })).toEqual({ result: 'sad.invalid', signed: 0 });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 1, signed: 1 });
    });

    it('RSA without a digest, and with a weak one', async () => {
      const rsa = await world.signer({ algorithm: 'rsa3072' });
      const good = { ...world.request(rsa, await world.sad(rsa)), signAlgorithmOid: '1.2.840.113549.1.1.1' };
      expect(await attempt(good)).toEqual({ result: 'hash.algorithm_missing', signed: 0 });
      expect(await attempt({ ...good, hashAlgorithmOid: '1.3.14.3.2.26' })).toEqual({ result: 'hash.algorithm_unsupported', signed: 0 });
      expect(await attempt({ ...good, hashAlgorithmOid: SHA256 })).toEqual({ result: 1, signed: 1 });
    });

    it('an EC algorithm for an RSA key', async () => {
      const rsa = await world.signer({ algorithm: 'rsa3072' });
      const good = world.request(rsa, await world.sad(rsa));
      expect(await attempt({ ...good, signAlgorithmOid: ECDSA_SHA256 })).toEqual({ result: 'algorithm.unsupported', signed: 0 });
    });

    it('a SAD after its time, and takes it one second before', async () => {
      const [late, early] = [await world.sad(ada), await world.sad(ada)];
      world.clock.advance(299_000);
      expect(await attempt(world.request(ada, early))).toEqual({ result: 1, signed: 1 });
      world.clock.advance(1_000);
      expect(await attempt(world.request(ada, late))).toEqual({ result: 'sad.expired', signed: 0 });
    });

    it('a SAD whose activation was abandoned', async () => {
      const { activationId } = await world.completed(ada);
      const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId });
      await world.abandonActivation.run(activationId, 'revoked');
      expect(await attempt(world.request(ada, `sad_${sad}`))).toEqual({ result: 'sad.invalid', signed: 0 });
    });

    it.each<[string, Record<string, unknown>]>([
      ['another hash set', { hashSetDigest: 'x'.repeat(43) }],
      ['another count', { count: 2 }],
      ['another life of the ledger', { epoch: 0 }],
      ['another signer', { sub: newId('sgn') }],
      ['another issuer', { iss: 'paraph' }],
      ['an unknown activation', { jti: newId('act') }],
    ])('a SAD that our own key signed over %s than the activation’s', async (_what, change) => {
      const sad = await world.sad(ada);
      const forged = await world.authorityKeys.signJws('sad', { ...payloadOf(sad), ...change });
      expect(await attempt(world.request(ada, `sad_${forged}`))).toEqual({ result: 'sad.invalid', signed: 0 });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 1, signed: 1 });
    });

    it('a SAD bound to a proof key, without a proof', async () => {
      const { activationId } = await world.completed(ada);
      const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId, proofKeyThumbprint: 'A'.repeat(43) });
      expect(await attempt(world.request(ada, `sad_${sad}`))).toEqual({ result: 'proof.invalid', signed: 0 });
    });

    it.each([
      ['suspended', { state: 'suspended' } as const, 'credential.disabled'],
      ['revoked', { state: 'revoked' } as const, 'credential.disabled'],
    ])('a credential that was %s meanwhile', async (_what, change, code) => {
      const sad = await world.sad(ada);
      await world.change(ada.credentialId, change);
      expect(await attempt(world.request(ada, sad))).toEqual({ result: code, signed: 0 });
      await world.change(ada.credentialId, { state: 'active' });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 1, signed: 1 });
    });

    it('a certificate that has ended, or is another than the signer was shown', async () => {
      const sad = await world.sad(ada);
      const certificate = (await world.records.find('binding', ada.credentialId))?.body.certificate;
      if (!certificate) throw new Error('no certificate');
      await world.change(ada.credentialId, { certificate: { ...certificate, validTo: new Date(world.clock.now().getTime() - 1).toISOString() } });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 'credential.certificate_expired', signed: 0 });
      await world.change(ada.credentialId, { certificate: { ...certificate, fingerprint: 'ab'.repeat(32) } });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 'credential.disabled', signed: 0 });
      await world.change(ada.credentialId, { certificate });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 1, signed: 1 });
    });
  });

  describe('used again', () => {
    it('refuses a replay by another request', async () => {
      const sad = await world.sad(ada);
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 1, signed: 1 });
      expect(await attempt(world.request(ada, sad))).toEqual({ result: 'sad.spent', signed: 0 });
    });

    it('answers the repeat of one attempt with the stored signatures, without signing', async () => {
      const request = world.request(ada, await world.sad(ada));
      const first = await world.signHash.run(request);
      const before = world.token.counters.signCalls;
      expect(await world.signHash.run(request)).toEqual(first);
      expect(world.token.counters.signCalls).toBe(before);
    });

    it('refuses an attempt’s id with anything else in the request', async () => {
      const sad = await world.sad(ada, ['a', 'b']);
      const request = world.request(ada, sad, ['a']);
      await world.signHash.run(request);
      expect(await attempt({ ...request, hashes: [hashOf('b')] })).toEqual({ result: 'sad.spent', signed: 0 });
      expect(await attempt({ ...request, sad: await world.sad(ada, ['a']) })).toEqual({ result: 'sad.spent', signed: 0 });
    });

    it('signs once for a thousand uses at the same time', async () => {
      const sad = await world.sad(ada);
      const before = world.token.counters.signCalls;
      const uses = await Promise.allSettled(Array.from({ length: 1_000 }, () => world.signHash.run(world.request(ada, sad))));
      expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(world.token.counters.signCalls - before).toBe(1);
    });

    it('signs each of ten occurrences once for a thousand uses at the same time', async () => {
      const documents = Array.from({ length: 10 }, (_, place) => `document ${place}`);
      const sad = await world.sad(ada, documents);
      const before = world.token.counters.signCalls;
      const uses = await Promise.allSettled(
        Array.from({ length: 1_000 }, (_, place) => world.signHash.run(world.request(ada, sad, [documents[place % 10] ?? '']))),
      );
      expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
      expect(world.token.counters.signCalls - before).toBe(10);
    });
  });
});
