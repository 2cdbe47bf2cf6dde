import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { aRequest, evidence, Lifecycle } from '../../test/lifecycle.js';
import { DescribeCredential } from './describe-credential.js';
import { ListCredentials } from './list-credentials.js';

let life: Lifecycle;
const clientId = newId('cli');
const session = { clientId, documents: [{ hash: Buffer.alloc(32, 7).toString('base64'), label: 'contract.pdf' }] };

beforeEach(() => {
  life = new Lifecycle();
});

/** Opens a session, and answers what identity learns of it. */
async function opened(): Promise<string> {
  return (await life.create.run({ ...aRequest(), session })).enrolment.enrolmentId;
}

/** A session whose signer was identified and authorised. */
async function completed(): Promise<string> {
  const enrolmentId = await opened();
  await life.complete.run(enrolmentId, evidence);
  return enrolmentId;
}

describe('a one-session credential', () => {
  it('is opened with its order, of which only the client is kept', async () => {
    await opened();
    const one = life.only();
    expect(life.sam.sessions.get(one.credentialId)).toEqual(session);
    expect(one.sessionClientId).toBe(clientId);
    expect(JSON.stringify(one)).not.toContain('contract.pdf');
  });

  it('hands on the activation that its evidence completed, also when the same evidence comes again', async () => {
    const enrolmentId = await opened();
    const first = await life.complete.run(enrolmentId, evidence);
    expect(first.activationId).toBe(life.only().activationId);
    expect(await life.complete.run(enrolmentId, evidence)).toEqual(first);
    expect(life.picture()).toEqual({ state: 'active', key: 'bound', events: ['session-opened', 'credential-activated'] });
  });

  it('brings no activation where it is none of a session', async () => {
    const { enrolmentId } = await life.keyed();
    expect(await life.complete.run(enrolmentId, evidence)).not.toHaveProperty('activationId');
  });

  it.each(['certificate.pending', 'authority.unavailable'] as const)('does not wait for its authority: %s ends it', async (code) => {
    const enrolmentId = await opened();
    life.authority.failure = new ServiceError(code, 'later');
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toMatchObject({ code });
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
  });

  it('ends where the SAM says that its session is over, and no revocation is asked', async () => {
    const enrolmentId = await opened();
    life.sam.before.bind = new ServiceError('session.over', 'the replica is gone');
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toMatchObject({ code: 'session.over' });
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
    expect([life.only().revocationDue, life.authority.revocations]).toEqual([undefined, []]);
  });
});

describe('the end of a session', () => {
  it.each(['refused', 'failed'] as const)('destroys the key at once: %s', async (reason) => {
    const enrolmentId = await opened();
    expect(await life.endSession.run(enrolmentId, reason)).toEqual({ credentialId: life.only().credentialId, state: 'destroyed' });
    expect(life.picture()).toEqual({ state: 'destroyed', key: 'destroyed', events: ['session-opened', 'credential-failed'] });
    expect(life.store.events.at(-1)).toMatchObject({ cause: expect.stringMatching(/^session.over: /) });
  });

  it('changes nothing when it is repeated', async () => {
    const enrolmentId = await opened();
    const first = await life.endSession.run(enrolmentId, 'refused');
    expect(await life.endSession.run(enrolmentId, 'failed')).toEqual(first);
    expect(life.store.events).toHaveLength(2);
  });

  it('is finished by the next try or the sweep where the SAM did not answer', async () => {
    const enrolmentId = await opened();
    life.sam.before.destroy = new ServiceError('hsm.unavailable', 'away');
    await expect(life.endSession.run(enrolmentId, 'refused')).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(life.picture()).toMatchObject({ state: 'destroying', key: 'open' });
    expect(await life.endSession.run(enrolmentId, 'refused')).toMatchObject({ state: 'destroyed' });
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
  });

  it('ends one that was authorised, too, in the SAM first', async () => {
    const enrolmentId = await completed();
    life.sam.before.destroy = new ServiceError('hsm.unavailable', 'away');
    await expect(life.endSession.run(enrolmentId, 'failed')).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
    expect(await life.endSession.run(enrolmentId, 'failed')).toMatchObject({ state: 'destroyed' });
    expect(life.picture()).toEqual({ state: 'destroyed', key: 'destroyed', events: ['session-opened', 'credential-activated', 'session-ended'] });
  });

  it('is not that of a credential of another kind, nor of an enrolment that nobody knows', async () => {
    const { enrolmentId } = await life.keyed();
    for (const stranger of [enrolmentId, newId('enr')])
      await expect(life.endSession.run(stranger, 'refused')).rejects.toMatchObject({ code: 'enrolment.unknown' });
    expect(life.picture()).toMatchObject({ state: 'keyed', key: 'open' });
  });

  it('ends one whose certificate may be being bound: no binding comes after the SAM ended the key', async () => {
    const enrolmentId = await opened();
    life.sam.before.bind = new ServiceError('deadline.exceeded', 'late');
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toMatchObject({ code: 'deadline.exceeded' });
    expect(life.picture()).toMatchObject({ state: 'keyed', key: 'accepted' });
    expect(await life.endSession.run(enrolmentId, 'failed')).toMatchObject({ state: 'destroyed' });
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
  });
});

describe('a session that is interrupted', () => {
  it.each(['accept', 'bind'] as const)('after %s is not gone on with by the sweep, but ended: its client waits no more', async (act) => {
    const enrolmentId = await opened();
    life.sam.after[act] = new ServiceError('deadline.exceeded', 'late');
    // As where the process ends here: nothing of what follows is done either.
    life.sam.before.destroy = new ServiceError('service.unavailable', 'gone');
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toMatchObject({ code: 'deadline.exceeded' });
    for (let sweeps = 0; sweeps < 2; sweeps += 1) {
      life.clock.advance(60 * 60_000);
      await life.sweep.run('prompt');
    }
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
  });
});

describe('following sessions', () => {
  it('writes down what the SAM ended, once, and asks no revocation', async () => {
    await completed();
    life.sam.keys.set(life.only().credentialId, 'destroyed');
    life.clock.advance(6_000);
    expect(await life.follow.run()).toEqual([{ credentialId: life.only().credentialId, outcome: 'ended' }]);
    expect(life.store.events.map(({ type }) => type)).toEqual(['session-opened', 'credential-activated', 'session-ended']);
    life.clock.advance(6_000);
    expect(await life.follow.run()).toEqual([]);
    expect(life.authority.revocations).toEqual([]);
  });

  it('leaves one that goes on as it is, and looks again later', async () => {
    await completed();
    life.clock.advance(6_000);
    expect([await life.follow.run(), await life.follow.run()]).toEqual([[], []]);
    expect(life.only().state).toBe('active');
    life.clock.advance(6_000);
    life.sam.keys.set(life.only().credentialId, 'destroyed');
    expect(await life.follow.run()).toHaveLength(1);
  });

  it('looks at no credential of another kind, whatever the SAM says of it', async () => {
    const credentialId = await life.active();
    life.sam.keys.set(credentialId, 'destroyed');
    life.clock.advance(60_000);
    expect(await life.follow.run()).toEqual([]);
  });

  it('tells of one that could not be asked for, and goes on with the others', async () => {
    await completed();
    await completed();
    for (const { credentialId } of life.store.all()) life.sam.keys.set(credentialId, 'destroyed');
    const [one] = life.store.all();
    life.sam.tampered.add(one?.credentialId ?? '');
    life.clock.advance(6_000);
    expect((await life.follow.run()).map(({ credentialId, outcome }) => [credentialId === one?.credentialId, outcome])).toEqual([
      [true, 'waiting'],
      [false, 'ended'],
    ]);
  });

  it('asks once more, one by one, where the SAM does not answer for all', async () => {
    await completed();
    await completed();
    for (const { credentialId } of life.store.all()) life.sam.keys.set(credentialId, 'destroyed');
    life.clock.advance(6_000);
    life.sam.before.describe = new ServiceError('hsm.unavailable', 'away');
    expect((await life.follow.run()).map(({ outcome }) => outcome)).toEqual(['ended', 'ended']);
  });

  it('follows one that was stopped', async () => {
    await completed();
    life.sam.keys.set(life.only().credentialId, 'suspended');
    life.clock.advance(6_000);
    expect([await life.follow.run(), life.only().state]).toEqual([[], 'suspended']);
  });
});

describe('who is shown it', () => {
  const seen = async (asking: string | undefined): Promise<[number, string]> => {
    const { signerId, subscriberId, credentialId } = life.only();
    const listed = await new ListCredentials(life.store, life.clock).run({ signerId, subscriberId, clientId: asking }, false);
    const described = new DescribeCredential(life.store, life.clock).run(credentialId, { subscriberId, signerId, clientId: asking });
    return [listed.length, await described.then(({ state }) => state).catch((error: ServiceError) => error.code)];
  };

  it('is its own client, and neither another nor who asks for no client', async () => {
    await completed();
    expect([await seen(clientId), await seen(newId('cli')), await seen(undefined)]).toEqual([
      [1, 'active'],
      [0, 'credential.unknown'],
      [0, 'credential.unknown'],
    ]);
  });

  it('sees its certificate until that is over, although the key is gone, and does not find it in a list', async () => {
    await completed();
    life.sam.keys.set(life.only().credentialId, 'destroyed');
    life.clock.advance(6_000);
    await life.follow.run();
    expect([await seen(clientId), await seen(newId('cli'))]).toEqual([
      [0, 'destroyed'],
      [0, 'credential.unknown'],
    ]);
    life.clock.advance(30 * 60_000);
    expect(await seen(clientId)).toEqual([0, 'credential.unknown']);
  });
});
