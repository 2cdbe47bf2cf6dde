import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { MemoryCredentialStore } from '../../test/memory-credential-store.js';
import type { Credential } from './credential.js';
import { DescribeCredential } from './describe-credential.js';
import { ListCredentials } from './list-credentials.js';

const [signerId, subscriberId] = [newId('sgn'), newId('sub')];
let clock: FakeClock;
let store: MemoryCredentialStore;
let count = 0;

/** One year from now, unless told otherwise. */
async function add(name: string, change: Partial<Credential> = {}, days: readonly [number, number] = [-1, 364]): Promise<string> {
  const at = (offset: number): Date => new Date(clock.now().getTime() + offset * 86_400_000);
  const credential: Credential = {
    credentialId: `cred_${name}`,
    signerId,
    subscriberId,
    algorithm: 'p256',
    policyId: 'sandbox',
    provider: 'https://idp.example',
    description: name,
    state: 'active',
    version: 1,
    createdAt: new Date(clock.now().getTime() + (count += 1)),
    enrolment: { enrolmentId: newId('enr'), multisign: 12, expiresAt: at(1) },
    certificates: ['QQ==', 'Qg=='],
    validity: { from: at(days[0]), to: at(days[1]) },
    ...change,
  };
  await store.add(credential, { type: 'credential-requested', actor: { kind: 'operator', id: 'bootstrap' }, outcome: 'success' });
  return credential.credentialId;
}

beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryCredentialStore(clock);
});

describe('the list', () => {
  const names = async (onlyValid: boolean): Promise<string[]> =>
    (await new ListCredentials(store, clock).run({ signerId, subscriberId }, onlyValid)).map(({ description, state }) => `${description} ${state}`);

  beforeEach(async () => {
    await add('over', {}, [-10, 0]);
    await add('first');
    await add('stopped', { state: 'suspended' });
    await add('not yet', {}, [1, 5]);
    await add('second');
    await add('gone', { state: 'destroyed' });
    await add('hers', { signerId: newId('sgn') });
  });

  it('begins with the usable ones, each part oldest first', async () => {
    expect(await names(false)).toEqual(['first active', 'second active', 'over expired', 'stopped suspended', 'not yet active']);
  });

  it('has only the usable ones if asked', async () => {
    expect(await names(true)).toEqual(['first active', 'second active']);
  });

  it('is the same each time', async () => {
    expect(await names(false)).toEqual(await names(false));
  });
});

describe('a description', () => {
  const describe_ = (credentialId: string, onlooker: { subscriberId: string; signerId?: string }) =>
    new DescribeCredential(store, clock).run(credentialId, onlooker);

  it('is given to subscriber and signer', async () => {
    const credentialId = await add('alice');
    const expected = {
      credentialId,
      signerId,
      subscriberId,
      state: 'active',
      algorithm: 'p256',
      certificates: ['QQ==', 'Qg=='],
      multisign: 12,
      description: 'alice',
    };
    expect(await describe_(credentialId, { subscriberId })).toMatchObject(expected);
    expect(await describe_(credentialId, { subscriberId, signerId })).toMatchObject(expected);
  });

  it.each([
    ['of nothing', 'cred_nope', {}],
    ['to another subscriber', undefined, { subscriberId: newId('sub') }],
    ['to another signer', undefined, { signerId: newId('sgn') }],
  ])('is not given %s', async (_, other, onlooker) => {
    const credentialId = other ?? (await add('alice'));
    await expect(describe_(credentialId, { subscriberId, ...onlooker })).rejects.toMatchObject({
      code: 'credential.unknown',
      detail: 'no credential has this identifier',
    });
  });

  it.each(['requested', 'keyed', 'certified', 'destroying', 'destroyed'] as const)('is not given of one that is %s', async (state) => {
    const credentialId = await add('alice', { state });
    await expect(describe_(credentialId, { subscriberId })).rejects.toMatchObject({ code: 'credential.unknown' });
  });
});
