import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { SigningClient, type Change } from '../client-keys.js';
import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import { hashOf } from '../world.js';
import { refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

const [method, url] = ['POST', 'https://gateway.example/csc/v2/signatures/signHash'];

/** Somebody has a SAD that is bound to a client's key (RFC 9449), and not the key. */
describe('a stolen SAD', () => {
  let trial: SigningTrial;
  let client: SigningClient;
  let good: SignatureRequest;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    const { world, ada } = trial;
    client = await SigningClient.make(world);
    const draft = await world.openActivation.run({ ...world.opening(ada, ['a', 'b']), clientId: client.clientId });
    await world.signIn(ada, draft);
    const { activationId } = draft;
    const { sad } = await world.issueSad.run({ activationId, clientId: client.clientId, proofKeyThumbprint: await client.thumbprint() });
    good = { ...world.request(ada, `${SAD_PREFIX}${sad}`, ['a']), clientId: client.clientId };
  });

  const proof = async (change?: Change, by = client) => ({ method, url, proof: await by.proof({ method, url, ath: toBase64Url(sha256(good.sad)) }, change) });
  const attempt = (change: Partial<SignatureRequest>) => trial.sign({ ...good, attemptId: newId('att'), ...change });
  const seconds = () => Math.floor(trial.world.clock.now().getTime() / 1_000);

  it.each<[string, () => Promise<SignatureRequest['proof']>]>([
    ['without a proof', () => Promise.resolve(undefined)],
    ['with a proof by the thief’s own key', async () => proof({}, await SigningClient.make(trial.world))],
    ['with a proof signed by another key than it names', async () => proof({ key: (await SigningClient.make(trial.world)).key })],
    ['with a proof for another token', () => proof({ claims: { ath: toBase64Url(sha256('sad_another')) } })],
    ['with a proof for no token', () => proof({ claims: { ath: undefined } })],
    ['with a proof for another address', () => proof({ claims: { htu: 'https://gateway.example/csc/v2/credentials/extendTransaction' } })],
    ['with a proof for another method', () => proof({ claims: { htm: 'GET' } })],
    ['with an old proof', () => proof({ claims: { iat: seconds() - 61 } })],
    ['with a proof of the future', () => proof({ claims: { iat: seconds() + 6 } })],
    ['with a proof without a number of its own', () => proof({ claims: { jti: undefined } })],
    ['with something else the client signed', async () => ({ method, url, proof: await client.order({ credentialId: trial.ada.credentialId, hashes: [] }) })],
  ])('signs nothing %s', async (_what, make) => {
    expect(await attempt({ proof: await make() })).toEqual(refused('proof.invalid'));
    expect(await attempt({ proof: await proof() })).toEqual(SIGNED_ONCE);
  });

  it('signs nothing with a proof the gateway saw before', async () => {
    const seen = await proof();
    expect(await attempt({ proof: seen })).toEqual(SIGNED_ONCE);
    expect(await attempt({ proof: seen, hashes: [hashOf('b')] })).toEqual(refused('proof.invalid'));
    expect(await attempt({ proof: await proof(), hashes: [hashOf('b')] })).toEqual(SIGNED_ONCE);
  });

  it('signs nothing more than was approved, even with the key', async () => {
    expect(await attempt({ proof: await proof(), hashes: [hashOf('mortgage.pdf')] })).toEqual(refused('hash.not_authorised'));
    expect(await attempt({ proof: await proof() })).toEqual(SIGNED_ONCE);
  });

  it('what remains: one that is bound to no key gives its holder what was approved, and only that', async () => {
    const bearer = await trial.approved();
    expect(await trial.sign({ ...bearer, attemptId: newId('att'), hashes: [hashOf('mortgage.pdf')] })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign(bearer)).toEqual(SIGNED_ONCE);
  });
});
