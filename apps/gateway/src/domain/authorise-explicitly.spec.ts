import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { FakeDirectory, FakeSigningModule, refusalOf } from '../../test/fakes.js';
import { aCredential, alice, aliceEc, aliceRsa, bob, bobEc, client, clientBearer, otherClient, otherSubscriber, personBearer } from '../../test/people.js';
import { AuthoriseExplicitly } from './authorise-explicitly.js';
import { DescribeCredential } from './describe-credential.js';
import type { ExplicitRequest } from './signing-module.js';

const hash = new Uint8Array(32).fill(7);
const outsider = clientBearer({ clientId: otherClient, subscriberId: otherSubscriber });
let clock: FakeClock;
let sam: FakeSigningModule;
let explicit: AuthoriseExplicitly;

const aRequest = (change: Partial<ExplicitRequest> = {}) => ({
  credentialId: aliceEc,
  hashes: [hash],
  hashAlgorithmOid: '2.16.840.1.101.3.4.2.1',
  numSignatures: 1,
  authData: [{ id: 'PIN' as const, value: new Secret('471125') }],
  ...change,
});
const after = (seconds: number) => ({ token: new Secret('sad_a.b.c'), expiresAt: new Date(clock.now().getTime() + seconds * 1_000) });

beforeEach(() => {
  clock = new FakeClock();
  const directory = new FakeDirectory();
  directory.credentials.push(aCredential(), aCredential({ credentialId: aliceRsa, state: 'suspended' }), aCredential({ credentialId: bobEc, signerId: bob }));
  sam = new FakeSigningModule();
  sam.issued = after(300);
  explicit = new AuthoriseExplicitly(new DescribeCredential(directory), sam, clock);
});

describe('an authorisation', () => {
  it('is asked of the SAM for the client and the signer of the token', async () => {
    const { sad, lifetime } = await explicit.run(personBearer(), aRequest());
    expect([sad.reveal(), lifetime]).toEqual(['sad_a.b.c', 300]);
    expect(sam.requests).toEqual([{ ...aRequest(), clientId: client, signerId: alice }]);
  });

  it('is asked for a client alone without a signer', async () => {
    await explicit.run(clientBearer(), aRequest({ credentialId: bobEc }));
    expect(sam.requests[0]).not.toHaveProperty('signerId');
  });

  it('cannot be asked in another’s name', async () => {
    await explicit.run(personBearer(), { ...aRequest(), ...{ clientId: otherClient, signerId: bob } });
    expect(sam.requests[0]).toMatchObject({ clientId: client, signerId: alice });
  });

  it.each([
    [299.9, 299],
    [1, 1],
    [0.4, 1],
    [-5, 1],
  ])('that ends in %d seconds is good for %d', async (seconds, lifetime) => {
    sam.issued = after(seconds);
    expect((await explicit.run(personBearer(), aRequest())).lifetime).toBe(lifetime);
  });

  it('may cover as many documents as any', async () => {
    const hashes = Array.from({ length: 400 }, () => hash);
    await explicit.run(personBearer(), aRequest({ hashes, numSignatures: 400 }));
    expect(sam.requests).toHaveLength(1);
  });
});

describe('nothing is asked of the SAM', () => {
  it.each([
    ['for another person’s credential', personBearer(), { credentialId: bobEc }, 'credential.unknown'],
    ['for a credential of another subscriber', outsider, {}, 'credential.unknown'],
    ['for a credential that does not exist', personBearer(), { credentialId: 'nope' }, 'credential.unknown'],
    ['for an identifier longer than any', personBearer(), { credentialId: 'x'.repeat(201) }, 'credential.unknown'],
    ['for a suspended credential', personBearer(), { credentialId: aliceRsa }, 'credential.disabled'],
  ] as const)('%s, be it an authorisation or a code', async (_, bearer, change, code) => {
    expect(await refusalOf(explicit.run(bearer, aRequest(change)))).toBe(code);
    expect(await refusalOf(explicit.sendCode(bearer, aRequest(change).credentialId))).toBe(code);
    expect(sam.asked).toBe(0);
  });

  it.each([
    ['signatures', { numSignatures: 401 }],
    ['signatures than numbers go', { numSignatures: 1e308 }],
    ['documents', { hashes: Array.from({ length: 401 }, () => hash), numSignatures: 401 }],
  ])('for more %s than any authorisation covers', async (_, change) => {
    expect(await refusalOf(explicit.run(personBearer(), aRequest(change)))).toBe('activation.too_many');
    expect(sam.asked).toBe(0);
  });
});

describe('a code', () => {
  it.each([
    ['a person', personBearer(), { clientId: client, signerId: alice, credentialId: aliceEc }],
    ['a client', clientBearer(), { clientId: client, credentialId: aliceEc }],
  ])('is sent when %s asks', async (_, bearer, about) => {
    await explicit.sendCode(bearer, aliceEc);
    expect(sam.codes).toEqual([about]);
  });
});

it.each(['evidence.invalid', 'evidence.locked', 'activation.busy'] as const)('what the SAM refuses with %s is refused', async (code) => {
  sam.failure = new ServiceError(code, 'no');
  expect(await refusalOf(explicit.run(personBearer(), aRequest()))).toBe(code);
  expect(await refusalOf(explicit.sendCode(personBearer(), aliceEc))).toBe(code);
});
