import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256, toBase64 } from '@paraph/kernel';
import { AuthorityWorld } from '../../../test/authority-world.js';
import { verifiedJws } from '../../../test/verified-jws.js';
import { hashSetDigest } from '../activation/hash-set.js';
import { ComposeReceipt, type SignedAttempt } from './compose-receipt.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';

describe('a receipt', () => {
  let world: AuthorityWorld;
  let receipts: ComposeReceipt;
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    receipts = new ComposeReceipt(world.authorityKeys, world.clock);
  });

  const attempt = (change: Partial<SignedAttempt> = {}): SignedAttempt => ({
    attemptId: newId('att'),
    claims: { jti: newId('act'), client: newId('cli'), credential: newId('cred'), evidence: ['pin', 'passkey'], promise: 'shown' },
    hashAlgorithmOid: SHA256,
    hashes: ['one', 'two'].map((document) => toBase64(sha256(document))),
    unseen: 0,
    ...change,
  });

  it('says what was signed, for whom, and on what evidence', async () => {
    const made = attempt();
    const { header, payload } = verifiedJws(await receipts.run(made), world.authorityKeys.publicKey('receipt'));
    expect(header['typ']).toBe('paraph-receipt+jwt');
    expect(payload).toEqual({
      sub: made.claims.jti,
      attempt: made.attemptId,
      credential: made.claims.credential,
      client: made.claims.client,
      hashSetDigest: hashSetDigest(SHA256, made.hashes),
      count: 2,
      unseen: 0,
      evidence: ['pin', 'passkey'],
      promise: 'shown',
      iat: world.clock.now().getTime() / 1_000,
    });
  });

  it.each([
    ['the evidence proves presence only', { claims: { ...attempt().claims, promise: 'presence' } }],
    ['the client chose one of the hashes', { unseen: 1 }],
  ] as const)('promises less where %s', async (_what, change) => {
    const { payload } = verifiedJws(await receipts.run(attempt(change)), world.authorityKeys.publicKey('receipt'));
    expect(payload['promise']).toBe('presence');
  });

  it('is signed by no other key of the SAM', async () => {
    const receipt = await receipts.run(attempt());
    for (const purpose of ['statement', 'sad', 'tree-head'] as const) {
      expect(() => verifiedJws(receipt, world.authorityKeys.publicKey(purpose))).toThrow('does not verify');
    }
  });
});
