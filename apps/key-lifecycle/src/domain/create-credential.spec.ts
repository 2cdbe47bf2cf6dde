import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { aRequest, Lifecycle } from '../../test/lifecycle.js';

let life: Lifecycle;
beforeEach(() => {
  life = new Lifecycle();
});

describe('a credential that is asked for', () => {
  it('has a key and waits for its signer', async () => {
    const { credentialId, enrolment } = await life.create.run(aRequest());
    expect(life.picture()).toEqual({ state: 'keyed', key: 'open', events: ['credential-requested'] });
    expect(life.only()).toMatchObject({ credentialId, enrolment, subscriberId: life.signers.subscriberId });
  });

  it('of a seal keeps the client whose orders activate it, in the record and in the event', async () => {
    const orderingClientId = newId('cli');
    await life.create.run({ ...aRequest(), orderingClientId });
    expect(life.only()).toMatchObject({ orderingClientId });
    expect(life.store.events[0]).toMatchObject({ particulars: { orderingClientId } });
  });

  it('for nobody is not made', async () => {
    const request = aRequest();
    life.signers.strangers.add(request.signerId);
    await expect(life.create.run(request)).rejects.toMatchObject({ code: 'signer.unknown' });
    expect([life.store.all(), life.sam.keys.size]).toEqual([[], 0]);
  });

  it.each(['algorithm.unsupported', 'evidence.provider_unknown', 'client.unknown', 'request.invalid', 'hsm.refused'] as const)(
    'the SAM refuses (%s) has ended',
    async (code) => {
      life.sam.before.open = new ServiceError(code, 'no');
      await expect(life.create.run(aRequest())).rejects.toMatchObject({ code });
      expect(life.picture()).toEqual({ state: 'destroyed', key: undefined, events: ['credential-requested', 'credential-failed'] });
      expect(life.store.events[1]).toMatchObject({ outcome: 'failure', cause: `${code}: no`, particulars: { state: 'requested' } });
    },
  );

  it.each([new ServiceError('deadline.exceeded', 'late'), new ServiceError('service.unavailable', 'away'), new Error('bug')])(
    'whose answer is lost (%s) is marked, and destroyed only when the SAM cannot be at it any more',
    async (failure) => {
      life.sam.after.open = failure;
      await expect(life.create.run(aRequest())).rejects.toBe(failure);
      expect(life.picture()).toMatchObject({ state: 'destroying', key: 'open' });
      life.clock.advance(61_000);
      await life.sweep.run('prompt');
      expect(life.picture()).toEqual({ state: 'destroyed', key: 'destroyed', events: ['credential-requested', 'credential-failed'] });
    },
  );

  it('whose key cannot be written down is destroyed with it', async () => {
    life.store.failWhenWriting = { state: 'keyed', failure: new Error('the database is away') };
    await expect(life.create.run(aRequest())).rejects.toThrow('the database is away');
    life.clock.advance(61_000);
    await life.sweep.run('prompt');
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
  });

  it('and cannot be written down makes no key', async () => {
    life.store.failWhenWriting = { state: 'requested', failure: new Error('the database is away') };
    await expect(life.create.run(aRequest())).rejects.toThrow('the database is away');
    expect(life.sam.keys.size).toBe(0);
  });

  it('says nothing of a bug in its event', async () => {
    life.sam.before.open = new Error('password=hunter2');
    await expect(life.create.run(aRequest())).rejects.toThrow();
    expect(JSON.stringify(life.store.events)).not.toContain('hunter2');
  });
});
