import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, HttpGateway, ORIGIN, wire, type Sending } from './http-gateway.js';
import { aCredential, aliceEc, clientBearer, credentialBearer, personBearer } from './people.js';

const PROOF = 'head.claims.signature';
const request = { credentialID: aliceEc, hashes: [Buffer.alloc(32, 7).toString('base64')], signAlgo: '1.2.840.10045.4.3.2' };
const invalidProof = wire(401, 'invalid_dpop_proof', 'The proof of possession is missing or not valid');
const CHALLENGE = 'DPoP error="invalid_dpop_proof", algs="ES256 ES384 ES512 PS256 RS256 EdDSA"';

let gateway: HttpGateway;
const sign = (sending: Sending, body: object = request) => gateway.post('signatures/signHash', body, sending);
const presented = () => gateway.sam.orders.map(({ proof }) => proof && { proof: proof.proof.reveal(), method: proof.method, url: proof.url });

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('K', { state: 'active', bearer: credentialBearer('K') });
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('TX', { state: 'expired' });
  gateway.directory.credentials.push(aCredential());
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('a bound SAD', () => {
  it.each(['DPoP', 'dpop', 'DPOP'])('signs under the scheme %s with a proof, which the SAM is to judge', async (scheme) => {
    expect((await sign({ authorization: `${scheme} K`, proofs: [PROOF] })).status).toBe(200);
    expect(presented()).toEqual([{ proof: PROOF, method: 'POST', url: `${ORIGIN}/csc/v2/signatures/signHash` }]);
  });

  it.each(['T', 'TC'])('signs beside a service token, whose scheme is Bearer (%s)', async (token) => {
    expect((await sign({ token, proofs: [PROOF] }, { ...request, SAD: 'K' })).status).toBe(200);
    expect(presented()).toMatchObject([{ proof: PROOF }]);
  });

  it.each(['evil.example', '127.0.0.1', 'gateway.example.evil.example'])(
    'is held against the gateway’s own address, whatever the host is called: %s',
    async (host) => {
      await sign({ authorization: 'DPoP K', proofs: [PROOF], host });
      expect(presented()).toMatchObject([{ url: `${ORIGIN}/csc/v2/signatures/signHash` }]);
    },
  );

  it('is held against the path as it came, without its query', async () => {
    await gateway.send('/csc/v2//signatures/signHash/?htu=https://evil.example', request, { authorization: 'DPoP K', proofs: [PROOF] });
    expect(presented()).toMatchObject([{ url: `${ORIGIN}/csc/v2//signatures/signHash/` }]);
  });

  it('that is used without its key is refused by the SAM, in the words of RFC 9449', async () => {
    gateway.sam.failure = new RefusedBySam('proof.invalid', 'the SAM’s own words');
    for (const sending of [{ token: 'K' }, { authorization: 'DPoP K', proofs: [PROOF] }]) {
      const answer = await sign(sending);
      expect(answer).toMatchObject(invalidProof);
      expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
    }
    expect(presented()).toEqual([undefined, { proof: PROOF, method: 'POST', url: `${ORIGIN}/csc/v2/signatures/signHash` }]);
    expect(gateway.refusals.ofClients).toEqual([]);
  });
});

describe('refused before the SAM is asked', () => {
  it.each<[string, Sending]>([
    ['the scheme without a proof', { authorization: 'DPoP K' }],
    ['an empty proof', { authorization: 'DPoP K', proofs: [''] }],
    ['two proofs', { authorization: 'DPoP K', proofs: [PROOF, PROOF] }],
    ['two proofs, one of them empty', { authorization: 'DPoP K', proofs: [PROOF, ''] }],
    ['two proofs on one line', { authorization: 'DPoP K', proofs: [`${PROOF}, ${PROOF}`] }],
    ['a proof that is no JWS', { authorization: 'DPoP K', proofs: ['proof'] }],
    ['a proof longer than any', { authorization: 'DPoP K', proofs: [`a.${'b'.repeat(8_000)}.c`] }],
    ['a proof beside a credential token that came as anybody’s', { token: 'K', proofs: [PROOF] }],
    ['two proofs beside one', { token: 'K', proofs: [PROOF, PROOF] }],
  ])('%s', async (_, sending) => {
    const answer = await sign(sending);
    expect(answer).toMatchObject(invalidProof);
    expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
    expect(gateway.sam.asked).toBe(0);
    expect(gateway.refusals.ofClients).toMatchObject([{ method: 'signatures/signHash', error: 'invalid_dpop_proof' }]);
    expect((await sign({ authorization: 'DPoP K', proofs: [PROOF] })).status).toBe(200);
  });

  it.each<[string, readonly string[]]>([
    ['two proofs', [PROOF, PROOF]],
    ['a proof that is no JWS', ['a, b']],
  ])('%s beside a service token', async (_, proofs) => {
    expect(await sign({ token: 'T', proofs }, { ...request, SAD: 'K' })).toMatchObject(invalidProof);
    expect(gateway.sam.asked).toBe(0);
  });

  it.each([[[PROOF]], [[]]])('a service token under that scheme, which is bound to no key (proofs %j)', async (proofs) => {
    const answer = await sign({ authorization: 'DPoP T', proofs }, { ...request, SAD: 'K' });
    expect(answer).toMatchObject(wire(401, 'invalid_token', expect.any(String)));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(gateway.sam.asked).toBe(0);
    for (const method of ['credentials/list', 'credentials/authorize', 'credentials/getChallenge'])
      expect((await gateway.post(method, {}, { authorization: 'DPoP T', proofs })).status).toBe(401);
  });

  it('a proof for an address longer than any', async () => {
    const answer = await gateway.send(`/csc/v2/${'/'.repeat(2_000)}signatures/signHash`, request, { authorization: 'DPoP K', proofs: [PROOF] });
    expect(answer).toMatchObject(invalidProof);
    expect(gateway.sam.asked).toBe(0);
  });

  it.each(['TX', 'nobody'])('a token that is none, by the token and not by the proof (%s)', async (token) => {
    const answer = await sign({ authorization: `DPoP ${token}`, proofs: ['x'] });
    expect([answer.status, answer.body['error']]).toEqual([401, token === 'TX' ? 'expired_token' : 'invalid_token']);
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it.each(['DPoP', 'DPoP ', 'DPoP a b', 'DPoPK', 'DPoP K, Bearer T'])('a header that is none: %s', async (authorization) => {
    expect(await sign({ authorization, proofs: [PROOF] })).toMatchObject(bad('Malformed authorization header'));
    expect(gateway.refusals.ofStrangers).toEqual(['invalid_request']);
  });
});

it('a proof is of no interest where nobody is asked for one', async () => {
  expect((await gateway.post('info', {}, { proofs: ['x', 'y'] })).status).toBe(200);
  expect((await gateway.post('credentials/list', {}, { token: 'T', proofs: [PROOF] })).status).toBe(200);
  expect((await gateway.post('credentials/info', { credentialID: aliceEc, certificates: 'none' }, { authorization: 'DPoP K', proofs: [PROOF] })).status).toBe(
    200,
  );
});
