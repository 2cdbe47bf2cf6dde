import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { FakeDirectory, FakeSigners, refusalOf } from '../../test/fakes.js';
import { aCredential, alice, aliceEc, aliceRsa, bob, bobEc, clientBearer, otherSubscriber, personBearer, stranger, subscriber } from '../../test/people.js';
import { ListCredentials, UnknownPage, type ListedCredentials } from './list-credentials.js';

let list: ListCredentials;
const ids = async (promise: Promise<ListedCredentials>): Promise<string[]> => (await promise).credentials.map((one) => one.credentialId);
const clock = new FakeClock();

beforeEach(() => {
  const directory = new FakeDirectory();
  directory.credentials.push(aCredential(), aCredential({ credentialId: bobEc, signerId: bob }), aCredential({ credentialId: aliceRsa, state: 'expired' }));
  const signers = new FakeSigners();
  signers.subscribers.set(alice, subscriber).set(bob, subscriber).set(stranger, otherSubscriber);
  list = new ListCredentials(directory, signers, clock);
});

describe('with a person’s token', () => {
  it('lists this person’s credentials in the order of the directory', async () => {
    expect(await ids(list.run(personBearer(), { onlyValid: false }))).toEqual([aliceEc, aliceRsa]);
  });

  it('lists only usable ones if asked', async () => {
    expect(await ids(list.run(personBearer(), { onlyValid: true }))).toEqual([aliceEc]);
  });

  it('lists the token’s person even if another one is named', async () => {
    expect(await ids(list.run(personBearer(), { signerId: bob, onlyValid: false }))).toEqual([aliceEc, aliceRsa]);
  });
});

describe('with a client’s own token', () => {
  it('lists the credentials of the signer named', async () => {
    expect(await ids(list.run(clientBearer(), { signerId: bob, onlyValid: false }))).toEqual([bobEc]);
  });

  it.each([
    ['nobody named', undefined],
    ['something that is no signer', aliceEc],
    ['a signer who does not exist', `sgn_${'q'.repeat(22)}`],
    ['a signer of another subscriber', stranger],
  ])('refuses %s', async (_, signerId) => {
    expect(await refusalOf(list.run(clientBearer(), { ...(signerId === undefined ? {} : { signerId }), onlyValid: false }))).toBe('signer.unknown');
  });
});

describe('in pages', () => {
  const page = (size: number, token?: string) => ({ onlyValid: false, page: { size, ...(token === undefined ? {} : { token }) } });

  it('each credential comes once, and the last page names no other (CSC-042)', async () => {
    const first = await list.run(personBearer(), page(1));
    const second = await list.run(personBearer(), page(1, first.nextPageToken));
    expect([...first.credentials, ...second.credentials].map(({ credentialId }) => credentialId)).toEqual([aliceEc, aliceRsa]);
    expect(second).not.toHaveProperty('nextPageToken');
  });

  it('a token of another person’s list finds nothing in this one, and shows nothing', async () => {
    const { nextPageToken } = await list.run(personBearer(), page(1));
    expect(nextPageToken).not.toContain(aliceEc);
    await expect(list.run(clientBearer(), { ...page(1, nextPageToken), signerId: bob })).rejects.toBeInstanceOf(UnknownPage);
  });

  it.each(['', 'zz', aliceEc, bobEc])('%j names no page (CSC-044)', async (token) => {
    await expect(list.run(personBearer(), page(1, token))).rejects.toBeInstanceOf(UnknownPage);
  });
});
