import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { generateKeyPair } from 'jose';
import { SigningClient, type Change } from '../../../test/client-keys.js';
import { World, type TestSigner } from '../../../test/world.js';

const URL = 'https://gateway.example/csc/v2/signatures/signHash';

describe('a SAD that is bound to a key', () => {
  let world: World;
  let ada: TestSigner;
  let client: SigningClient;
  let sad: string;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    client = await SigningClient.make(world);
    const draft = await world.openActivation.run({ ...world.opening(ada, ['a', 'b']), clientId: client.clientId });
    await world.signIn(ada, draft);
    const issued = await world.issueSad.run({ activationId: draft.activationId, clientId: client.clientId, proofKeyThumbprint: await client.thumbprint() });
    sad = `${SAD_PREFIX}${issued.sad}`;
  });

  const ath = () => toBase64Url(sha256(sad));
  const proof = (change?: Change) => client.proof({ method: 'POST', url: URL, ath: ath() }, change);
  const attempt = async (presented: string | undefined, { attemptId = newId('att'), hash = 'a', method = 'POST', url = URL } = {}) => {
    const before = world.token.counters.signCalls;
    const request = { ...world.request(ada, sad, [hash]), attemptId, clientId: client.clientId };
    const result = await world.signHash.run({ ...request, ...(presented && { proof: { proof: presented, method, url } }) }).then(
      () => 'signed',
      (error: { code?: string }) => error.code,
    );
    return { result, asked: world.token.counters.signCalls - before };
  };
  const refused = { result: 'proof.invalid', asked: 0 };

  it('signs for whoever holds the key', async () => {
    expect(await attempt(await proof())).toEqual({ result: 'signed', asked: 1 });
  });

  it('does not sign without a proof', async () => {
    expect(await attempt(undefined)).toEqual(refused);
    expect(await attempt(await proof())).toEqual({ result: 'signed', asked: 1 });
  });

  it.each<[string, () => Change | Promise<Change>]>([
    ['another method', () => ({ claims: { htm: 'GET' } })],
    ['another address', () => ({ claims: { htu: 'https://gateway.example/csc/v2/credentials/info' } })],
    ['another host', () => ({ claims: { htu: URL.replace('gateway', 'evil') } })],
    ['no address', () => ({ claims: { htu: undefined } })],
    ['another token', () => ({ claims: { ath: toBase64Url(sha256('another')) } })],
    ['no token', () => ({ claims: { ath: undefined } })],
    ['no jti', () => ({ claims: { jti: undefined } })],
    ['no time', () => ({ claims: { iat: undefined } })],
    ['a time two minutes ago', () => ({ claims: { iat: Math.floor(world.clock.now().getTime() / 1_000) - 120 } })],
    ['a time to come', () => ({ claims: { iat: Math.floor(world.clock.now().getTime() / 1_000) + 60 } })],
    ['another typ', () => ({ header: { typ: 'JWT' } })],
    ['a key beside the one that signed', async () => ({ key: (await generateKeyPair('ES256')).privateKey })],
  ])('does not sign on a proof with %s', async (_what, change) => {
    expect(await attempt(await proof(await change()))).toEqual(refused);
    expect(await attempt(await proof())).toEqual({ result: 'signed', asked: 1 });
  });

  it('does not sign for the holder of another key', async () => {
    const mallory = await SigningClient.make(world);
    expect(await attempt(await mallory.proof({ method: 'POST', url: URL, ath: ath() }))).toEqual(refused);
    expect(await attempt(await proof())).toEqual({ result: 'signed', asked: 1 });
  });

  it('takes a proof once, and the gateway’s own repeat of one attempt', async () => {
    const once = await proof();
    const attemptId = newId('att');
    expect(await attempt(once, { attemptId })).toEqual({ result: 'signed', asked: 1 });
    expect(await attempt(once, { attemptId })).toEqual({ result: 'signed', asked: 0 });
    expect(await attempt(once, { hash: 'b' })).toEqual(refused);
    expect(await attempt(await proof(), { hash: 'b' })).toEqual({ result: 'signed', asked: 1 });
  });

  it('compares addresses as addresses: case of the host, default port, query', async () => {
    expect(await attempt(await proof({ claims: { htu: 'https://GATEWAY.example:443/csc/v2/signatures/signHash?x=1#y' } }))).toMatchObject({ result: 'signed' });
  });

  it('a proof for a SAD that is bound to no key is refused: its sender believes in a binding that is not there', async () => {
    const free = await world.sad(ada);
    const presented = { proof: await proof(), method: 'POST', url: URL };
    await expect(world.signHash.run({ ...world.request(ada, free), proof: presented })).rejects.toMatchObject({ code: 'proof.invalid' });
    await expect(world.signHash.run(world.request(ada, free))).resolves.toHaveLength(1);
  });
});
