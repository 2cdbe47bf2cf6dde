import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import { beforeEach, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { FakeDirectory, refusalOf } from '../../test/fakes.js';
import { aCredential, alice, aliceEc, bob, otherSubscriber, subscriber } from '../../test/people.js';
import { BriefMemory } from './brief-memory.js';
import { RememberedCredentials } from './remembered-credentials.js';

let directory: FakeDirectory;
let clock: FakeClock;
let asked: number;
let credentials: RememberedCredentials;
beforeEach(() => {
  directory = new FakeDirectory();
  directory.credentials.push(aCredential());
  clock = new FakeClock();
  asked = 0;
  const memory = new BriefMemory<CredentialDescription>('credentials', { forMs: 500, most: 10 }, clock, {
    count: (_name, found) => void (asked += found === 'miss' ? 1 : 0),
  });
  credentials = new RememberedCredentials(directory, memory);
});

const clientId = newId('cli');
const seenBy = { subscriberId: subscriber, signerId: alice, clientId };
const stateOf = async (): Promise<string> => (await credentials.describe(aliceEc, seenBy)).state;
const suspend = (): void => void directory.credentials.splice(0, 1, aCredential({ state: 'suspended' }));

it('tells what was told a moment ago, and then asks anew', async () => {
  await stateOf();
  suspend();
  expect([await stateOf(), asked]).toEqual(['active', 1]);
  clock.advance(500);
  expect([await stateOf(), asked]).toEqual(['suspended', 2]);
});

it.each([
  ['another signer', { subscriberId: subscriber, signerId: bob, clientId }],
  ['another subscriber', { subscriberId: otherSubscriber, signerId: alice, clientId }],
  ['another subscriber’s client', { subscriberId: otherSubscriber, clientId }],
  ['another client, of a session that is not its own', { ...seenBy, clientId: newId('cli') }],
])('tells %s nothing that the one who may see it was told', async (_case, stranger) => {
  directory.sessions.set(aliceEc, clientId);
  await stateOf();
  expect(await refusalOf(credentials.describe(aliceEc, stranger))).toBe('credential.unknown');
  expect(await stateOf()).toBe('active');
});

it('keeps no refusal', async () => {
  directory.credentials.length = 0;
  expect(await refusalOf(credentials.describe(aliceEc, seenBy))).toBe('credential.unknown');
  directory.credentials.push(aCredential());
  expect(await stateOf()).toBe('active');
});

it('forgets a credential about which something was decided here, for everybody', async () => {
  await stateOf();
  const client = { subscriberId: subscriber, clientId };
  await credentials.describe(aliceEc, client);
  directory.credentials.length = 0;
  credentials.forget(aliceEc);
  for (const caller of [seenBy, client]) expect(await refusalOf(credentials.describe(aliceEc, caller))).toBe('credential.unknown');
});

it('asks for a list each time', async () => {
  expect(await credentials.list(seenBy, true)).toHaveLength(1);
  suspend();
  expect(await credentials.list(seenBy, true)).toHaveLength(0);
  directory.failure = new ServiceError('service.unavailable', 'away');
  expect(await refusalOf(credentials.list(seenBy, true))).toBe('service.unavailable');
});
