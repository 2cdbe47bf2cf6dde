import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256, toBase64Url } from '@paraph/kernel';
import { SigningClient } from '../client-keys.js';
import { ApplicationWorld } from '../application-world.js';
import { payloadOf, SHA256 } from '../world.js';
import { ADDED, outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE } from './signing-trial.js';

/** A proof that the bearer holds the key, for one request with this token. */
async function proofOf(client: SigningClient, token: string) {
  const about = { method: 'POST', url: 'https://gateway.example/csc/v2/credentials/extendTransaction' };
  return { ...about, proof: await client.proof({ ...about, ath: toBase64Url(sha256(token)) }) };
}

/** An application, or who stole from it, wants a fresh SAD for one that is over. */
describe('an extension', () => {
  let app: ApplicationWorld;
  beforeEach(async () => void (app = await ApplicationWorld.make({ counted: 'free' })));

  it('does not revive a SAD whose time is over, and gives a living one a time of its own', async () => {
    const sad = await app.sad(['a'], 4);
    app.world.clock.advance(299_000);
    const { next, ...extended } = await app.extend(sad, ['b']);
    expect(extended).toEqual(ADDED);
    app.world.clock.advance(2_000);
    expect(await app.extend(sad, ['c'])).toMatchObject(refused('sad.expired'));
    expect(await app.sign(sad, 'a')).toEqual(refused('sad.expired'));
    expect(await app.sign(next, 'a', 'b')).toEqual({ code: 'done', signed: 2 });
    app.world.clock.advance(300_000);
    expect(await app.extend(next, ['c'])).toMatchObject(refused('sad.expired'));
  });

  it('does not reach beyond the session the signer began, however often it is repeated', async () => {
    let sad = await app.sad(['a'], 20);
    for (let minute = 0; minute < 28; minute += 4) {
      app.world.clock.advance(240_000);
      sad = (await app.extend(sad, [`at ${minute}`])).next;
    }
    // Thirty minutes after the sign-in, less a second.
    app.world.clock.advance(119_000);
    const last = await app.extend(sad, ['last']);
    expect(last).toMatchObject(ADDED);
    expect(Number(payloadOf(last.next.slice(4))['exp']) * 1_000).toBeLessThanOrEqual(app.world.clock.now().getTime() + 1_000);
    expect(await app.sign(last.next, 'last')).toEqual(SIGNED_ONCE);
    app.world.clock.advance(1_000);
    expect(await app.extend(last.next, ['later'])).toMatchObject(refused('sad.expired'));
    expect(await app.sign(last.next, 'a')).toEqual(refused('sad.expired'));
  });

  it('adds nothing to a SAD that is used up; one that was used and has signatures left goes on', async () => {
    const sad = await app.sad(['a'], 2);
    expect(await app.sign(sad, 'a')).toEqual(SIGNED_ONCE);
    const { next, ...extended } = await app.extend(sad, ['b']);
    expect(extended).toEqual(ADDED);
    expect(await app.sign(next, 'b')).toEqual(SIGNED_ONCE);
    expect(await app.extend(next, ['c'])).toMatchObject(refused('sad.spent'));
    expect(await app.extend(next, ['b'])).toMatchObject(refused('sad.spent'));
    expect(await app.sign(next, 'c')).toEqual(refused('sad.spent'));
  });

  it('that names what is authorised and unsigned adds nothing: it replaces the SAD', async () => {
    const sad = await app.sad(['a', 'b']);
    expect(await app.sign(sad, 'a')).toEqual(SIGNED_ONCE);
    expect(await app.extend(sad, ['b', 'b'])).toMatchObject(refused('activation.too_many'));
    expect(await app.extend(sad, ['a'])).toMatchObject(refused('activation.too_many'));
    const { next, ...extended } = await app.extend(sad, ['b']);
    expect(extended).toEqual(ADDED);
    expect(await app.sign(next, 'b')).toEqual(SIGNED_ONCE);
    expect(await app.sign(next, 'b')).toEqual(refused('sad.spent'));
  });

  it.each<[string, (sad: string) => string]>([
    ['nothing of the kind', () => 'zz'],
    ['one with another signature', (sad) => `${sad.slice(0, -6)}AAAAAA`],
    ['one without a signature', (sad) => sad.slice(0, sad.lastIndexOf('.') + 1)],
  ])('takes no SAD that is %s', async (_what, change) => {
    const sad = await app.sad(['a'], 2);
    expect(await app.extend(change(sad), ['b'])).toMatchObject(refused('sad.invalid'));
    expect(await app.extend(sad, ['b'])).toMatchObject(ADDED);
  });

  it('is not for another client, person or credential', async () => {
    const sad = await app.sad(['a'], 2);
    const other = await app.typed.signer([app.typed.phone()]);
    const { clientId } = await SigningClient.make(app.world);
    expect(await app.extend(sad, ['b'], { clientId })).toMatchObject(refused('sad.invalid'));
    expect(await app.extend(sad, ['b'], { signerId: other.signerId })).toMatchObject(refused('sad.invalid'));
    expect(await app.extend(sad, ['b'], { credentialId: other.credentialId })).toMatchObject(refused('sad.invalid'));
    expect(await app.extend(sad, ['b'], { signerId: app.ada.signerId })).toMatchObject(ADDED);
  });

  it('is over with the activation: stopped, or of a credential that is', async () => {
    const sad = await app.sad(['a'], 3);
    await app.world.change(app.ada.credentialId, { state: 'suspended' });
    expect(await app.extend(sad, ['b'])).toMatchObject(refused('credential.disabled'));
    await app.world.change(app.ada.credentialId, { state: 'active' });
    const { next, ...extended } = await app.extend(sad, ['b']);
    expect(extended).toEqual(ADDED);
    await app.world.abandonActivation.run(String(payloadOf(next.slice(4))['jti']), 'revoked');
    expect(await app.extend(next, ['c'])).toMatchObject(refused('sad.invalid'));
    expect(await app.sign(next, 'b')).toEqual(refused('sad.invalid'));
  });

  it('keeps a SAD bound to the key it was bound to', async () => {
    const { world, ada } = app;
    const client = await SigningClient.make(world);
    const draft = await world.openActivation.run({ ...world.opening(ada, ['a']), clientId: client.clientId, numSignatures: 3 });
    await world.signIn(ada, draft);
    const proofKeyThumbprint = await client.thumbprint();
    const sad = `sad_${(await world.issueSad.run({ activationId: draft.activationId, clientId: client.clientId, proofKeyThumbprint })).sad}`;
    const how = { clientId: client.clientId, hashAlgorithmOid: SHA256 };
    expect(await app.extend(sad, ['b'], how)).toMatchObject(refused('proof.invalid'));
    const proof = await proofOf(client, sad);
    const { next, ...extended } = await app.extend(sad, ['b'], { ...how, proof });
    expect(extended).toEqual(ADDED);
    expect(payloadOf(next.slice(4))).toMatchObject({ cnf: { jkt: proofKeyThumbprint }, edition: 2 });
    const request = { ...world.request(ada, next, ['b']), clientId: client.clientId };
    expect(await outcomeOf(world.token, () => world.signHash.run(request))).toEqual(refused('proof.invalid'));
    expect(await outcomeOf(world.token, () => world.signHash.run({ ...request, proof }))).toEqual(refused('proof.invalid'));
    const fresh = await proofOf(client, next);
    expect(await outcomeOf(world.token, () => world.signHash.run({ ...request, proof: fresh }))).toEqual(SIGNED_ONCE);
  });
});
