import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, fromBase64Url, newId, sha256, toBase64Url } from '@paraph/kernel';
import { createPublicKey, verify } from 'node:crypto';
import type { ActivationDraft } from '../../activation/activation.js';
import { headerOf, payloadOf, World, type TestSigner } from '../../../../test/world.js';

describe('the way of evidence', () => {
  let world: World;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    draft = await world.open(ada);
  });

  const begin = async (reference = draft.activationId) => new URL(await world.beginEvidence.run(reference));

  it('begins with a request that asks for an act of the person over the challenge', async () => {
    const url = await begin();
    expect(`${url.origin}${url.pathname}`).toBe('https://idp.example/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'paraph-signing',
      redirect_uri: 'https://identity.example/evidence/oidc/callback',
      scope: 'openid profile',
      state: draft.activationId,
      nonce: toBase64Url(activationChallenge(draft.statement)),
      prompt: 'login',
      max_age: '0',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('releases what redeems the code: the verifier of that request and an assertion by the key for it', async () => {
    const url = await begin();
    const exchange = await world.releaseExchange.run(draft.activationId);
    expect(toBase64Url(sha256(exchange.codeVerifier))).toBe(url.searchParams.get('code_challenge'));
    expect(exchange).toMatchObject({
      tokenEndpoint: 'https://idp.example/token',
      clientId: 'paraph-signing',
      redirectUri: url.searchParams.get('redirect_uri'),
    });

    const jwk = world.authorityKeys.publicJwk('oidc-client');
    const seconds = Math.floor(world.clock.now().getTime() / 1_000);
    expect(headerOf(exchange.clientAssertion)).toEqual({ alg: 'ES256', typ: 'JWT', kid: jwk.kid });
    expect(payloadOf(exchange.clientAssertion)).toEqual({
      iss: 'paraph-signing',
      sub: 'paraph-signing',
      aud: 'https://idp.example',
      jti: expect.any(String),
      iat: seconds,
      exp: seconds + 60,
    });
    const [header, payload, signature = ''] = exchange.clientAssertion.split('.');
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, fromBase64Url(signature) ?? Buffer.alloc(0))).toBe(true);
  });

  it('begins again with the same verifier, so that a reload loses nothing', async () => {
    expect((await begin()).searchParams.get('code_challenge')).toBe((await begin()).searchParams.get('code_challenge'));
  });

  it('gives every draft a verifier of its own', async () => {
    const other = await world.open(ada);
    expect((await begin()).searchParams.get('code_challenge')).not.toBe((await begin(other.activationId)).searchParams.get('code_challenge'));
  });

  it('releases once, and nothing that never began', async () => {
    await expect(world.releaseExchange.run(draft.activationId)).rejects.toThrow('activation.state');
    await begin();
    await world.releaseExchange.run(draft.activationId);
    await expect(world.releaseExchange.run(draft.activationId)).rejects.toThrow('activation.state');
  });

  it('releases nothing for an answer that is another provider’s, and is not spent by one (RFC 9207 section 2.4)', async () => {
    await begin();
    for (const stranger of ['https://evil.example', 'https://idp.example/', ''])
      await expect(world.releaseExchange.run(draft.activationId, stranger)).rejects.toThrow('evidence.invalid');
    expect(await world.releaseExchange.run(draft.activationId, 'https://idp.example')).toMatchObject({ tokenEndpoint: 'https://idp.example/token' });
  });

  it('releases once to many at the same time', async () => {
    await begin();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => world.releaseExchange.run(draft.activationId)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each(['beginEvidence', 'releaseExchange'] as const)('is closed to an unknown, an expired, an abandoned and a completed activation (%s)', async (step) => {
    await expect(world[step].run(newId('act'))).rejects.toThrow('activation.unknown');
    const { activationId } = await world.completed(ada);
    await expect(world[step].run(activationId)).rejects.toThrow('activation.state');
    await world.abandonActivation.run(draft.activationId, 'refused');
    await expect(world[step].run(draft.activationId)).rejects.toThrow('activation.state');
    const late = await world.open(ada);
    await begin(late.activationId);
    world.clock.advance(600_000);
    await expect(world[step].run(late.activationId)).rejects.toThrow('activation.expired');
  });
});
