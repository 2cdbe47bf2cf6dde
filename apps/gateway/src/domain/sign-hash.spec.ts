import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { FakeDirectory, FakeSigningModule, FakeTokens, refusalOf } from '../../test/fakes.js';
import {
  aClient,
  aCredential,
  alice,
  aliceEc,
  aliceRsa,
  bob,
  bobEc,
  client,
  clientBearer,
  credentialBearer,
  otherClient,
  otherSubscriber,
  personBearer,
} from '../../test/people.js';
import { DescribeCredential } from './describe-credential.js';
import { FindAuthorisation } from './find-authorisation.js';
import { SignHash, type SignHashRequest } from './sign-hash.js';

const K = 'sad_of-alice';
/** What the authorisation server never saw. */
const EXPLICIT = 'sad_head.claims.signature';
let tokens: FakeTokens;
let sam: FakeSigningModule;
let signHash: SignHash;

const hash = new Uint8Array(32).fill(7);
const many = Array.from({ length: 401 }, () => hash);
const outsider = clientBearer({ clientId: otherClient, subscriberId: otherSubscriber });
const aRequest = (change: Partial<SignHashRequest> = {}): SignHashRequest => ({
  credentialId: aliceEc,
  hashes: [hash],
  signAlgorithmOid: '1.2.840.10045.4.3.2',
  ...change,
});

beforeEach(() => {
  tokens = new FakeTokens();
  tokens.known.set(K, { state: 'active', bearer: credentialBearer(K) });
  tokens.known.set('sad_over', { state: 'expired' });
  tokens.known.set('sad_revoked', { state: 'revoked' });
  tokens.known.set('service', { state: 'active', bearer: personBearer() });
  const directory = new FakeDirectory();
  directory.credentials.push(aCredential(), aCredential({ credentialId: aliceRsa }), aCredential({ credentialId: bobEc, signerId: bob }));
  sam = new FakeSigningModule();
  signHash = new SignHash(new FindAuthorisation(tokens, new DescribeCredential(directory)), sam);
});

describe('an order reaches the SAM', () => {
  it('with a credential token as bearer', async () => {
    expect(await signHash.run(credentialBearer(K), aRequest())).toEqual([Uint8Array.of(0x51, ...hash)]);
    expect(sam.orders).toMatchObject([{ clientId: client, signerId: alice, credentialId: aliceEc, hashes: [hash] }]);
    expect(sam.orders[0]?.sad.reveal()).toBe(K);
  });

  it('with the same token once more as SAD', async () => {
    await signHash.run(credentialBearer(K), aRequest({ sad: new Secret(K) }));
    expect(sam.orders).toHaveLength(1);
  });

  it.each([
    ['the same person’s', personBearer()],
    ['the client’s own', clientBearer()],
  ])('with a SAD beside %s service token', async (_, bearer) => {
    await signHash.run(bearer, aRequest({ sad: new Secret(K) }));
    expect(sam.orders[0]).toMatchObject({ clientId: client, signerId: alice });
  });

  it('with a SAD of explicit authorisation, for the client and the signer of the service token', async () => {
    await signHash.run(personBearer(), aRequest({ sad: new Secret(EXPLICIT) }));
    expect(sam.orders).toMatchObject([{ clientId: client, signerId: alice, credentialId: aliceEc }]);
    expect(sam.orders[0]?.sad.reveal()).toBe(EXPLICIT);
  });

  it('with one for the client alone, whatever its credential’s signer, and for itself when it is another', async () => {
    await signHash.run(clientBearer(), aRequest({ sad: new Secret(EXPLICIT) }));
    await signHash.run(clientBearer({ clientId: otherClient }), aRequest({ sad: new Secret(EXPLICIT) }));
    // Whose SAD it is, the SAM reads in it.
    expect(sam.orders.map(({ clientId }) => clientId)).toEqual([client, otherClient]);
    expect(sam.orders.every((order) => !('signerId' in order))).toBe(true);
  });

  it('with the proof of possession it came with', async () => {
    const proof = { proof: new Secret('a.b.c'), method: 'POST', url: 'https://gateway.example/csc/v2/signatures/signHash' };
    await signHash.run(credentialBearer(K), aRequest({ proof }));
    await signHash.run(personBearer(), aRequest({ proof, sad: new Secret(K) }));
    await signHash.run(credentialBearer(K), aRequest());
    expect(sam.orders.map((order) => order.proof)).toEqual([proof, proof, undefined]);
  });

  it('under a new attempt id for each request', async () => {
    await signHash.run(credentialBearer(K), aRequest());
    await signHash.run(credentialBearer(K), aRequest());
    expect(new Set(sam.orders.map(({ attemptId }) => attemptId)).size).toBe(2);
  });
});

describe('no order reaches the SAM', () => {
  const beside = { sad: new Secret(K) };
  it.each([
    ['without a SAD beside a service token', personBearer(), {}, 'sad.invalid'],
    ['with a SAD nobody knows', personBearer(), { sad: new Secret('zz') }, 'sad.invalid'],
    ['with what only begins like a SAD', personBearer(), { sad: new Secret('sad_zz') }, 'sad.invalid'],
    ['with a JWS that does not begin like a SAD', personBearer(), { sad: new Secret('a.b.c') }, 'sad.invalid'],
    ['with a SAD longer than any', personBearer(), { sad: new Secret(`sad_a.${'b'.repeat(16_000)}.c`) }, 'sad.invalid'],
    ['with nothing for a SAD', personBearer(), { sad: new Secret('') }, 'sad.invalid'],
    ['for another person’s credential with one', personBearer(), { sad: new Secret(EXPLICIT), credentialId: bobEc }, 'credential.unknown'],
    ['for a credential of another subscriber with one', outsider, { sad: new Secret(EXPLICIT) }, 'credential.unknown'],
    ['for a credential that does not exist with one', personBearer(), { sad: new Secret(EXPLICIT), credentialId: 'nope' }, 'credential.unknown'],
    ['for what is no identifier with one', personBearer(), { sad: new Secret(EXPLICIT), credentialId: '\0' }, 'credential.unknown'],
    ['with a SAD that is over', personBearer(), { sad: new Secret('sad_over') }, 'sad.expired'],
    ['with a revoked SAD', personBearer(), { sad: new Secret('sad_revoked') }, 'sad.invalid'],
    ['with a service token as SAD', personBearer(), { sad: new Secret('service') }, 'sad.invalid'],
    ['with two different tokens', credentialBearer(K), { sad: new Secret('sad_other') }, 'sad.invalid'],
    ['with the SAD of another person', personBearer({ signerId: bob }), beside, 'sad.invalid'],
    ['with the SAD of another client', personBearer({ clientId: otherClient }), beside, 'sad.invalid'],
    ['with another client’s own token', outsider, beside, 'sad.invalid'],
    ['with the SAD of another credential of the person', personBearer(), { ...beside, credentialId: aliceRsa }, 'sad.invalid'],
    ['for another person’s credential', personBearer(), { ...beside, credentialId: bobEc }, 'credential.unknown'],
    ['for a credential that does not exist', personBearer(), { ...beside, credentialId: 'nope' }, 'credential.unknown'],
    ['for an identifier longer than any', personBearer(), { ...beside, credentialId: 'x'.repeat(201) }, 'credential.unknown'],
    ['for another credential than the bearer token’s', credentialBearer(K), { credentialId: aliceRsa }, 'credential.unknown'],
  ] as const)('%s', async (_, bearer, change, code) => {
    expect(await refusalOf(signHash.run(bearer, aRequest(change)))).toBe(code);
    expect(sam.orders).toEqual([]);
  });
});

describe('a credential token beside another SAD', () => {
  it('lets the SAM judge what the authorisation server never saw, for its own credential', async () => {
    await signHash.run(credentialBearer(K), aRequest({ sad: new Secret(EXPLICIT) }));
    expect(sam.orders).toMatchObject([{ clientId: client, signerId: alice, credentialId: aliceEc }]);
    expect(sam.orders[0]?.sad.reveal()).toBe(EXPLICIT);
  });

  it.each([
    ['another credential', credentialBearer(K), EXPLICIT, aliceRsa, 'credential.unknown'],
    ['a token of somebody else', credentialBearer('sad_of-bob', { signerId: bob }), K, aliceEc, 'sad.invalid'],
    ['a service token', credentialBearer(K), 'service', aliceEc, 'sad.invalid'],
    ['a SAD that is over', credentialBearer(K), 'sad_over', aliceEc, 'sad.invalid'],
  ] as const)('and nothing with %s', async (_, bearer, sad, credentialId, code) => {
    expect(await refusalOf(signHash.run(bearer, aRequest({ sad: new Secret(sad), credentialId })))).toBe(code);
    expect(sam.orders).toEqual([]);
  });
});

describe('an order with more hashes', () => {
  it('than the operator lets this client’s calls have does not reach the SAM', async () => {
    await expect(signHash.run(credentialBearer(K), aRequest({ hashes: many }))).rejects.toMatchObject({ name: 'TooManyHashes', most: 400 });
    expect(sam.orders).toEqual([]);
  });

  it('than any authorisation covers does not reach the SAM either', async () => {
    const limits = { requestsPerMinute: 1, bodyBytes: 1_000, hashesPerCall: 1_000 };
    const bearer = credentialBearer(K, { client: aClient({ limits }) });
    expect(await refusalOf(signHash.run(bearer, aRequest({ hashes: many })))).toBe('hash.not_authorised');
    expect(sam.orders).toEqual([]);
  });
});

it('an order for later goes with its terms, by an attempt of its own', async () => {
  const responseId = await signHash.later(credentialBearer(K), aRequest(), { validityMs: 5_000 });
  expect([sam.orders[0]?.attemptId, sam.terms]).toEqual([responseId, [{ validityMs: 5_000 }]]);
});

it('what the SAM refuses is refused', async () => {
  sam.failure = new ServiceError('sad.spent', 'spent');
  expect(await refusalOf(signHash.run(credentialBearer(K), aRequest()))).toBe('sad.spent');
});
