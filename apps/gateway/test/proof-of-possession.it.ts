import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, HttpGateway, ORIGIN, wire, type Sending } from './http-gateway.js';
import { aCredential, aliceEc, clientBearer, credentialBearer, personBearer } from './people.js';
import { ProofMaker } from './proof-maker.js';

const SHAPE = 'head.claims.signature';
const request = { credentialID: aliceEc, hashes: [Buffer.alloc(32, 7).toString('base64')], signAlgo: '1.2.840.10045.4.3.2' };
const invalidProof = wire(401, 'invalid_dpop_proof', 'The proof of possession is missing or not valid');
const CHALLENGE = 'DPoP error="invalid_dpop_proof", algs="ES256 ES384 PS256 RS256"';

let gateway: HttpGateway;
let wallet: ProofMaker;
let thief: ProofMaker;
const sign = (sending: Sending, body: object = request) => gateway.post('signatures/signHash', body, sending);
const presented = () => gateway.sam.orders.map(({ proof }) => proof && { proof: proof.proof.reveal(), method: proof.method, url: proof.url });

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  [wallet, thief] = await Promise.all([ProofMaker.make(), ProofMaker.make()]);
  const { known } = gateway.tokens;
  const bound = { proofKeyThumbprint: wallet.thumbprint };
  known.set('K', { state: 'active', bearer: credentialBearer('K', bound) });
  known.set('P', { state: 'active', bearer: personBearer(bound) });
  known.set('U', { state: 'active', bearer: credentialBearer('U') });
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('TX', { state: 'expired' });
  gateway.directory.credentials.push(aCredential());
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('a bound SAD', () => {
  it.each(['DPoP', 'dpop', 'DPOP'])('signs under the scheme %s with a proof, which the SAM is to judge again', async (scheme) => {
    const proof = await wallet.proof('K');
    expect((await sign({ authorization: `${scheme} K`, proofs: [proof] })).status).toBe(200);
    expect(presented()).toEqual([{ proof, method: 'POST', url: `${ORIGIN}/csc/v2/signatures/signHash` }]);
  });

  it.each(['T', 'TC'])('signs beside a service token that is bound to nothing; its proof is the SAM’s alone to judge (%s)', async (token) => {
    expect((await sign({ token, proofs: [SHAPE] }, { ...request, SAD: 'K' })).status).toBe(200);
    expect(presented()).toMatchObject([{ proof: SHAPE }]);
  });

  it.each(['evil.example', '127.0.0.1', 'gateway.example.evil.example'])(
    'is held against the gateway’s own address, whatever the host is called: %s',
    async (host) => {
      expect((await sign({ authorization: 'DPoP K', proofs: [await wallet.proof('K')], host })).status).toBe(200);
      const elsewhere = await wallet.proof('K', undefined, { htu: `https://${host}/csc/v2/signatures/signHash` });
      expect(await sign({ authorization: 'DPoP K', proofs: [elsewhere], host })).toMatchObject(invalidProof);
      expect(gateway.sam.orders).toHaveLength(1);
    },
  );

  it('that the SAM holds for bound, and identity does not, is refused in the words of RFC 9449', async () => {
    gateway.sam.failure = new RefusedBySam('proof.invalid', 'the SAM’s own words');
    const answer = await sign({ token: 'U' });
    expect(answer).toMatchObject(invalidProof);
    expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
    expect(gateway.refusals.ofClients).toEqual([]);
  });
});

describe('a service token that is bound to a key', () => {
  it.each(['credentials/list', 'credentials/info'])('comes with a proof, also where nothing is signed: %s', async (method) => {
    const body = method === 'credentials/info' ? { credentialID: aliceEc, certificates: 'none' } : {};
    expect((await gateway.post(method, body, { authorization: 'DPoP P', proofs: [await wallet.proof('P', method)] })).status).toBe(200);
    expect(await gateway.post(method, body, { authorization: 'DPoP P', proofs: [] })).toMatchObject(invalidProof);
    expect(await gateway.post(method, body, { authorization: 'DPoP P', proofs: [await thief.proof('P', method)] })).toMatchObject(invalidProof);
  });

  it('has a proof of its own, which is not the SAD’s: the SAM gets none', async () => {
    await sign({ authorization: 'DPoP P', proofs: [await wallet.proof('P')] }, { ...request, SAD: 'U' });
    expect(presented()).toEqual([undefined]);
  });

  it.each([[[]], [[SHAPE]]])('is worth nothing as Bearer (proofs %j)', async (proofs) => {
    const answer = await gateway.post('credentials/list', {}, { token: 'P', proofs });
    expect(answer).toMatchObject(wire(401, 'invalid_token', 'The access token is bound to a key and comes as DPoP with a proof'));
    expect(answer.headers.get('www-authenticate')).toBe('DPoP error="invalid_token", algs="ES256 ES384 PS256 RS256"');
  });
});

describe('refused before the SAM is asked', () => {
  const never = (made: string) => async (): Promise<readonly string[]> => [made];
  it.each<[string, () => Promise<readonly string[]>]>([
    ['the scheme without a proof', async () => []],
    ['an empty proof', never('')],
    ['two proofs', async () => [await wallet.proof('K'), await wallet.proof('K')]],
    ['two proofs, one of them empty', async () => [await wallet.proof('K'), '']],
    ['two proofs on one line', async () => [`${await wallet.proof('K')}, ${await wallet.proof('K')}`]],
    ['a proof that is no JWS', never('proof')],
    ['a proof longer than any', never(`a.${'b'.repeat(8_000)}.c`)],
    ['a proof by another key', async () => [await thief.proof('K')]],
    ['a proof for another token', async () => [await wallet.proof('P')]],
    ['a proof for another method', async () => [await wallet.proof('K', 'credentials/info')]],
    ['a proof for another verb', async () => [await wallet.proof('K', undefined, { htm: 'GET' })]],
    ['a proof that is too old', async () => [await wallet.proof('K', undefined, { iat: Math.floor(Date.now() / 1_000) - 120 })]],
    ['a proof of the future', async () => [await wallet.proof('K', undefined, { iat: Math.floor(Date.now() / 1_000) + 120 })]],
    ['a proof without a name', async () => [await wallet.proof('K', undefined, { jti: undefined })]],
  ])('%s', async (_, make) => {
    const answer = await sign({ authorization: 'DPoP K', proofs: await make() });
    expect(answer).toMatchObject(invalidProof);
    expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
    expect(gateway.sam.asked).toBe(0);
    expect(gateway.refusals.ofClients).toMatchObject([{ method: 'signatures/signHash', error: 'invalid_dpop_proof' }]);
    expect((await sign({ authorization: 'DPoP K', proofs: [await wallet.proof('K')] })).status).toBe(200);
  });

  it('a proof that came before', async () => {
    const proof = await wallet.proof('K');
    expect((await sign({ authorization: 'DPoP K', proofs: [proof] })).status).toBe(200);
    expect(await sign({ authorization: 'DPoP K', proofs: [proof] })).toMatchObject(invalidProof);
    expect(gateway.sam.orders).toHaveLength(1);
  });

  it('a proof beside a credential token that is bound to nothing', async () => {
    expect(await sign({ token: 'U', proofs: [SHAPE] })).toMatchObject(invalidProof);
    expect(gateway.sam.asked).toBe(0);
  });

  it.each<[string, readonly string[]]>([
    ['two proofs', [SHAPE, SHAPE]],
    ['a proof that is no JWS', ['a, b']],
  ])('%s beside a service token', async (_, proofs) => {
    expect(await sign({ token: 'T', proofs }, { ...request, SAD: 'K' })).toMatchObject(invalidProof);
    expect(gateway.sam.asked).toBe(0);
  });

  it.each([[[SHAPE]], [[]]])('a token under that scheme that is bound to no key (proofs %j)', async (proofs) => {
    const answer = await sign({ authorization: 'DPoP T', proofs }, { ...request, SAD: 'K' });
    expect(answer).toMatchObject(wire(401, 'invalid_token', expect.any(String)));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(gateway.sam.asked).toBe(0);
    for (const method of ['credentials/list', 'credentials/authorize', 'credentials/getChallenge'])
      expect((await gateway.post(method, {}, { authorization: 'DPoP T', proofs })).status).toBe(401);
  });

  it('a proof for an address longer than any', async () => {
    const path = `/csc/v2/${'/'.repeat(2_000)}signatures/signHash`;
    const answer = await gateway.send(path, request, { authorization: 'DPoP K', proofs: [await wallet.proof('K')] });
    expect(answer).toMatchObject(invalidProof);
    expect(gateway.sam.asked).toBe(0);
  });

  it.each(['TX', 'nobody'])('a token that is none, by the token and not by the proof (%s)', async (token) => {
    const answer = await sign({ authorization: `DPoP ${token}`, proofs: ['x'] });
    expect([answer.status, answer.body['error']]).toEqual([401, token === 'TX' ? 'expired_token' : 'invalid_token']);
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it.each(['DPoP', 'DPoP ', 'DPoP a b', 'DPoPK', 'DPoP K, Bearer T'])('a header that is none: %s', async (authorization) => {
    expect(await sign({ authorization, proofs: [SHAPE] })).toMatchObject(bad('Malformed authorization header'));
    expect(gateway.refusals.ofStrangers).toEqual(['invalid_request']);
  });
});

it('a proof is of no interest where nobody is asked for one', async () => {
  expect((await gateway.post('info', {}, { proofs: ['x', 'y'] })).status).toBe(200);
  expect((await gateway.post('credentials/list', {}, { token: 'T', proofs: [SHAPE] })).status).toBe(200);
});
