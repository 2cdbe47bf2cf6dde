import { describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { BusService } from '@paraph/contracts';
import { aRequest, Lifecycle } from '../../test/lifecycle.js';
import { CredentialController } from './credential.controller.js';

const lifecycle = () => {
  const life = new Lifecycle();
  const unused = undefined as never;
  const controller = new CredentialController(life.create, unused, unused, unused, unused);
  const create = async (service: BusService, subscriberId?: string) => {
    await controller.createCredential({ ...aRequest(), ...(subscriberId !== undefined && { subscriberId }) }, { service });
    return life.only().subscriberId;
  };
  return { life, create };
};

describe('whose the signer of a new credential is', () => {
  it('is said by identity where it asks itself', async () => {
    const subscriberId = newId('sub');
    expect(await lifecycle().create('identity', subscriberId)).toBe(subscriberId);
  });

  it('is asked of identity where it does not say', async () => {
    const { life, create } = lifecycle();
    expect(await create('identity')).toBe(life.signers.subscriberId);
  });

  it('is asked of identity where anybody else asks, whatever they say', async () => {
    const { life, create } = lifecycle();
    expect(await create('management', newId('sub'))).toBe(life.signers.subscriberId);
  });

  it('answers what its signer is shown', async () => {
    const life = new Lifecycle();
    const unused = undefined as never;
    const answer = await new CredentialController(life.create, unused, unused, unused, unused).createCredential(aRequest(), { service: 'identity' });
    expect(answer.statement).toBe(`statement of ${answer.enrolmentId}`);
  });
});
