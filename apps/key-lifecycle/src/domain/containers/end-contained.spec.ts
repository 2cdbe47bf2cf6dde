import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { aRequest, evidence, Lifecycle } from '../../../test/lifecycle.js';
import { DescribeCredential } from '../describe-credential.js';
import { EndCredential } from '../end-credential.js';
import { ListCredentials } from '../list-credentials.js';
import { EndContained } from './end-contained.js';

let life: Lifecycle;
let contained: EndContained;
const containerId = newId('ctr');
beforeEach(() => {
  life = new Lifecycle();
  contained = new EndContained(life.store, life.refresh, new EndCredential(life.store, life.sam, life.revocation), life.clock);
  life.store.containers.set(containerId, 'open');
});

const request = () => ({ ...aRequest(), containerId, orderingClientId: newId('cli') });
const keyed = async () => (await life.create.run(request())).credentialId;
const active = async (): Promise<string> => {
  const { credentialId, enrolment } = await life.create.run(request());
  await life.complete.run(enrolment.enrolmentId, evidence);
  return credentialId;
};
const round = (signal = new AbortController().signal) => {
  life.clock.advance(6_000);
  return contained.run(signal);
};
const stateOf = async (credentialId: string) => (await life.store.find(credentialId))?.state;
const close = (...destroyed: readonly string[]) => {
  life.store.containers.set(containerId, 'closed');
  for (const credentialId of destroyed) life.sam.keys.set(credentialId, 'destroyed');
};
const eventsOf = (type: string) => life.store.events.filter((event) => event.type === type);

describe('the credentials of a closed container', () => {
  it('follow the SAM to their end, and their authorities are told', async () => {
    const [one, other] = [await active(), await active()];
    close(one, other);
    expect(await round()).toEqual([one, other].map((credentialId) => ({ credentialId, outcome: 'finished' })));
    expect([await stateOf(one), await stateOf(other)]).toEqual(['destroyed', 'destroyed']);
    expect(life.authority.revocations.map(({ reason }) => reason)).toEqual(['cessationOfOperation', 'cessationOfOperation']);
    expect(eventsOf('credential-destroyed')).toHaveLength(2);
    expect(await round()).toEqual([]);
  });

  it('stay as they are until the SAM has ended them', async () => {
    const credentialId = await active();
    close();
    expect([await round(), await stateOf(credentialId)]).toEqual([[], 'active']);
    close(credentialId);
    expect((await round()).map(({ outcome }) => outcome)).toEqual(['finished']);
  });

  it('that were on their way come to nothing, with the reason', async () => {
    const credentialId = await keyed();
    close();
    expect(await round()).toEqual([{ credentialId, outcome: 'ended' }]);
    expect([await stateOf(credentialId), life.sam.keys.get(credentialId)]).toEqual(['destroyed', 'destroyed']);
    expect(eventsOf('credential-failed').map(({ cause }) => cause)).toEqual([expect.stringContaining('container.state')]);
  });

  it('are looked at again where the SAM does not answer, and after an hour where somebody edited its record', async () => {
    const credentialId = await active();
    close(credentialId);
    life.sam.before.describe = new ServiceError('hsm.unavailable', 'away');
    expect(await round()).toMatchObject([{ credentialId, outcome: 'waiting' }]);
    life.sam.before.describe = new ServiceError('record.tampered', 'edited');
    expect(await round()).toMatchObject([{ credentialId, outcome: 'waiting' }]);
    expect(await round()).toEqual([]);
    life.clock.advance(3_600_000);
    expect(await round()).toEqual([{ credentialId, outcome: 'finished' }]);
  });

  it('are left alone by whoever is to stop, and where the container is not closed', async () => {
    const credentialId = await active();
    life.sam.keys.set(credentialId, 'destroyed');
    for (const state of ['open', 'suspended'] as const) {
      life.store.containers.set(containerId, state);
      expect(await round()).toEqual([]);
    }
    close();
    expect(await round(AbortSignal.abort())).toEqual([]);
    expect(await stateOf(credentialId)).toBe('active');
  });
});

describe('what is told of a credential in a container', () => {
  const told = async (credentialId: string) => {
    const { signerId, subscriberId } = (await life.store.find(credentialId)) ?? { signerId: '', subscriberId: '' };
    const list = new ListCredentials(life.store, life.clock);
    const { state } = await new DescribeCredential(life.store, life.clock).run(credentialId, { subscriberId });
    return [state, (await list.run({ signerId, subscriberId }, true)).length, (await list.run({ signerId, subscriberId }, false)).length];
  };

  it.each([
    ['open', ['active', 1, 1]],
    ['suspended', ['suspended', 0, 1]],
    ['closed', ['suspended', 0, 1]],
  ] as const)('that is %s is %j: its state, and in how many lists it is', async (state, expected) => {
    const credentialId = await active();
    life.store.containers.set(containerId, state);
    expect(await told(credentialId)).toEqual(expected);
    // The record of the credential itself says what it said: the container may go on.
    expect(await stateOf(credentialId)).toBe('active');
  });

  it('nobody begins to renew while it is stopped', async () => {
    const credentialId = await active();
    life.store.containers.set(containerId, 'suspended');
    await expect(life.renew.run({ credentialId, kind: 'renewal' })).rejects.toMatchObject({ code: 'credential.state' });
    life.store.containers.set(containerId, 'open');
    await expect(life.renew.run({ credentialId, kind: 'renewal' })).resolves.toMatchObject({ credentialId });
  });
});
