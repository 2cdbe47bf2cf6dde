import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, pssParameters, sha256, toBase64 } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('base64');
const [SHA1, MD5] = ['1.3.14.3.2.26', '1.2.840.113549.2.5'];
const RSA_PSS = '1.2.840.113549.1.1.10';

/** Somebody asks for a signature by an algorithm in which another document can be found for the same signature. */
describe('a weak algorithm', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  it.each<[string, string, string]>([
    ['SHA-1', SHA1, sha1('contract.pdf')],
    ['MD5', MD5, createHash('md5').update('contract.pdf').digest('base64')],
    ['SHA-224', '2.16.840.1.101.3.4.2.4', createHash('sha224').update('contract.pdf').digest('base64')],
    ['a digest nobody knows', '1.2.3.4', toBase64(sha256('contract.pdf'))],
  ])('of digests is shown to no signer: %s', async (_what, hashAlgorithmOid, hash) => {
    const { world, ada } = trial;
    const open = () => world.openActivation.run({ ...world.opening(ada), documents: [{ label: '', hash }], hashAlgorithmOid });
    expect(await outcomeOf(world.token, open)).toEqual(refused('hash.algorithm_unsupported'));
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });

  it.each<[string, string, Partial<SignatureRequest>]>([
    ['ECDSA with SHA-1', 'algorithm.unsupported', { signAlgorithmOid: '1.2.840.10045.4.1', hashes: [sha1('contract.pdf')] }],
    ['ECDSA with SHA-224', 'algorithm.unsupported', { signAlgorithmOid: '1.2.840.10045.4.3.1' }],
    ['RSA with SHA-1', 'algorithm.unsupported', { signAlgorithmOid: '1.2.840.113549.1.1.5' }],
    ['RSA with an EC key', 'algorithm.unsupported', { signAlgorithmOid: '1.2.840.113549.1.1.11' }],
    ['parameters where there are none', 'algorithm.unsupported', { signAlgorithmParameters: 'BQA=' }],
  ])('makes no signature with what was approved for SHA-256: %s', async (_what, code, change) => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, attemptId: newId('att'), ...change })).toEqual(refused(code));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it.each<[string, string | undefined]>([
    ['of SHA-1, which is what leaving them out means', undefined],
    ['that are empty', 'MAA='],
    // SEQUENCE { [0] sha256, [1] mgf1 with sha1, [2] 32 }
    ['whose mask is made with SHA-1', toBase64(maskedWithSha1())],
    // The salt's length is the last byte.
    ['without a salt', toBase64(pssParameters('sha256').with(-1, 0))],
  ])('makes no RSA-PSS signature by parameters %s', async (_what, signAlgorithmParameters) => {
    const { world } = trial;
    const rsa = await world.signer({ algorithm: 'rsa3072' });
    const good = { ...world.request(rsa, await world.sad(rsa)), signAlgorithmOid: RSA_PSS, signAlgorithmParameters: toBase64(pssParameters('sha256')) };
    expect(await trial.sign({ ...good, attemptId: newId('att'), signAlgorithmParameters })).toEqual(refused('algorithm.unsupported'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('makes no signature after its last day, though it was approved before', async () => {
    const { world } = trial;
    const good = await trial.approved(['a', 'b']);
    world.algorithms.change('p256', { signUntil: new Date(world.clock.now().getTime() + 60_000) });
    expect(await trial.sign({ ...good, hashes: good.hashes.slice(0, 1) })).toEqual(SIGNED_ONCE);
    world.clock.advance(60_000);
    expect(await trial.sign({ ...good, attemptId: newId('att'), hashes: good.hashes.slice(1) })).toEqual(refused('algorithm.unsupported'));
  });

  it('makes no key: RSA of 2048 bits is for certificates of before', async () => {
    const enrolments = await EnrolmentWorld.make();
    const open = (algorithm: 'rsa2048' | 'rsa3072') => outcomeOf(enrolments.token, () => enrolments.openEnrolment.run(enrolments.order({ algorithm })));
    const { generateCalls } = enrolments.token.counters;
    expect(await open('rsa2048')).toEqual(refused('algorithm.unsupported'));
    expect(enrolments.token.counters.generateCalls).toBe(generateCalls);
    expect((await open('rsa3072')).code).toBe('done');
  });
});

/** Good parameters with SHA-1's identifier in the mask generation function. */
function maskedWithSha1(): Uint8Array {
  const [sha256Oid, sha1Oid] = [Buffer.from('608648016503040201', 'hex'), Buffer.from('2b0e03021a', 'hex')];
  const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
  const none = Buffer.from('0500', 'hex');
  const digest = sequence(tagged(0x06, sha256Oid), none);
  const mask = sequence(tagged(0x06, Buffer.from('2a864886f70d010108', 'hex')), sequence(tagged(0x06, sha1Oid), none));
  return sequence(tagged(0xa0, digest), tagged(0xa1, mask), tagged(0xa2, Buffer.from('020120', 'hex')));
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, content.length), content]);
}
