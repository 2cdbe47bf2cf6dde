import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { aRequest, evidence, Lifecycle } from '../../test/lifecycle.js';
import { DescribeCredential } from './describe-credential.js';
import { ListCredentials } from './list-credentials.js';

const HOUR = 3_600_000;
let life: Lifecycle;
beforeEach(() => {
  life = new Lifecycle();
});

/** What anybody is told of the one credential there is. */
async function told(): Promise<{ listed: number; described: string }> {
  const one = life.only();
  const listed = (await new ListCredentials(life.store, life.clock).run(one, false)).length;
  const described = await new DescribeCredential(life.store, life.clock).run(one.credentialId, one).then(
    ({ state }) => state,
    (error: ServiceError) => error.code,
  );
  return { listed, described };
}

describe('a held credential', () => {
  it('is certified, not bound in the SAM, and shown to nobody', async () => {
    const { state, claimableUntil } = await life.held();
    expect([state, claimableUntil]).toEqual(['certified', new Date(life.clock.now().getTime() + HOUR)]);
    expect(life.picture()).toEqual({ state: 'certified', key: 'accepted', events: ['credential-requested'] });
    expect(await told()).toEqual({ listed: 0, described: 'credential.unknown' });
    expect(life.store.events[0]).toMatchObject({ actor: { kind: 'signer', id: life.only().signerId } });
  });

  it('answers its enrolment’s evidence once more with the same, and binds nothing by that', async () => {
    const { enrolment } = await life.held();
    expect(await life.complete.run(enrolment?.enrolmentId ?? '', evidence)).toMatchObject({ credentialId: life.only().credentialId });
    expect(life.picture().key).toBe('accepted');
  });

  it('is bound, listed and usable when it is claimed', async () => {
    const held = await life.held();
    expect(await life.claim.run(held.credentialId, held)).toMatchObject({ credentialId: held.credentialId, state: 'active', multisign: 400 });
    expect(life.picture()).toEqual({ state: 'active', key: 'bound', events: ['credential-requested', 'credential-claimed', 'credential-activated'] });
    expect(await told()).toEqual({ listed: 1, described: 'active' });
  });

  it('is claimed once: the second claim is refused, at the same time and later', async () => {
    const held = await life.held();
    const both = await Promise.allSettled([life.claim.run(held.credentialId, held), life.claim.run(held.credentialId, held)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(life.claim.run(held.credentialId, held)).rejects.toMatchObject({ code: 'credential.state' });
    expect(life.store.events.filter(({ type }) => type === 'credential-activated')).toHaveLength(1);
  });

  it.each<[string, () => object]>([
    ['another signer', () => ({ signerId: newId('sgn') })],
    ['another subscriber', () => ({ subscriberId: newId('sub') })],
  ])('is unknown to %s', async (_what, change) => {
    const held = await life.held();
    await expect(life.claim.run(held.credentialId, { ...held, ...change() })).rejects.toMatchObject({ code: 'credential.unknown' });
    expect(life.picture().key).toBe('accepted');
  });

  it('is not claimed before its signer has completed it, and not after an hour', async () => {
    const { credentialId } = await life.create.run({ ...aRequest(), isHeld: true });
    await expect(life.claim.run(credentialId, life.only())).rejects.toMatchObject({ code: 'credential.state' });
    life = new Lifecycle();
    const held = await life.held();
    life.clock.advance(HOUR);
    await expect(life.claim.run(held.credentialId, held)).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('that nobody claims is destroyed after an hour, and no sooner', async () => {
    await life.held();
    life.clock.advance(HOUR - 1);
    expect(await life.sweep.run('prompt')).toEqual([]);
    life.clock.advance(61_000);
    expect(await life.sweep.run('prompt')).toMatchObject([{ outcome: 'ended' }]);
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
    expect(life.store.events.at(-1)).toMatchObject({ type: 'credential-failed', cause: expect.stringContaining('did not claim') });
  });

  it('whose claim lost the SAM’s answer is finished by the sweep, not destroyed', async () => {
    const held = await life.held();
    life.sam.after.bind = new ServiceError('deadline.exceeded', 'late');
    await expect(life.claim.run(held.credentialId, held)).rejects.toMatchObject({ code: 'deadline.exceeded' });
    expect(life.picture()).toMatchObject({ state: 'certified', key: 'bound' });
    life.clock.advance(2 * HOUR);
    expect(await life.sweep.run('prompt')).toMatchObject([{ outcome: 'finished' }]);
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
  });

  it('that the SAM refuses to bind is destroyed', async () => {
    const held = await life.held();
    life.sam.before.bind = new ServiceError('enrolment.state', 'no');
    await expect(life.claim.run(held.credentialId, held)).rejects.toMatchObject({ code: 'credential.state' });
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
  });

  it('a credential that an operator asked for is not claimed', async () => {
    await life.active();
    await expect(life.claim.run(life.only().credentialId, life.only())).rejects.toMatchObject({ code: 'credential.state' });
  });
});

describe('a deletion', () => {
  const decision = (): string => {
    const changeId = newId('chg');
    life.sam.decisions.set(changeId, life.only().credentialId);
    return changeId;
  };

  it('destroys the key by the SAM, and shows the credential to nobody any more', async () => {
    await life.active();
    const changeId = decision();
    await life.delete.run(life.only().credentialId, life.only(), changeId);
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
    expect(await told()).toEqual({ listed: 0, described: 'credential.unknown' });
    expect(life.store.events.at(-1)).toMatchObject({ type: 'credential-destroyed', actor: { kind: 'signer' }, particulars: { changeId } });
  });

  it('is done once: a second one finds nothing, with the same decision and with another', async () => {
    await life.active();
    const [one, other] = [decision(), decision()];
    const { credentialId } = life.only();
    await life.delete.run(credentialId, life.only(), one);
    for (const changeId of [one, other])
      await expect(life.delete.run(credentialId, life.only(), changeId)).rejects.toMatchObject({ code: 'credential.unknown' });
    expect([life.sam.destructions, life.store.events.filter(({ type }) => type === 'credential-destroyed').length]).toEqual([1, 1]);
  });

  it('works on a suspended credential and on one whose certificate has ended', async () => {
    const credentialId = await life.active();
    await life.suspend.run(credentialId, { requestedBy: 'signer', reason: '' });
    await life.delete.run(credentialId, life.only(), decision());
    expect(life.picture().state).toBe('destroyed');
    life = new Lifecycle();
    await life.active();
    life.clock.advance(800 * 24 * HOUR);
    await life.delete.run(life.only().credentialId, life.only(), decision());
    expect(life.picture().state).toBe('destroyed');
  });

  it.each<[string, () => object]>([
    ['another signer', () => ({ signerId: newId('sgn') })],
    ['another subscriber', () => ({ subscriberId: newId('sub') })],
  ])('by %s finds nothing, and asks the SAM nothing', async (_what, change) => {
    await life.active();
    const changeId = decision();
    await expect(life.delete.run(life.only().credentialId, { ...life.only(), ...change() }, changeId)).rejects.toMatchObject({ code: 'credential.unknown' });
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
    expect(life.only().deletionChangeId).toBeUndefined();
  });

  it('on no decision, or one about another credential, is the SAM’s refusal, and leaves nothing behind', async () => {
    await life.active();
    const { credentialId } = life.only();
    life.sam.decisions.set('chg_of-another', newId('cred'));
    for (const [changeId, code] of [
      [newId('chg'), 'change.unknown'],
      ['chg_of-another', 'change.state'],
    ] as const)
      await expect(life.delete.run(credentialId, life.only(), changeId)).rejects.toMatchObject({ code });
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
    life.clock.advance(2 * HOUR);
    expect(await life.sweep.run('prompt')).toEqual([]);
    expect(await told()).toEqual({ listed: 1, described: 'active' });
  });

  it('of a held credential finds nothing', async () => {
    const held = await life.held();
    await expect(life.delete.run(held.credentialId, held, decision())).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it.each(['before', 'after'] as const)('that is interrupted %s the SAM acts is carried out by the sweep', async (when) => {
    await life.active();
    life.sam[when].decide = new ServiceError('deadline.exceeded', 'late');
    await expect(life.delete.run(life.only().credentialId, life.only(), decision())).rejects.toMatchObject({ code: 'deadline.exceeded' });
    expect(life.picture().state).toBe('active');
    life.clock.advance(61_000);
    expect(await life.sweep.run('prompt')).toMatchObject([{ outcome: 'ended' }]);
    expect([life.picture().state, life.sam.destructions]).toEqual(['destroyed', 1]);
  });

  it('outruns a suspension at the same moment', async () => {
    const credentialId = await life.active();
    const changeId = decision();
    const decide = life.sam.destroyByDecision.bind(life.sam);
    life.sam.destroyByDecision = async (...what) => {
      await decide(...what);
      // What another process writes while the SAM is at it.
      await life.store.save({ ...life.only(), state: 'suspended' });
    };
    await life.delete.run(credentialId, life.only(), changeId);
    expect(life.picture().state).toBe('destroyed');
  });
});
