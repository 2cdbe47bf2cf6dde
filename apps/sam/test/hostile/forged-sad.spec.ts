import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId, toBase64Url } from '@paraph/kernel';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import { headerOf, payloadOf, World } from '../world.js';
import { refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Somebody makes a SAD, changes one, or brings one from elsewhere: a signature must come from none of them. */
describe('a SAD that this SAM did not issue for this, or no longer', () => {
  let trial: SigningTrial;
  let good: SignatureRequest;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    good = await trial.approved();
  });

  const jws = () => good.sad.slice(SAD_PREFIX.length);
  const pieces = () => jws().split('.') as [string, string, string];
  const attempt = (sad: string) => trial.sign({ ...good, attemptId: newId('att'), sad: `${SAD_PREFIX}${sad}` });
  /** Signed with the attacker's own key, whatever the header says of it. */
  const ownKey = (header: object, payload: object): string => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const input = `${part(header)}.${part(payload)}`;
    return `${input}.${toBase64Url(sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`;
  };

  it.each<[string, () => string | Promise<string>]>([
    ['forged with another key under our name', () => ownKey(headerOf(jws()), payloadOf(jws()))],
    ['forged with a key it brings along', () => ownKey({ ...headerOf(jws()), jwk: { kty: 'EC', crv: 'P-256' } }, payloadOf(jws()))],
    ['unsigned', () => `${part({ ...headerOf(jws()), alg: 'none' })}.${pieces()[1]}.`],
    ['unsigned, with the old signature behind', () => `${part({ ...headerOf(jws()), alg: 'none' })}.${pieces()[1]}.${pieces()[2]}`],
    ['without its signature', () => pieces().slice(0, 2).join('.')],
    [
      'keyed by our public key as if it were a password',
      () => {
        const input = `${part({ ...headerOf(jws()), alg: 'HS256' })}.${pieces()[1]}`;
        return `${input}.${createHmac('sha256', trial.world.authorityKeys.publicKey('sad')).update(input).digest('base64url')}`;
      },
    ],
    ['for more signatures than it says', () => [pieces()[0], part({ ...payloadOf(jws()), count: 400 }), pieces()[2]].join('.')],
    ['for another key’s credential', () => [pieces()[0], part({ ...payloadOf(jws()), credential: newId('cred') }), pieces()[2]].join('.')],
    ['for an hour more', () => [pieces()[0], part({ ...payloadOf(jws()), exp: Number(payloadOf(jws())['exp']) + 3_600 }), pieces()[2]].join('.')],
    ['that is this SAM’s statement', async () => (await trial.world.open(trial.ada)).statement],
    ['whose payload this SAM signed with its key for statements', () => trial.world.authorityKeys.signJws('statement', payloadOf(jws()))],
  ])('signs nothing: %s', async (_what, make) => {
    expect(await attempt(await make())).toEqual(refused('sad.invalid'));
    expect(await trial.lastEvent()).toBe('signature-refused: sad.invalid');
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('signs nothing: foreign, of another installation', async () => {
    const other = await World.make();
    const signer = await other.signer();
    const theirs = await other.sad(signer);
    expect(await attempt(theirs.slice(SAD_PREFIX.length))).toEqual(refused('sad.invalid'));
    await expect(other.signHash.run(other.request(signer, theirs))).resolves.toHaveLength(1);
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('signs nothing: an authorisation by its bare identifier, or without the prefix', async () => {
    expect(await attempt(String(payloadOf(jws())['jti']))).toEqual(refused('sad.invalid'));
    expect(await trial.sign({ ...good, sad: jws() })).toEqual(refused('sad.invalid'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('signs nothing: late, by this SAM’s clock and to the second', async () => {
    const inTime = await trial.approved();
    trial.world.clock.advance(trial.world.policies.policy.sadLifetimeSeconds * 1_000 - 1_000);
    expect(await trial.sign(inTime)).toEqual(SIGNED_ONCE);
    trial.world.clock.advance(1_000);
    expect(await trial.sign(good)).toEqual(refused('sad.expired'));
  });

  it('is not issued late either: a session ends a fixed time after the signer authenticated', async () => {
    const { world, ada } = trial;
    const { activationId } = await world.completed(ada);
    world.clock.advance(world.policies.policy.sessionMaximumSeconds * 1_000);
    await expect(world.issueSad.run({ activationId, clientId: world.clientId })).rejects.toMatchObject({ code: 'activation.expired' });
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });
});
