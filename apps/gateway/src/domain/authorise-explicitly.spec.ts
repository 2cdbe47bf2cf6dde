import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { FakeAuthorisations } from '../../test/core-fakes.js';
import { FakeDirectory, FakeSigningModule, refusalOf } from '../../test/fakes.js';
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
  facts,
  otherClient,
  otherSubscriber,
  personBearer,
} from '../../test/people.js';
import { AuthorisedByPage, AuthoriseExplicitly } from './authorise-explicitly.js';
import type { ServiceBearer } from './bearer.js';
import { DescribeCredential } from './describe-credential.js';
import type { ExplicitRequest } from './signing-module.js';
import { TooManyHashes } from './too-many-hashes.js';

const hash = new Uint8Array(32).fill(7);
const outsider = clientBearer({ clientId: otherClient, subscriberId: otherSubscriber });
let clock: FakeClock;
let sam: FakeSigningModule;
let explicit: AuthoriseExplicitly;
let authorisations: FakeAuthorisations;

async function authorise(bearer: ServiceBearer, request: Omit<ExplicitRequest, 'clientId' | 'signerId'>) {
  return explicit.run(bearer, await explicit.prepare(bearer, request.credentialId), request);
}
async function sendCode(bearer: ServiceBearer, credentialId: string): Promise<void> {
  await explicit.sendCode(bearer, await explicit.usable(bearer, credentialId));
}

const aRequest = (change: Partial<ExplicitRequest> = {}) => ({
  credentialId: aliceEc,
  hashes: [hash],
  hashAlgorithmOid: '2.16.840.1.101.3.4.2.1',
  numSignatures: 1,
  authData: [{ id: 'PIN' as const, value: new Secret('471125') }],
  ...change,
});
const after = (seconds: number) => ({
  state: 'authorised' as const,
  token: new Secret('sad_a.b.c'),
  expiresAt: new Date(clock.now().getTime() + seconds * 1_000),
});

beforeEach(() => {
  clock = new FakeClock();
  const directory = new FakeDirectory();
  directory.credentials.push(
    aCredential({ multisign: 400 }),
    aCredential({ credentialId: aliceRsa, state: 'suspended' }),
    aCredential({ credentialId: bobEc, signerId: bob, multisign: 400 }),
  );
  sam = new FakeSigningModule();
  sam.issued = after(300);
  authorisations = new FakeAuthorisations();
  for (const id of [aliceEc, bobEc]) authorisations.known.set(id, facts({ credentialId: id, explicit: [['PIN']] }));
  explicit = new AuthoriseExplicitly(new DescribeCredential(directory), authorisations, sam, clock);
});

describe('an authorisation', () => {
  it('is asked of the SAM for the client and the signer of the token', async () => {
    const { token } = sam.issued;
    expect(await authorise(personBearer(), aRequest())).toEqual({ state: 'authorised', sad: token, lifetime: 300 });
    expect(sam.requests).toEqual([{ ...aRequest(), clientId: client, signerId: alice }]);
  });

  it('is asked for a client alone without a signer', async () => {
    await authorise(clientBearer(), aRequest({ credentialId: bobEc }));
    expect(sam.requests[0]).not.toHaveProperty('signerId');
  });

  it('cannot be asked in another’s name', async () => {
    await authorise(personBearer(), { ...aRequest(), ...{ clientId: otherClient, signerId: bob } });
    expect(sam.requests[0]).toMatchObject({ clientId: client, signerId: alice });
  });

  it.each([
    [299.9, 299],
    [1, 1],
    [0.4, 1],
    [-5, 1],
  ])('that ends in %d seconds is good for %d', async (seconds, lifetime) => {
    sam.issued = after(seconds);
    expect(await authorise(personBearer(), aRequest())).toMatchObject({ lifetime });
  });

  it('may cover as many documents as any', async () => {
    const hashes = Array.from({ length: 400 }, () => hash);
    await authorise(personBearer(), aRequest({ hashes, numSignatures: 400 }));
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
    expect(await refusalOf(authorise(bearer, aRequest(change)))).toBe(code);
    expect(await refusalOf(sendCode(bearer, aRequest(change).credentialId))).toBe(code);
    expect(sam.asked).toBe(0);
  });

  it.each([
    ['signatures', { numSignatures: 401 }],
    ['signatures than numbers go', { numSignatures: 1e308 }],
    ['documents', { hashes: Array.from({ length: 401 }, () => hash), numSignatures: 401 }],
  ])('for more %s than any authorisation covers', async (_, change) => {
    expect(await refusalOf(authorise(personBearer(), aRequest(change)))).toBe('activation.too_many');
    expect(sam.asked).toBe(0);
  });
});

describe('a code', () => {
  it.each([
    ['a person', personBearer(), { clientId: client, signerId: alice, credentialId: aliceEc }],
    ['a client', clientBearer(), { clientId: client, credentialId: aliceEc }],
  ])('is sent when %s asks', async (_, bearer, about) => {
    await sendCode(bearer, aliceEc);
    expect(sam.codes).toEqual([about]);
  });
});

it.each(['evidence.invalid', 'evidence.locked', 'activation.busy'] as const)('what the SAM refuses with %s is refused', async (code) => {
  sam.failure = new ServiceError(code, 'no');
  expect(await refusalOf(authorise(personBearer(), aRequest()))).toBe(code);
  expect(await refusalOf(sendCode(personBearer(), aliceEc))).toBe(code);
});

describe('a credential whose policy', () => {
  it.each([['lets nobody but the page authorise it', facts()]])('%s is refused before the SAM is asked', async (_, told) => {
    authorisations.known.set(aliceEc, told);
    await expect(authorise(personBearer(), aRequest())).rejects.toBeInstanceOf(AuthorisedByPage);
    expect(sam.asked).toBe(0);
  });

  it('has its signer asked by a link takes nothing, and waits', async () => {
    authorisations.known.set(aliceEc, facts({ byLink: true }));
    sam.outcomes.push({ state: 'waiting', activationId: 'act_1' }, { state: 'waiting', activationId: 'act_1' });
    expect(await authorise(personBearer(), aRequest({ authData: [] }))).toEqual({ state: 'waiting', handle: 'act_1' });
    expect(await explicit.check(personBearer(), 'act_1')).toEqual({ state: 'waiting', handle: 'act_1' });
    expect(await explicit.check(personBearer(), 'act_1')).toMatchObject({ state: 'authorised', lifetime: 300 });
    expect(sam.redeemed[0]).toEqual({ activationId: 'act_1', clientId: client, signerId: alice });
  });

  it('has nobody asked takes no nothing', async () => {
    expect(await refusalOf(authorise(personBearer(), aRequest({ authData: [] })))).toBe('evidence.missing');
    expect(sam.asked).toBe(0);
  });
});

it('a call has as many hashes as the operator lets it', async () => {
  const limits = { requestsPerMinute: 1, bodyBytes: 1_000, hashesPerCall: 2 };
  const bearer = personBearer({ client: aClient({ limits }) });
  await authorise(bearer, aRequest({ hashes: [hash, hash], numSignatures: 3 }));
  await expect(authorise(bearer, aRequest({ hashes: [hash, hash, hash], numSignatures: 3 }))).rejects.toBeInstanceOf(TooManyHashes);
  expect(sam.requests).toHaveLength(1);
});
