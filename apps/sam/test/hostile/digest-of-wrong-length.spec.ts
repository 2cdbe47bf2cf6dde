import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { hashOf, SHA256 } from '../world.js';
import { ADDED, outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

const bytes = (length: number): string => Buffer.alloc(length, 7).toString('base64');

/**
 * A token signs 1 to 64 bytes under P-256 and looks at the first 32 of them: a digest that is too long is signed as another
 * one. So the SAM counts, at the opening, at an addition and at the signature.
 */
describe('a digest of wrong length', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  const wrong: readonly [string, string][] = [
    ['none', ''],
    ['one byte', bytes(1)],
    ['31 bytes', bytes(31)],
    ['33 bytes', bytes(33)],
    ['the approved one and 32 bytes behind', Buffer.concat([Buffer.from(hashOf('contract.pdf'), 'base64'), Buffer.alloc(32)]).toString('base64')],
    ['64 bytes', bytes(64)],
    ['no Base64', '%%%%'],
    ['base64url', hashOf('contract.pdf').replaceAll('+', '-').replaceAll('/', '_').replace('=', '')],
  ];

  it.each(wrong)('is shown to no signer: %s', async (_what, hash) => {
    const { world, ada } = trial;
    const open = () => world.openActivation.run({ ...world.opening(ada), documents: [{ label: '', hash }] });
    expect(await outcomeOf(world.token, open)).toEqual(refused('hash.length'));
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });

  it.each(wrong)('is not signed: %s', async (_what, hash) => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, attemptId: newId('att'), hashes: [hash] })).toEqual(refused('hash.length'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it.each(wrong)('is not added to what was approved: %s', async (_what, hash) => {
    const { world, ada } = trial;
    world.policies.policy = { ...world.policies.policy, counted: 'free' };
    const draft = await world.openActivation.run({ ...world.opening(ada), numSignatures: 2 });
    await world.signIn(ada, draft);
    let sad = `sad_${(await world.issueSad.run({ activationId: draft.activationId, clientId: world.clientId })).sad}`;
    const add = (hashes: readonly string[]) =>
      outcomeOf(world.token, async () => {
        const request = { sad, clientId: world.clientId, credentialId: ada.credentialId, hashes, hashAlgorithmOid: SHA256 };
        sad = `sad_${(await world.extendActivation.run(request)).sad}`;
      });
    expect(await add([hash])).toEqual(refused('hash.length'));
    expect(await add([hashOf('chosen')])).toEqual(ADDED);
    expect(await trial.sign(world.request(ada, sad, ['chosen']))).toEqual(SIGNED_ONCE);
  });

  it('is not signed as the beginning of a longer one, for a key of a longer curve', async () => {
    const { world } = trial;
    const p384 = await world.signer({ algorithm: 'p384' });
    const good = world.request(p384, await world.sad(p384));
    expect(await trial.sign({ ...good, attemptId: newId('att'), signAlgorithmOid: '1.2.840.10045.4.3.3' })).toEqual(refused('hash.length'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });
});
