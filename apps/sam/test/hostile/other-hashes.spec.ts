import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import { hashOf } from '../world.js';
import { refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** The gateway holds a genuine SAD and asks for signatures over digests that its signer never approved. */
describe('a request to sign other hashes than were approved', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  /** One byte of an approved digest changed. */
  const nearly = (hash: string): string => {
    const bytes = Buffer.from(hash, 'base64');
    bytes[31] = (bytes[31] ?? 0) ^ 1;
    return bytes.toString('base64');
  };

  it.each<[string, (approved: string) => readonly string[]]>([
    ['in the place of the approved one', () => [hashOf('mortgage.pdf')]],
    ['behind the approved one', (approved) => [approved, hashOf('mortgage.pdf')]],
    ['before the approved one', (approved) => [hashOf('mortgage.pdf'), approved]],
    ['one bit beside it', (approved) => [nearly(approved)]],
  ])('gets nothing: %s', async (_what, change) => {
    const good = await trial.approved(['invoice.pdf']);
    const bad = { ...good, attemptId: newId('att'), hashes: change(good.hashes[0] ?? '') };
    expect(await trial.sign(bad)).toEqual(refused('hash.not_authorised'));
    expect(await trial.lastEvent()).toBe('signature-refused: hash.not_authorised');
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('gets nothing with a digest that another activation of the same signer contains', async () => {
    const [one, other] = [await trial.approved(['invoice.pdf']), await trial.approved(['mortgage.pdf'])];
    expect(await trial.sign({ ...one, attemptId: newId('att'), hashes: other.hashes })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign(one)).toEqual(SIGNED_ONCE);
    expect(await trial.sign(other)).toEqual(SIGNED_ONCE);
  });

  it.each<[string, Partial<SignatureRequest>]>([
    ['SHA-384', { signAlgorithmOid: '1.2.840.10045.4.3.3', hashes: [Buffer.alloc(48, 1).toString('base64')] }],
    ['SHA-512', { signAlgorithmOid: '1.2.840.10045.4.3.4', hashes: [Buffer.alloc(64, 1).toString('base64')] }],
  ])('gets nothing with a digest of %s whose beginning nobody approved either', async (_what, change) => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, attemptId: newId('att'), ...change })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('gets no other hash by naming an attempt that was answered', async () => {
    const good = await trial.approved(['a', 'b']);
    expect(await trial.sign({ ...good, hashes: [hashOf('a')] })).toEqual(SIGNED_ONCE);
    expect(await trial.sign({ ...good, hashes: [hashOf('mortgage.pdf')] })).toEqual(refused('sad.spent'));
    expect(await trial.sign({ ...good, attemptId: newId('att'), hashes: [hashOf('b')] })).toEqual(SIGNED_ONCE);
  });
});
